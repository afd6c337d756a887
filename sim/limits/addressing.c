/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: what the device's addressing needs in its lwIP. Profiles have
 * it left out, since with a static address nothing depends on it. */
#include "limits/derive.h"

/* dhcp_coarse_tmr, dhcp_fine_tmr and, for the check that nobody has the
 * address, acd_tmr: LWIP_NUM_SYS_TIMEOUT_INTERNAL in opt.h. */
#define TIMEOUTS 3

int addressing_apply(const struct variant *variant, struct limits *limits) {
  int64_t timeouts = limits_number(limits, "MEMP_NUM_SYS_TIMEOUT", 0);
  if (!variant->dhcp)
    return 0;
  int error = limits_put_number(
      limits, "LWIP_DHCP", 1, LIMIT_SCENARIO,
      "address: dhcp; the client holds a UDP PCB as on the device");
  if (!error && timeouts > 0)
    error = limits_put_number(
        limits, "MEMP_NUM_SYS_TIMEOUT", timeouts + TIMEOUTS, LIMIT_DERIVED,
        "the profile's, and three timers of DHCP and its address check");
  return error;
}
