/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: AddressSanitizer for images. */
#ifndef SOCKFIT_CMD_ASAN_H
#define SOCKFIT_CMD_ASAN_H

#include "base/diag.h"

/* Images with AddressSanitizer need it in the process before anything else:
 * with --asan among argv this starts the program once more, in its own place,
 * with the compiler's libasan in front, and does not return. Otherwise, and
 * there, it returns 0; a negative errno with a diagnosis when there is no
 * libasan. */
int asan_prepare(char **argv, struct diag *diag);

#endif
