/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: lwIP brings an fd_set of its own. */
#ifndef SOCKFIT_TARGET_SYS_SELECT_H
#define SOCKFIT_TARGET_SYS_SELECT_H

#endif
