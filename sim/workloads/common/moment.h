/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: instants in milliseconds, and waiting until one of them.
 * Compiled into an image; touches nothing but virtual time. Milliseconds are
 * what select() and every protocol timer here is counted in; 64 bits so that
 * no run is long enough to wrap. */
#ifndef SOCKFIT_WORKLOADS_MOMENT_H
#define SOCKFIT_WORKLOADS_MOMENT_H

#include <stdint.h>

#include "sockfit/workload.h"

#define MOMENT_NEVER INT64_MAX

/* Milliseconds since the run began. */
int64_t moment_now_ms(void);

/* The earlier of two instants. */
int64_t moment_earlier(int64_t a_ms, int64_t b_ms);

/* The time left until an instant, as select() wants it: rounded up, so that
 * a loop that waits never wakes just before its deadline. Returns storage,
 * or NULL for MOMENT_NEVER, which select() takes as "for ever". */
struct timeval *moment_left(int64_t deadline_ms, struct timeval *storage);

#endif
