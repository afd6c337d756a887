/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, common: lwIP's own SNTP client. See sntp.h. */
#include "common/sntp.h"

#include "lwip/apps/sntp.h"

#define TAG "sntp"
#define INTERVAL_MIN_MS 15000 /* esp_sntp_set_sync_interval: RFC 4330 */

static const struct workload *asking; /* whose client it is; NULL: nobody's */

unsigned sntp_hook_interval_ms(void) {
  uint32_t interval_ms = workload_ms(asking, "interval");
  return interval_ms < INTERVAL_MIN_MS ? INTERVAL_MIN_MS : interval_ms;
}

void sntp_hook_synchronized(unsigned seconds, unsigned microseconds) {
  workload_log(asking, 'D', TAG, "Synchronized time: %u.%06u", seconds,
               microseconds);
}

/* Does nothing for a server that is not named. */
static bool set_server(const struct workload *w, u8_t index,
                       const char *parameter) {
  const char *host = workload_text(w, parameter);
  if (host == NULL)
    return true;
  uint32_t ipv4 = workload_resolve(host);
  if (ipv4 == 0) {
    workload_log(w, 'E', TAG, "no server named %s", host);
    return false;
  }
  ip_addr_t address;
  ip_addr_set_ip4_u32(&address, ipv4);
  sntp_setserver(index, &address);
  return true;
}

bool sntp_begin(const struct workload *w) {
  if (asking != NULL && asking != w) {
    workload_log(w, 'E', TAG, "lwIP has one client, which %s uses",
                 workload_name(asking));
    return false;
  }
  asking = w;
  sntp_stop(); /* when it is set up again */
  sntp_setoperatingmode(SNTP_OPMODE_POLL);
  if (!set_server(w, 0, "server") || !set_server(w, 1, "backup"))
    return false;
  sntp_init();
  return true;
}
