/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESP-IDF's ping session (esp_ping): a raw ICMP socket a
 * ping, which its task frees some time after the session was deleted, because
 * it looks for the deletion once an interval. So pings in a tight loop hold
 * several sockets. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/icmp_echo.h"

#define TAG "ping_sock"
#define REPLY_TIMEOUT_MS 1000

/* A socket whose session was deleted. */
struct ended {
  const struct workload *w;
  int fd;
};

static void free_later(void *arg) {
  struct ended *ended = arg;
  workload_sleep_ms(workload_ms(ended->w, "free_after"));
  close(ended->fd);
  free(ended);
}

static void delete_session(const struct workload *w, int fd) {
  struct ended *ended = malloc(sizeof *ended);
  if (ended) {
    *ended = (struct ended){w, fd};
    if (workload_task(w, "ping", free_later, ended) == 0)
      return;
    free(ended);
  }
  close(fd);
}

/* One session of one ping. Returns false when it could not be made. */
static bool ping_once(const struct workload *w, uint32_t ipv4,
                      uint16_t sequence) {
  int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  if (fd < 0) {
    workload_log(w, 'E', TAG, "esp_ping_new_session: create socket failed: -1");
    return false;
  }
  bool replied = icmp_echo(fd, ipv4, sequence, REPLY_TIMEOUT_MS) == 0;
  workload_log(w, 'I', workload_name(w), "ping %u: %s", sequence,
               replied ? "reply" : "timeout");
  delete_session(w, fd);
  return true;
}

void ping_main(const struct workload *w) {
  uint32_t ipv4 = workload_resolve(workload_text(w, "target"));
  uint32_t count = (uint32_t)workload_number(w, "count");
  workload_state(w, WORKLOAD_RUNNING);
  workload_sleep_ms(workload_ms(w, "first_after"));
  for (uint32_t i = 1; i <= count && !workload_leaving();) {
    if (ping_once(w, ipv4, (uint16_t)i)) {
      i++;
      workload_sleep_ms(workload_ms(w, "interval"));
    } else if (workload_given(w, "retry_after")) {
      workload_sleep_ms(workload_ms(w, "retry_after"));
    } else {
      firmware_mark_failed(w, workload_name(w));
      return;
    }
  }
  if (!workload_leaving())
    workload_state(w, WORKLOAD_STOPPED);
}
