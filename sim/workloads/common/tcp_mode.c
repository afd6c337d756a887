/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: what a plain TCP server answers. See tcp_mode.h. */
#include "tcp_mode.h"

#include "stream.h"

#define SEND_TIMEOUT_MS 5000

void tcp_mode_read(const struct workload *w, struct tcp_mode *ret_mode) {
  static const struct {
    const char *word;
    enum tcp_mode_kind kind;
  } kinds[] = {{"echo", TCP_MODE_ECHO},
               {"respond", TCP_MODE_RESPOND},
               {"close_first", TCP_MODE_CLOSE_FIRST},
               {"hold", TCP_MODE_HOLD},
               {"sink", TCP_MODE_SINK}};
  const char *mode = workload_text(w, "mode");
  *ret_mode = (struct tcp_mode){
      .respond_octets = (uint32_t)workload_number(w, "respond_size"),
      .respond_after_ms = workload_ms(w, "respond_after"),
  };
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i].word, mode) == 0)
      ret_mode->kind = kinds[i].kind;
}

static int respond(const struct tcp_mode *mode, int fd) {
  char data[1460];
  memset(data, 'r', sizeof data);
  for (uint32_t left = mode->respond_octets; left > 0;) {
    size_t len = left < sizeof data ? left : sizeof data;
    int result = stream_send_all(fd, data, len, SEND_TIMEOUT_MS);
    if (result < 0)
      return result;
    left -= (uint32_t)len;
  }
  return mode->kind == TCP_MODE_CLOSE_FIRST ? -ESHUTDOWN : 0;
}

int tcp_mode_answer(const struct tcp_mode *mode,
                    struct tcp_service_client *client, const void *data,
                    size_t len) {
  workload_sleep_ms(mode->respond_after_ms);
  switch (mode->kind) {
  case TCP_MODE_ECHO:
    return stream_send_all(client->fd, data, len, SEND_TIMEOUT_MS);
  case TCP_MODE_RESPOND:
  case TCP_MODE_CLOSE_FIRST:
    return respond(mode, client->fd);
  case TCP_MODE_HOLD:
  case TCP_MODE_SINK:
    return 0;
  }
  return 0;
}
