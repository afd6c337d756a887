/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: lwIP's own mDNS responder on IPv4 and IPv6, on one UDP
 * PCB. The responder is one for the whole host: a second consumer of this kind
 * is a failure. Compiled into an image without threads. */
#include "sockfit/workload.h"

#include "common/mdns_responder.h"

void mdns_main(const struct workload *w) {
  err_t result = mdns_responder_begin(workload_text(w, "hostname"));
  if (result == ERR_OK) {
    workload_state(w, WORKLOAD_RUNNING);
    return;
  }
  workload_log(w, 'E', "mdns", "Failed to start: err %d", (int)result);
  workload_log(w, 'E', "component", "mdns is marked FAILED");
  workload_state(w, WORKLOAD_FAILED);
}
