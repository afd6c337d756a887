/* SPDX-License-Identifier: BSD-3-Clause */
/* base: spelling distance for "did you mean". Pure functions. */
#include "base/suggest.h"

#include <string.h>

#define WORD_MAX 63 /* octets; no key, kind or option of ours is longer */

/* Letters are compared as a hurried reader would: case and the choice between
 * '-' and '_' do not matter. ASCII only, so that no locale plays a part. */
static unsigned char fold(char c) {
  if (c >= 'A' && c <= 'Z')
    return (unsigned char)(c - 'A' + 'a');
  return c == '-' ? '_' : (unsigned char)c;
}

static size_t min_size(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Optimal string alignment: the fewest insertions, deletions, substitutions
 * and swaps of neighbours. Only three rows of the table are kept. */
static size_t distance(const char *a, size_t a_len, const char *b,
                       size_t b_len) {
  size_t rows[3][WORD_MAX + 1];
  for (size_t j = 0; j <= b_len; j++)
    rows[0][j] = j;
  for (size_t i = 1; i <= a_len; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    const size_t *above_two = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b_len; j++) {
      size_t cost = fold(a[i - 1]) != fold(b[j - 1]);
      row[j] =
          min_size(above[j - 1] + cost, 1 + min_size(above[j], row[j - 1]));
      if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
          fold(a[i - 2]) == fold(b[j - 1]))
        row[j] = min_size(row[j], above_two[j - 2] + 1);
    }
  }
  return rows[a_len % 3][b_len];
}

const char *suggest_nearest(const char *word, const char *const *known,
                            size_t count) {
  size_t len = strlen(word);
  if (len == 0 || len > WORD_MAX)
    return NULL;
  size_t best = 1 + len / 3 + 1;
  const char *nearest = NULL;
  for (size_t i = 0; i < count; i++) {
    size_t known_len = strlen(known[i]);
    if (known_len > WORD_MAX)
      continue;
    size_t found = distance(word, len, known[i], known_len);
    if (found < best) {
      best = found;
      nearest = known[i];
    }
  }
  return nearest;
}
