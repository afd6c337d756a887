/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a TCP server for consumers that are clients. One attempt a
 * connection, served with the first answer; when the mode answers nothing, with
 * the first octet. Before its `at` the port answers by RST. Compiled into an
 * image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/tcp_mode.h"
#include "common/tcp_service.h"

struct server {
  struct tcp_service service;
  struct tcp_mode mode;
};

static void on_open(struct tcp_service_client *client) {
  attempt_begin(client->state, client->service->w);
}

static int on_input(struct tcp_service_client *client, const void *data,
                    size_t len) {
  const struct server *server = client->service->arg;
  int result = tcp_mode_answer(&server->mode, client, data, len);
  if (result == 0 || result == -ESHUTDOWN)
    attempt_served(client->state);
  return result;
}

static void on_close(struct tcp_service_client *client, int error) {
  attempt_failed(client->state, error == -ESHUTDOWN ? 0 : error);
}

void tcp_server_main(const struct workload *w) {
  struct server *server = calloc(1, sizeof *server);
  if (!server)
    return;
  server->service = (struct tcp_service){
      .w = w,
      .policy = {.port = (uint16_t)workload_number(w, "port"),
                 .backlog = (int)workload_number(w, "backlog"),
                 .max_clients = UINT32_MAX,
                 .accept_after_ms = workload_ms(w, "accept_after"),
                 .close_after_ms = workload_given(w, "close_after")
                                       ? (int64_t)workload_ms(w, "close_after")
                                       : MOMENT_NEVER,
                 .close_when_link_down_for_ms = MOMENT_NEVER,
                 .linger_s = -1,
                 .reuse_address = true,
                 .read_after_ms = workload_ms(w, "read_after"),
                 .stop_at_ms = MOMENT_NEVER,
                 .restart_after_ms = MOMENT_NEVER,
                 .restart_every_ms = 5000},
      .state_size = sizeof(struct attempt),
      .arg = server,
      .on_open = on_open,
      .on_input = on_input,
      .on_close = on_close,
  };
  tcp_mode_read(w, &server->mode);
  tcp_service_run(&server->service);
}
