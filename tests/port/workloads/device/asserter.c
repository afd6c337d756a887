/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: an assertion ends the device. */
#include "sockfit/workload.h"

void asserter_main(const struct workload *w);
void asserter_main(const struct workload *w) {
  workload_sleep_ms(1500);
  LWIP_ASSERT("this one fails", workload_now_ms() == 0);
  workload_log(w, 'I', "asserter", "not reached");
}
