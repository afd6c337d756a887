/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the known word that a misspelt one was probably meant to be. */
#ifndef SOCKFIT_BASE_SUGGEST_H
#define SOCKFIT_BASE_SUGGEST_H

#include <stddef.h>

/* The nearest of known[0..count-1] to word (Damerau-Levenshtein distance,
 * ignoring case, '-' equals '_'), or NULL when none is near enough to be a
 * slip of the keyboard (distance above 1 + length / 3, or longer than 63
 * octets). First of equals wins. The result is one of the given pointers.
 * word of any length. */
const char *suggest_nearest(const char *word, const char *const *known,
                            size_t count);

#endif
