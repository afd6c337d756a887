/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: ESPHome's uploader: one firmware, or several one after the
 * other, to the device's ota consumer. One attempt an upload, served when the
 * device has said that it has everything. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/ota_code.h"
#include "common/stream.h"

struct upload {
  const struct workload *w;
  int fd;
  uint32_t timeout_ms;
};

static int send_octets(struct upload *upload, const void *data, size_t len) {
  return stream_send_all(upload->fd, data, len, upload->timeout_ms);
}

/* The next octet must be this one. */
static int expect(struct upload *upload, enum ota_code code) {
  uint8_t octet;
  int got = stream_receive(upload->fd, &octet, 1,
                           moment_now_ms() + upload->timeout_ms);
  if (got <= 0)
    return got < 0 ? got : -ENOTCONN;
  return octet == code ? 0 : -EPROTO;
}

static int begin(struct upload *upload, uint32_t size) {
  static const uint8_t magic[] = {OTA_MAGIC};
  static const uint8_t features = 0;
  uint8_t octets[4] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16),
                       (uint8_t)(size >> 8), (uint8_t)size};
  char md5[OTA_MD5_OCTETS];
  memset(md5, '0', sizeof md5);
  int result = send_octets(upload, magic, sizeof magic);
  if (result == 0)
    result = expect(upload, OTA_OK);
  if (result == 0)
    result = expect(upload, OTA_VERSION);
  if (result == 0)
    result = send_octets(upload, &features, 1);
  if (result == 0)
    result = expect(upload, OTA_HEADER_OK);
  if (result == 0)
    result = expect(upload, OTA_AUTH_OK);
  if (result == 0)
    result = send_octets(upload, octets, sizeof octets);
  if (result == 0)
    result = expect(upload, OTA_PREPARE_OK);
  if (result == 0)
    result = send_octets(upload, md5, sizeof md5);
  return result < 0 ? result : expect(upload, OTA_MD5_OK);
}

static int send_firmware(struct upload *upload, uint32_t size) {
  static const uint8_t ok = OTA_OK;
  uint8_t piece[1024];
  int result = 0;
  uint32_t sent = 0;
  memset(piece, 0xe9, sizeof piece);
  while (sent < size && result == 0) {
    uint32_t len = size - sent < sizeof piece ? size - sent : sizeof piece;
    result = send_octets(upload, piece, len);
    sent += len;
    if (result == 0 && (sent % OTA_CHUNK_OCTETS == 0 || sent == size))
      result = expect(upload, OTA_CHUNK_OK);
  }
  if (result == 0)
    result = expect(upload, OTA_RECEIVE_OK);
  if (result == 0)
    result = expect(upload, OTA_END_OK);
  return result < 0 ? result : send_octets(upload, &ok, 1);
}

static void upload_once(const struct workload *w) {
  struct upload upload = {.w = w, .timeout_ms = workload_ms(w, "timeout")};
  struct attempt attempt;
  uint32_t size = (uint32_t)workload_number(w, "size");
  attempt_begin(&attempt, w);
  upload.fd =
      stream_connect(workload_target(), (uint16_t)workload_number(w, "port"),
                     upload.timeout_ms);
  int result = upload.fd < 0 ? upload.fd : begin(&upload, size);
  if (result == 0)
    result = send_firmware(&upload, size);
  if (result == 0)
    attempt_served(&attempt);
  else
    attempt_failed(&attempt, result);
  if (upload.fd >= 0)
    close(upload.fd);
}

void ota_uploader_main(const struct workload *w) {
  int64_t times = workload_number(w, "times");
  workload_state(w, WORKLOAD_RUNNING);
  for (int64_t i = 0; i < times && !workload_leaving(); i++) {
    if (i > 0)
      workload_sleep_ms(workload_ms(w, "every"));
    upload_once(w);
  }
}
