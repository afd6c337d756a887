/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: lwIP brings the types that it needs. */
#ifndef SOCKFIT_TARGET_SYS_TYPES_H
#define SOCKFIT_TARGET_SYS_TYPES_H

typedef int ssize_t;

#endif
