/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: asks for the time by lwIP's own SNTP client, on one UDP
 * PCB. Compiled into an image without threads. */
#include "sockfit/workload.h"

#include "common/sntp.h"

void sntp_client_main(const struct workload *w) {
  if (sntp_begin(w)) {
    workload_state(w, WORKLOAD_RUNNING);
    return;
  }
  workload_log(w, 'E', "component", "sntp is marked FAILED");
  workload_state(w, WORKLOAD_FAILED);
}
