/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the octets of a scenario file, before YAML. */
#ifndef SOCKFIT_SCENARIO_SOURCE_H
#define SOCKFIT_SCENARIO_SOURCE_H

#include <stddef.h>

#include "base/diag.h"
#include "scenario/arena.h"
#include "scenario/mistakes.h"

#define SOURCE_OCTETS_MAX (1 << 20) /* far above any scenario, below harm */
#define SOURCE_LINE_OCTETS_MAX 1000
#define SOURCE_FOREIGN_LINE_MAX 16384

/* Read a whole file; a byte order mark at its head is left out.
 *
 * arena     owns the text, which ends with a NUL
 * Returns 0; -EFBIG larger than SOURCE_OCTETS_MAX, with the place of
 * the first octet too many; -EISDIR a directory;
 * -EINVAL not a regular file (a pipe could block for ever); -ENOMEM; or
 * what open and read say. diag has the reason, except for -ENOMEM. */
int source_read(const char *path, struct arena *arena, const char **ret_text,
                size_t *ret_len, struct diag *diag);

/* Is it text that YAML may see: UTF-8 without control characters other than
 * tab and line end, lines of at most SOURCE_LINE_OCTETS_MAX, no directives?
 * Returns 0, or -EINVAL and one mistake at the first place where it is not. */
int source_check(const char *text, size_t len, const char *file,
                 struct mistakes *mistakes);

/* The same for a foreign file, whose lines may have SOURCE_FOREIGN_LINE_MAX
 * octets. */
int source_check_foreign(const char *text, size_t len, const char *file,
                         struct mistakes *mistakes);

/* The comment lines at the head of the text, joined with spaces; "" when there
 * are none. Returns NULL when memory ran out. */
char *source_intent(const char *text, struct arena *arena);

#endif
