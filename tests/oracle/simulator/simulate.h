/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: the cells in the simulator, in virtual time. */
#ifndef ORACLE_SIMULATE_H
#define ORACLE_SIMULATE_H

#include "../transcript.h"
#include "base/loop.h"
#include "image/image.h"
#include "limits/limits.h"

/* A device of one profile, compiled once. */
struct device {
  struct limits *limits;
  struct image *image;
  struct loop *loop;
};

/* profile: its name, or NAME+OPTION with that option set to 1. msl_ms: TCP_MSL.
 * Ends the program with a message when the image cannot be built. */
void device_init(struct device *device, const char *profile, int64_t msl_ms);
void device_done(struct device *device);

/* Run the cell of that number (its place in cells.def) for limit_s at most. */
void simulate(const struct device *device, int cell, int64_t limit_s,
              struct transcript *ret_transcript);

#endif
