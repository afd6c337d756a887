/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: what lwIP's headers name of <stdlib.h>. */
#ifndef SOCKFIT_TARGET_STDLIB_H
#define SOCKFIT_TARGET_STDLIB_H

#include <stddef.h>

int atoi(const char *text);

#endif
