/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage, internal: a run in real time, with the world outside behind the
 * switch's uplink. */
#ifndef SOCKFIT_WORLD_OUTSIDE_H
#define SOCKFIT_WORLD_OUTSIDE_H

#include <stdint.h>

#define OUTSIDE_ENDLESS_NS (INT64_MAX / 4) /* 73 years */

struct world;

/* The LAN gets its uplink, the clock the first tick. Returns 0 or -ENOMEM. */
int outside_open(struct world *world);

/* Instead of clock_run. */
int outside_run(struct world *world);

/* Nothing happens when it was not opened. */
void outside_close(struct world *world);

#endif
