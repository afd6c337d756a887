/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: which compiler makes images. */
#ifndef SOCKFIT_IMAGE_COMPILER_H
#define SOCKFIT_IMAGE_COMPILER_H

#include "base/diag.h"
#include "image/digest.h"

/* $SOCKFIT_CC, otherwise the first of cc, gcc and clang in PATH; malloc'ed
 * path. Returns 0, -ENOENT with a diagnosis, or -ENOMEM. */
int compiler_find(char **ret_path, struct diag *diag);

/* Count its identity in: path, size and modification time of the program that
 * runs in the end. */
void compiler_digest(const char *path, struct digest *digest);

#endif
