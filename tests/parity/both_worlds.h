/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: whether a variant's peers can live on the machine's stack, and
 * what the machine needs for that. */
#ifndef SOCKFIT_PARITY_BOTH_WORLDS_H
#define SOCKFIT_PARITY_BOTH_WORLDS_H

#include "scenario/scenario.h"

/* Print on one line: how many hosts the peers are, four words for sockfit run
 * that give the device's link its delay and rate, and - or why the peers cannot
 * be real. Returns 0, or 3 when memory ran out. */
int both_worlds_tell(const struct variant *variant);

#endif
