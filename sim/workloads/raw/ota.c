/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: ESPHome's OTA server: a listener that is always there,
 * and one client at a time; another one is turned away. The transfer is read
 * and thrown away (device/ota.c). Compiled into an image without threads. */
#include "sockfit/workload.h"

#include "common/raw_stream.h"

#include "sockfit/raw.h"

#define TAG "esphome.ota"
#define NS_PER_S INT64_C(1000000000)
#define HANDSHAKE_TIMEOUT_NS (10 * NS_PER_S)
#define DATA_TIMEOUT_NS (90 * NS_PER_S)

static const uint8_t magic[5] = {0x6c, 0x26, 0xf7, 0x5c, 0x45};

struct server {
  const struct workload *w;
  struct raw_stream stream; /* of the one client */
  struct raw_timer timeout;
  uint8_t start[sizeof magic];
  size_t start_len;
};

static void drop(struct server *server) {
  raw_timer_stop(&server->timeout);
  raw_stream_close(&server->stream);
}

static void timed_out(void *arg) {
  struct server *server = arg;
  workload_log(server->w, 'W', TAG, "%s timeout",
               server->start_len < sizeof magic ? "Handshake" : "Data");
  drop(server);
}

/* Returns false when they are not what an OTA client begins with. */
static bool take_magic(struct server *server, const uint8_t *data, size_t len) {
  static const uint8_t version_answer[] = {0x00, 0x02}; /* OK, version 2 */
  while (len > 0 && server->start_len < sizeof magic) {
    server->start[server->start_len++] = *data++;
    len--;
  }
  if (server->start_len < sizeof magic)
    return true;
  if (memcmp(server->start, magic, sizeof magic) == 0)
    return raw_stream_send(&server->stream, version_answer,
                           sizeof version_answer) == 0;
  workload_log(server->w, 'W', TAG,
               "Magic bytes mismatch! 0x%02X-0x%02X-0x%02X-0x%02X-0x%02X",
               server->start[0], server->start[1], server->start[2],
               server->start[3], server->start[4]);
  return false;
}

static void on_input(struct raw_stream *stream, const uint8_t *data,
                     size_t len) {
  struct server *server = stream->arg;
  if (server->start_len < sizeof magic && !take_magic(server, data, len))
    drop(server);
  else if (server->start_len == sizeof magic)
    raw_timer_set(&server->timeout, workload_now_ns() + DATA_TIMEOUT_NS,
                  timed_out, server);
}

static void on_ended(struct raw_stream *stream, err_t why) {
  (void)why;
  drop(stream->arg);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct server *server = arg;
  if (pcb == NULL || error != ERR_OK)
    return ERR_OK; /* no PCB for a SYN: ESPHome takes no notice */
  if (server->stream.pcb != NULL) {
    tcp_abort(pcb);
    return ERR_ABRT;
  }
  server->start_len = 0;
  raw_stream_open(&server->stream, pcb);
  raw_timer_set(&server->timeout, workload_now_ns() + HANDSHAKE_TIMEOUT_NS,
                timed_out, server);
  return ERR_OK;
}

void ota_main(const struct workload *w) {
  struct server *server = calloc(1, sizeof *server);
  server->w = w;
  server->stream.arg = server;
  server->stream.unsent_max = 64;
  server->stream.input = on_input;
  server->stream.ended = on_ended;
  raw_listen_or_fail(w, TAG, (uint16_t)workload_number(w, "port"),
                     (uint8_t)workload_number(w, "backlog"), server, on_accept);
}
