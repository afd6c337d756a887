/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: a letter for each thing that went wrong in a sweep,
 * in the order of the first point that shows it. */
#ifndef SOCKFIT_REPORT_SWEEP_LETTERS_H
#define SOCKFIT_REPORT_SWEEP_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "study/sweep.h"

#define SWEEP_LETTERS_MAX 26 /* the last one stands for all others as well */

struct sweep_letters {
  size_t first[SWEEP_LETTERS_MAX]; /* the first point of each */
  size_t count;
};

struct sweep_letters sweep_letters_find(const struct sweep *sweep);

/* '.' every run passed; 'a' some did not; 'A' none passed. */
char sweep_letter(const struct sweep_letters *letters,
                  const struct sweep *sweep, size_t point);

#endif
