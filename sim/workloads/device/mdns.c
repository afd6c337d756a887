/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: lwIP's own mDNS responder on IPv4 and IPv6. As with
 * Espressif's component it takes a UDP PCB and no socket. Compiled into an
 * image; lwIP's raw API may only be used in its own thread, hence the
 * callback. The responder is one for the whole host: a second consumer of
 * this kind is a failure. */
#include "sockfit/workload.h"

#include "lwip/tcpip.h"

#include "common/firmware.h"
#include "common/mdns_responder.h"

struct responder {
  const char *hostname;
  err_t result;
  volatile bool done; /* lwIP's thread has finished the callback */
};

static void begin(void *arg) {
  struct responder *responder = arg;
  responder->result = mdns_responder_begin(responder->hostname);
  responder->done = true;
}

/* Have it begun in lwIP's thread and wait for the result. */
static err_t begin_in_lwip_thread(struct responder *responder) {
  err_t result = tcpip_callback(begin, responder);
  if (result != ERR_OK)
    return result;
  while (!responder->done)
    workload_sleep_ms(1);
  return responder->result;
}

/* Returns once the responder has begun; from then on it lives in lwIP's
 * thread until the host ends. */
void mdns_main(const struct workload *w) {
  struct responder responder = {.hostname = workload_text(w, "hostname")};
  err_t result = begin_in_lwip_thread(&responder);
  if (result != ERR_OK) {
    workload_log(w, 'E', "mdns", "Failed to start: errno %d",
                 firmware_errno(err_to_errno(result)));
    firmware_mark_failed(w, "mdns");
  } else {
    workload_state(w, WORKLOAD_RUNNING);
  }
}
