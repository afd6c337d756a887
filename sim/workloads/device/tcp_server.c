/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: a TCP server with the policies of common/tcp_service.h and
 * the answers of common/tcp_mode.h. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/tcp_mode.h"
#include "common/tcp_service.h"

struct server {
  struct tcp_service service;
  struct tcp_mode mode;
};

static int on_input(struct tcp_service_client *client, const void *data,
                    size_t len) {
  const struct server *server = client->service->arg;
  const struct workload *w = server->service.w;
  uint64_t *total = client->state;
  *total += len;
  if (server->mode.kind == TCP_MODE_SINK)
    workload_log(w, 'D', workload_name(w), "%zu octets, %llu in all", len,
                 (unsigned long long)*total);
  return tcp_mode_answer(&server->mode, client, data, len);
}

static void on_close(struct tcp_service_client *client, int error) {
  const struct server *server = client->service->arg;
  const struct workload *w = server->service.w;
  if (server->mode.kind != TCP_MODE_SINK)
    return;
  if (error == 0 || error == -ESHUTDOWN)
    workload_log(w, 'I', workload_name(w), "Connection closed, %llu octets",
                 (unsigned long long)*(uint64_t *)client->state);
  else
    workload_log(w, 'E', workload_name(w), "recv failed: errno %d, %llu octets",
                 firmware_errno(error),
                 (unsigned long long)*(uint64_t *)client->state);
}

void tcp_server_main(const struct workload *w) {
  struct server *server = calloc(1, sizeof *server);
  if (!server) {
    workload_state(w, WORKLOAD_FAILED);
    return;
  }
  server->service = (struct tcp_service){.w = w,
                                         .state_size = sizeof(uint64_t),
                                         .arg = server,
                                         .on_input = on_input,
                                         .on_close = on_close};
  tcp_service_policy_read(w, &server->service.policy);
  tcp_mode_read(w, &server->mode);
  tcp_service_run(&server->service);
}
