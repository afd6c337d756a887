/* SPDX-License-Identifier: BSD-3-Clause */
/* base: what every stage may use. Diagnostics that a person reads.
 *
 * Library code returns a negative errno and adds the explanation here; only
 * sim/cmd prints it and turns it into an exit status. */
#ifndef SOCKFIT_BASE_DIAG_H
#define SOCKFIT_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>

/* A place in an input file. line and column start at 1; line 0 means "the
 * file as a whole", file NULL means "no file". file is borrowed; a diagnostic
 * keeps a copy of it. */
struct place {
  const char *file;
  int line;
  int column;
};

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_INFO };

struct diag_entry {
  enum diag_level level;
  struct place place; /* place.file is owned by the entry */
  char *text;         /* one or more lines, no final newline; owned */
};

struct diag {
  struct diag_entry *entries;
  size_t count;
  size_t capacity;
  size_t error_count;
  bool out_of_memory; /* what was to be told is not, or is not of the file */
};

/* Add one diagnostic; place and the printf text are copied. place may be NULL.
 * When memory runs out the entry is dropped, but error_count still counts it,
 * and out_of_memory is set. */
void diag_add(struct diag *diag, enum diag_level level,
              const struct place *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Free the entries; diag is then empty and reusable. out_of_memory stays. */
void diag_done(struct diag *diag);

/* One entry as a line: "FILE:LINE:COLUMN: error: TEXT" (parts that are not
 * known are left out; INFO has no level word). Returns a malloc'ed string
 * with a final newline, or NULL when memory ran out. */
char *diag_format(const struct diag_entry *entry);

#endif
