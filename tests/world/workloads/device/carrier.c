/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: log each change of the link, in tenths of a second. */
#include "sockfit/workload.h"

void carrier_main(const struct workload *w);
void carrier_main(const struct workload *w) {
  bool up = workload_link_up();
  workload_log(w, 'I', "carrier", "%s", up ? "up" : "down");
  workload_state(w, WORKLOAD_RUNNING);
  for (;;) {
    workload_sleep_ms(50);
    if (workload_link_up() == up)
      continue;
    up = !up;
    workload_log(w, 'I', "carrier", "%s at %u", up ? "up" : "down",
                 (unsigned)(workload_now_ms() / 100));
  }
}
