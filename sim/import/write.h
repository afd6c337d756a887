/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: a scenario's text, line by line, each with the place
 * that it came from. */
#ifndef SOCKFIT_IMPORT_WRITE_H
#define SOCKFIT_IMPORT_WRITE_H

#include "base/diag.h"
#include "base/text.h"

struct writer {
  struct text text;
  struct place *origins; /* one a line; files are borrowed */
  size_t count;
  size_t capacity;
  struct place origin; /* of lines that have none of their own */
};

/* Add a line (printf, without its end). place NULL or without a line: the
 * origin of the one before. Failures are kept in text.failed. */
void write_line(struct writer *writer, const struct place *place,
                const char *format, ...) __attribute__((format(printf, 3, 4)));

void write_empty_line(struct writer *writer);

/* Add comment lines of at most 80 columns: indent, "# ", text. */
void write_comment(struct writer *writer, const struct place *place, int indent,
                   const char *text);

/* text as a YAML value, in double quotes where it needs them, cut at 200
 * octets. Use as write_quoted(text).text inside one call. */
struct quoted {
  char text[512];
};
struct quoted write_quoted(const char *text);

void writer_done(struct writer *writer);

#endif
