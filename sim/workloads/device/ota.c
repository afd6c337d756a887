/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's OTA server: a listener that is always there,
 * and one client at a time. No accept while there is a client, so others wait
 * in the backlog. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/moment.h"
#include "common/ota_code.h"
#include "common/stream.h"
#include "common/watch.h"

#define TAG "esphome.ota"
#define HANDSHAKE_TIMEOUT_MS 10000
#define DATA_TIMEOUT_MS 90000

static const uint8_t magic[OTA_MAGIC_OCTETS] = {OTA_MAGIC};

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

/* Receive exactly len octets. Returns 0 or a negative errno. */
static int receive(int fd, uint8_t *data, size_t len) {
  while (len > 0) {
    int got = stream_receive(fd, data, len, moment_now_ms() + DATA_TIMEOUT_MS);
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    data += got;
    len -= (size_t)got;
  }
  return 0;
}

static int answer(int fd, enum ota_code code) {
  uint8_t octet = (uint8_t)code;
  return stream_send_all(fd, &octet, 1, DATA_TIMEOUT_MS);
}

/* Up to the firmware itself. */
static int read_head(int fd, uint32_t *ret_size) {
  static const uint8_t version_answer[] = {OTA_OK, OTA_VERSION};
  uint8_t data[OTA_MD5_OCTETS];
  int result = stream_send_all(fd, version_answer, sizeof version_answer,
                               DATA_TIMEOUT_MS);
  if (result == 0)
    result = receive(fd, data, 1); /* features */
  if (result == 0)
    result = answer(fd, OTA_HEADER_OK);
  if (result == 0)
    result = answer(fd, OTA_AUTH_OK);
  if (result == 0)
    result = receive(fd, data, 4);
  if (result < 0)
    return result;
  *ret_size = (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 |
              (uint32_t)data[2] << 8 | data[3];
  result = answer(fd, OTA_PREPARE_OK);
  if (result == 0)
    result = receive(fd, data, OTA_MD5_OCTETS);
  return result < 0 ? result : answer(fd, OTA_MD5_OK);
}

/* The firmware is read away: what it does to the flash is no matter of
 * sockets. */
static int read_firmware(int fd, uint32_t size) {
  uint8_t data[1024];
  uint32_t got = 0;
  int result = 0;
  while (got < size && result == 0) {
    uint32_t len = size - got < sizeof data ? size - got : sizeof data;
    result = receive(fd, data, len);
    got += len;
    if (result == 0 && (got % OTA_CHUNK_OCTETS == 0 || got == size))
      result = answer(fd, OTA_CHUNK_OK);
  }
  if (result == 0)
    result = answer(fd, OTA_RECEIVE_OK);
  if (result == 0)
    result = answer(fd, OTA_END_OK);
  return result < 0 ? result : receive(fd, data, 1);
}

/* Serve one client to its end. */
static void serve(const struct workload *w, int fd) {
  uint32_t size;
  int result = read_magic(w, fd);
  if (result == 0)
    result = read_head(fd, &size);
  if (result == 0)
    result = read_firmware(fd, size);
  if (result == 0)
    workload_log(w, 'I', TAG, "Update complete");
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
