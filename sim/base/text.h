/* SPDX-License-Identifier: BSD-3-Clause */
/* base: strings that grow. */
#ifndef SOCKFIT_BASE_TEXT_H
#define SOCKFIT_BASE_TEXT_H

#include <stddef.h>

/* printf into a malloc'ed string; NULL when memory ran out. */
char *text_format(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* A string under construction. Zero-initialise; failed is set, and stays set,
 * when memory ran out, so that only the end needs a check. */
struct text {
  char *data; /* NUL-terminated; NULL while empty */
  size_t len;
  size_t capacity;
  int failed;
};

void text_add(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One more word of a command line, after a blank if it is not the first; in
 * quotes when a shell would take it apart. */
void text_add_word(struct text *text, const char *word);

void text_done(struct text *text);

#endif
