/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the mistakes found in one scenario. They go to a struct diag
 * in the order in which they are found; the same one is added once (an
 * override is applied to every variant), and after MISTAKES_SHOWN_MAX one line
 * says that there are more. */
#ifndef SOCKFIT_SCENARIO_MISTAKES_H
#define SOCKFIT_SCENARIO_MISTAKES_H

#include <stddef.h>

#include "base/diag.h"

#define MISTAKES_SHOWN_MAX 20

struct mistakes {
  struct diag *diag; /* borrowed */
  size_t first;      /* entries of diag before this one are not ours */
  size_t count;      /* 0: the scenario is right */
};

void mistakes_init(struct mistakes *mistakes, struct diag *diag);

/* Add one mistake at place. The text is cut at about a thousand octets. */
void mistakes_add(struct mistakes *mistakes, const struct place *place,
                  const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Add "PREFIXunknown WHAT 'WORD'WHERE" with the nearest known word, or with
 * all of them when none is near. WHAT is "key", "consumer kind" and so on,
 * prefix and where are "" or end and begin with a space. */
void mistakes_unknown(struct mistakes *mistakes, const struct place *place,
                      const char *prefix, const char *what, const char *word,
                      const char *where, const char *const *known,
                      size_t known_count);

/* Text of a file as a message shows it: at most 60 octets, whole characters,
 * "..." where it was cut. Use as clip(text).text inside one call. */
struct clip {
  char text[64];
};
struct clip clip(const char *text);

#endif
