/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: errno numbers as the device prints them. */
#ifndef SOCKFIT_VERDICT_ERRNO_NUMBER_H
#define SOCKFIT_VERDICT_ERRNO_NUMBER_H

#include "limits/limits.h"

/* "newlib", or "lwIP" where the profile says so (SOCKFIT_ERRNO_LWIP: the
 * platform's port defines LWIP_PROVIDE_ERRNO). The compilers of all platforms
 * here bring newlib. Static. */
const char *errno_numbering(const struct limits *limits);

/* EADDRINUSE is 112 by newlib and 98 by lwIP. -1: a name that errnos.def does
 * not have, or NULL. */
int errno_number(const struct limits *limits, const char *name);

#endif
