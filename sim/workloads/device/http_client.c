/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's http_request on esp_http_client: a connection
 * for each request, closed behind the answer. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/http_fetch.h"
#include "common/moment.h"

#define TAG "http_request"

struct client {
  const struct workload *w;
  const char *host;
  uint16_t port;
  const char *path;
  uint32_t timeout_ms;
};

/* One request and its answer. Returns the status, or a negative errno. */
static int transact(const struct client *client, struct http_fetch *fetch) {
  char data[512];
  int len =
      http_message_get(data, sizeof data, client->host, client->path, false);
  int result = len < 0 ? len : http_fetch_send(fetch, data, (size_t)len);
  if (result < 0)
    return result;
  int status = http_fetch_head(fetch);
  for (result = 1; status >= 0 && result > 0;)
    result = http_fetch_read(fetch, data, sizeof data);
  return result < 0 ? result : status;
}

static void request_once(const struct client *client) {
  struct http_fetch fetch;
  if (http_fetch_open(&fetch, client->w, client->host, client->port,
                      client->timeout_ms) < 0) {
    workload_log(client->w, 'E', "HTTP_CLIENT", "Connection failed, sock < 0");
    workload_log(client->w, 'E', TAG,
                 "HTTP Request failed: ESP_ERR_HTTP_CONNECT");
    return;
  }
  int status = transact(client, &fetch);
  if (status != 200)
    workload_log(client->w, 'E', TAG,
                 "HTTP Request failed; URL: http://%s:%u%s; Code: %d",
                 client->host, client->port, client->path,
                 status < 0 ? -1 : status);
  http_fetch_close(&fetch);
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
