/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: what the files with Zephyr's names share. */
#ifndef SOCKFIT_SHIMS_ZEPHYR_H
#define SOCKFIT_SHIMS_ZEPHYR_H

#include <zephyr/kernel.h>

/* When a timeout is over. */
int64_t shim_zephyr_deadline(k_timeout_t timeout);

/* Start the thread of a K_THREAD_DEFINE, unless it runs. */
void shim_zephyr_define(const struct shim_thread_define *define);

#endif
