/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's OTA server: a listener that is always there,
 * and one client at a time. No accept while there is a client, so others wait
 * in the backlog. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/moment.h"
#include "common/stream.h"
#include "common/watch.h"

#define TAG "esphome.ota"
#define HANDSHAKE_TIMEOUT_MS 10000
#define DATA_TIMEOUT_MS 90000

static const uint8_t magic[5] = {0x6c, 0x26, 0xf7, 0x5c, 0x45};

/* Returns 0 once the magic octets are here, else a negative errno. */
static int read_magic(const struct workload *w, int fd) {
  uint8_t data[sizeof magic];
  int64_t deadline_ms = moment_now_ms() + HANDSHAKE_TIMEOUT_MS;
  for (size_t len = 0; len < sizeof data;) {
    int got = stream_receive(fd, data + len, sizeof data - len, deadline_ms);
    if (got == -ETIMEDOUT)
      workload_log(w, 'W', TAG, "Handshake timeout");
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    len += (size_t)got;
  }
  if (memcmp(data, magic, sizeof magic) == 0)
    return 0;
  workload_log(w, 'W', TAG,
               "Magic bytes mismatch! 0x%02X-0x%02X-0x%02X-0x%02X-0x%02X",
               data[0], data[1], data[2], data[3], data[4]);
  return -EPROTO;
}

/* Serve one client to its end. The transfer itself is only read away: what
 * it does to the flash is no matter of sockets. */
static void serve(const struct workload *w, int fd) {
  static const uint8_t version_answer[] = {0x00, 0x02}; /* OK, version 2 */
  uint8_t data[512];
  int result = read_magic(w, fd);
  if (result == 0)
    result = stream_send_all(fd, version_answer, sizeof version_answer,
                             DATA_TIMEOUT_MS);
  if (result == 0)
    do
      result = stream_receive(fd, data, sizeof data,
                              moment_now_ms() + DATA_TIMEOUT_MS);
    while (result > 0);
  close(fd);
}

void ota_main(const struct workload *w) {
  const char *step;
  int listener = stream_listen((uint16_t)workload_number(w, "port"),
                               (int)workload_number(w, "backlog"), &step);
  if (listener < 0) {
    workload_log(w, 'W', TAG, "Socket %s: errno %d", step,
                 firmware_errno(listener));
    firmware_mark_failed(w, TAG);
    return;
  }
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, listener);
    if (watch_wait(&watch, MOMENT_NEVER) <= 0)
      continue;
    /* A failed accept is silent in ESPHome as well. */
    int fd = stream_accept(listener);
    if (fd >= 0)
      serve(w, fd);
  }
  close(listener);
}
