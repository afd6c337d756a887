/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's http_request on esp_http_client: a connection
 * for each request, closed behind the answer. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/http_message.h"
#include "common/moment.h"
#include "common/stream.h"

#define TAG "http_request"

struct client {
  const struct workload *w;
  const char *host;
  uint16_t port;
  const char *path;
  uint32_t timeout_ms;
};

/* Read one answer. Returns its status, or a negative errno. */
static int read_answer(const struct client *client, int fd) {
  char data[512];
  struct http_message message;
  http_message_init(&message, HTTP_MESSAGE_RESPONSE, NULL, NULL);
  while (!message.complete) {
    int got = stream_receive(fd, data, sizeof data,
                             moment_now_ms() + client->timeout_ms);
    if (got < 0)
      return got;
    int taken = 0;
    if (got > 0)
      taken = http_message_feed(&message, data, (size_t)got);
    else
      http_message_end(&message);
    if (taken < 0 || (got == 0 && !message.complete))
      return -EPROTO;
  }
  return message.status;
}

/* One request and its answer. Returns the status, or a negative errno. */
static int transact(const struct client *client, int fd) {
  char request[256];
  int len = http_message_get(request, sizeof request, client->host,
                             client->path, false);
  if (len < 0)
    return len;
  int result = stream_send_all(fd, request, (size_t)len, client->timeout_ms);
  return result < 0 ? result : read_answer(client, fd);
}

static void request_once(const struct client *client) {
  int fd = firmware_connect(client->w, client->host, client->port,
                            client->timeout_ms);
  if (fd < 0) {
    workload_log(client->w, 'E', "HTTP_CLIENT", "Connection failed, sock < 0");
    workload_log(client->w, 'E', TAG,
                 "HTTP Request failed: ESP_ERR_HTTP_CONNECT");
    return;
  }
  int status = transact(client, fd);
  if (status != 200)
    workload_log(client->w, 'E', TAG,
                 "HTTP Request failed; URL: http://%s:%u%s; Code: %d",
                 client->host, client->port, client->path,
                 status < 0 ? -1 : status);
  close(fd);
}

void http_client_main(const struct workload *w) {
  struct client client = {
      .w = w,
      .host = workload_text(w, "server"),
      .port = (uint16_t)workload_number(w, "port"),
      .path = workload_text(w, "path"),
      .timeout_ms = workload_ms(w, "timeout"),
  };
  int64_t every_ms = workload_ms(w, "every");
  int64_t next_ms = moment_now_ms() + every_ms;
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    /* A request that took longer than the interval skips turns. */
    while (next_ms <= moment_now_ms())
      next_ms += every_ms > 0 ? every_ms : 1;
    workload_sleep_until_ns(next_ms * 1000000);
    if (!workload_leaving())
      request_once(&client);
  }
}
