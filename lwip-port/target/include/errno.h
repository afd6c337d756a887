/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: nothing that is compiled for sizes names an errno. */
#ifndef SOCKFIT_TARGET_ERRNO_H
#define SOCKFIT_TARGET_ERRNO_H

extern int errno;

#endif
