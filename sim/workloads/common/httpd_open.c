/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: esp_http_server's start: its three sockets (see httpd.h). */
#include "firmware.h"
#include "httpd.h"
#include "stream.h"

#define TAG "httpd"

void httpd_log_error(struct httpd *server, const char *what, int error) {
  workload_log(server->workload, 'E', TAG, "%s (%d)", what,
               firmware_errno(error));
}

static int open_listener(struct httpd *server) {
  struct sockaddr_storage any;
  socklen_t len = stream_any_address(&any, server->config.server_port);
  int fd = socket(any.ss_family, SOCK_STREAM, 0);
  if (fd < 0) {
    int error = errno;
    httpd_log_error(server, "httpd_server_init: error in socket", error);
    return -error;
  }
  int enable = 1;
  const char *failed = NULL;
  if (!server->config.policy.no_reuse_address &&
      setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable) < 0)
    workload_log(server->workload, 'W', TAG,
                 "httpd_server_init: error enabling SO_REUSEADDR (%d)",
                 firmware_errno(errno));
  if (bind(fd, (struct sockaddr *)&any, len) < 0)
    failed = "httpd_server_init: error in bind";
  else if (listen(fd, server->config.backlog_conn) < 0)
    failed = "httpd_server_init: error in listen";
  if (!failed)
    return fd;
  int error = errno;
  httpd_log_error(server, failed, error);
  close(fd);
  return -error;
}

struct sockaddr_in httpd_ctrl_address(const struct httpd *server) {
  return (struct sockaddr_in){
      .sin_len = sizeof(struct sockaddr_in),
      .sin_family = AF_INET,
      .sin_port = htons(server->config.ctrl_port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
}

static int open_ctrl(struct httpd *server) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0)
    return -errno;
  struct sockaddr_in address = httpd_ctrl_address(server);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

/* httpd_server_init(): listener, ctrl, msg, and back out on a failure. */
static int open_sockets(struct httpd *server) {
  int listener = open_listener(server);
  if (listener < 0)
    return listener;
  int ctrl = open_ctrl(server);
  if (ctrl < 0) {
    httpd_log_error(server, "httpd_server_init: error in creating ctrl socket",
                    ctrl);
    close(listener);
    return ctrl;
  }
  int msg = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  if (msg < 0) {
    int error = errno;
    httpd_log_error(server, "httpd_server_init: error in creating msg socket",
                    error);
    close(listener);
    close(ctrl);
    return -error;
  }
  server->listener = listener;
  server->ctrl = ctrl;
  server->msg = msg;
  return 0;
}

int httpd_start(struct httpd *server, const struct workload *w,
                const struct httpd_config *config) {
  memset(server, 0, sizeof *server);
  server->workload = w;
  server->config = *config;
  if (MEMP_NUM_NETCONN < config->max_open_sockets + HTTPD_INTERNAL_SOCKETS) {
    workload_log(w, 'E', TAG,
                 "Config option max_open_sockets is too large (max allowed "
                 "%d, 3 sockets used by HTTP server internally)\n\t"
                 "Either decrease this or configure LWIP_MAX_SOCKETS to a "
                 "larger value",
                 MEMP_NUM_NETCONN - HTTPD_INTERNAL_SOCKETS);
    workload_call_refused(IMAGE_CALL_HTTPD_START, "ESP_ERR_INVALID_ARG",
                          "MEMP_NUM_NETCONN");
    return -EINVAL;
  }
  server->sessions = calloc(config->max_open_sockets, sizeof *server->sessions);
  if (!server->sessions)
    return -ENOMEM;
  for (size_t i = 0; i < config->max_open_sockets; i++)
    server->sessions[i].fd = -1;
  int result = open_sockets(server);
  if (result < 0) {
    free(server->sessions);
    server->sessions = NULL;
  }
  return result;
}
