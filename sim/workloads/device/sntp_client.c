/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: asks for the time by lwIP's own SNTP client, which takes a
 * UDP PCB and no socket, as ESPHome's sntp does. Compiled into an image; lwIP's
 * raw API may only be used in its own thread, hence the callback. */
#include "sockfit/workload.h"

#include "lwip/tcpip.h"

#include "common/firmware.h"
#include "common/sntp.h"

struct beginning {
  const struct workload *w;
  bool begun;
  volatile bool done; /* lwIP's thread has finished the callback */
};

static void begin(void *arg) {
  struct beginning *beginning = arg;
  beginning->begun = sntp_begin(beginning->w);
  beginning->done = true;
}

/* Returns once the client has begun; from then on it lives in lwIP's thread
 * until the host ends. */
void sntp_client_main(const struct workload *w) {
  struct beginning beginning = {.w = w};
  if (tcpip_callback(begin, &beginning) == ERR_OK) {
    while (!beginning.done)
      workload_sleep_ms(1);
  }
  if (beginning.begun)
    workload_state(w, WORKLOAD_RUNNING);
  else
    firmware_mark_failed(w, "sntp");
}
