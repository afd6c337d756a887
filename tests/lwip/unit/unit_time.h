/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: put in front of lwIP's tests, which set the time by assignment. The
 * header that declares it upstream, test/unit/arch/sys_arch.h, belongs to the
 * operating system layer that the port replaces here. */
#ifndef SOCKFIT_TESTS_UNIT_TIME_H
#define SOCKFIT_TESTS_UNIT_TIME_H

#include <stdint.h>

extern uint32_t lwip_sys_now; /* ms */

#endif
