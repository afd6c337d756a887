/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: whether what happens by the clock fits the finished variant:
 * its faults, and its peers that come and go. */
#ifndef SOCKFIT_SCENARIO_TIMETABLE_H
#define SOCKFIT_SCENARIO_TIMETABLE_H

#include "scenario/scenario.h"
#include "scenario/value.h"

/* Report hosts and consumers that are not there, repetitions that overlap
 * themselves, faults that change nothing, and parameters that need others. */
void timetable_check(struct decode *d, const struct variant *variant);

#endif
