/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: what program.c and its neighbours share. */
#ifndef SOCKFIT_IMAGE_PROGRAM_OWN_H
#define SOCKFIT_IMAGE_PROGRAM_OWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/text.h"
#include "image/image.h"

/* The next line of a list; NULL: no more. */
const char *program_next_line(const char **at, size_t *ret_len);

/* The path of a line, malloc'ed: beside the scenario, unless it is absolute. */
char *program_path_of(const struct image_program *program, const char *line,
                      size_t len);

/* By its suffix. */
bool program_file_is_cxx(const char *path);

/* The CONFIG_ names of a program's prj.conf as options of the compiler, one a
 * line: "y" is 1, "n" and "is not set" is no definition, texts keep their
 * quotes. Returns 0, also when it has none; -EINVAL with a diagnosis: no such
 * file, or a line that is no setting; -ENOMEM. */
int program_config(const struct image_program *program, struct text *flags,
                   struct diag *diag);

#endif
