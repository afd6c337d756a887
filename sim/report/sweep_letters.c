/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: letters for what went wrong. See sweep_letters.h. */
#include "report/sweep_letters.h"

#include <string.h>

static bool same_failure(const struct sweep_failure *a,
                         const struct sweep_failure *b) {
  return a->line == b->line && strcmp(a->expected, b->expected) == 0;
}

/* Its number; count when it has none yet. */
static size_t find(const struct sweep_letters *letters,
                   const struct sweep *sweep,
                   const struct sweep_failure *failure) {
  size_t i = 0;
  while (i < letters->count &&
         !same_failure(&sweep->points[letters->first[i]].failure, failure))
    i++;
  return i;
}

struct sweep_letters sweep_letters_find(const struct sweep *sweep) {
  struct sweep_letters letters = {0};
  for (size_t i = 0; i < sweep->grid.point_count; i++) {
    const struct sweep_failure *failure = &sweep->points[i].failure;
    if (failure->expected != NULL && letters.count < SWEEP_LETTERS_MAX &&
        find(&letters, sweep, failure) == letters.count)
      letters.first[letters.count++] = i;
  }
  return letters;
}

char sweep_letter(const struct sweep_letters *letters,
                  const struct sweep *sweep, size_t point) {
  const struct sweep_point *at = &sweep->points[point];
  if (at->failure.expected == NULL)
    return '.';
  size_t number = find(letters, sweep, &at->failure);
  if (number == SWEEP_LETTERS_MAX)
    number--;
  return (char)((at->pass > 0 ? 'a' : 'A') + (int)number);
}
