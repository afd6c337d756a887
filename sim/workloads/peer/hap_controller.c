/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a HomeKit-like controller: one connection for good, with a
 * question once in a while. One attempt a connection, served with the first
 * answer. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/script.h"

void hap_controller_main(const struct workload *w) {
  char text[160];
  unsigned long every_ms = workload_ms(w, "every");
  every_ms = every_ms > 0 ? every_ms : 1;
  snprintf(text, sizeof text,
           "connect; get /accessories; served; sleep %lums; "
           "get /characteristics x* every %lums",
           every_ms, every_ms);
  script_run_for_ever(w, text, workload_ms(w, "reconnect_after"), STEP_CLOSE);
}
