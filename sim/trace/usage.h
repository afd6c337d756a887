/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: how much of each limit the device uses. For record.c. */
#ifndef SOCKFIT_TRACE_USAGE_H
#define SOCKFIT_TRACE_USAGE_H

#include "trace/record.h"

/* Add a sample of what is in use to the trace. */
void usage_sample(struct recorder *recorder, int64_t at_ns);

/* The device's life ends, by the end of the run or a reboot: take over its
 * pools and counters. Peaks are those of all lives, refusals and counters are
 * added up. Does nothing when it is off. */
void usage_take(struct recorder *recorder);

#endif
