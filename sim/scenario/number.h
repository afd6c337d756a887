/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: whole numbers as scenarios write them: decimal without
 * leading zeros (010 means eight to some and ten to others), or 0x. */
#ifndef SOCKFIT_SCENARIO_NUMBER_H
#define SOCKFIT_SCENARIO_NUMBER_H

#include <stdint.h>

#include "scenario/scenario.h"

/* Returns 0, -EINVAL (no such number, a '-') or -ERANGE (above 64 bits). */
int number_parse_unsigned(const char *text, uint64_t *ret_number);

/* With an optional '-'. Returns 0, -EINVAL or -ERANGE. */
int number_parse(const char *text, int64_t *ret_number);

/* "5", "<= 19", ">0", "!= 3", "= 2": an optional comparison, spaces, and a
 * number that is not negative. Returns 0, -EINVAL or -ERANGE. */
int number_parse_bound(const char *text, enum bound_op *ret_op,
                       int64_t *ret_number);

#endif
