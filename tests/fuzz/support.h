/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: what the fuzz targets share. Whatever does not hold ends the program
 * with abort, which the fuzzer reports together with the input. */
#ifndef SOCKFIT_FUZZ_SUPPORT_H
#define SOCKFIT_FUZZ_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "import/import.h"
#include "scenario/scenario.h"

/* What libFuzzer calls. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Abort with what did not hold. */
void fuzz_fail(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

/* 0 comes without errors, -EINVAL with at least one, each of which can be
 * written; nothing else comes of an input. Empties diag. */
void fuzz_answered(int status, struct diag *diag);

/* ---- inputs that stand for several files ---- */

/* The next part of the input as a text of its own (NUL-terminated, malloc'ed):
 * up to a line of "%%", or to the end. */
struct fuzz_input {
  const uint8_t *data;
  size_t left;
};
char *fuzz_part(struct fuzz_input *input, size_t *ret_len);

/* Whether there is another part. */
bool fuzz_more(const struct fuzz_input *input);

/* Into a scratch folder, which is entered and removed at the end. */
void fuzz_enter_folder(void);

/* NAME there becomes the next part of the input; without one it is removed. */
void fuzz_file(const char *name, struct fuzz_input *input);

/* ---- what becomes of a scenario ---- */

/* Limits, checks and every export of every variant. */
void fuzz_scenario(const struct scenario *scenario);

/* What an import has made: as cmd/ does, it is loaded as a scenario. Frees
 * imported. */
void fuzz_imported(const char *path, struct imported *imported);

#endif
