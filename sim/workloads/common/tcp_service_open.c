/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: parameters and sockets of a TCP server. See tcp_service.h. */
#include "tcp_service.h"

#include "firmware.h"
#include "moment.h"
#include "stream.h"

static int64_t ms_or_never(const struct workload *w, const char *name) {
  return workload_given(w, name) ? (int64_t)workload_ms(w, name) : MOMENT_NEVER;
}

static int seconds(const struct workload *w, const char *name) {
  return (int)(workload_ms(w, name) / 1000);
}

void tcp_service_policy_read(const struct workload *w,
                             struct tcp_service_policy *ret_policy) {
  *ret_policy = (struct tcp_service_policy){
      .port = (uint16_t)workload_number(w, "port"),
      .backlog = (int)workload_number(w, "backlog"),
      .max_clients = (uint32_t)workload_number(w, "max_clients"),
      .accept_after_ms = workload_ms(w, "accept_after"),
      .accept_every_ms = workload_ms(w, "accept_every"),
      .accept_cost_ms = workload_ms(w, "accept_cost"),
      .exit_on_accept_error =
          strcmp(workload_text(w, "on_accept_error"), "exit") == 0,
      .threads = workload_number(w, "threads"),
      .close_after_ms = ms_or_never(w, "close_after"),
      .close_when_link_down_for_ms = ms_or_never(w, "close_when_link_down_for"),
      .close_by_abort = strcmp(workload_text(w, "close_how"), "abort") == 0,
      .keepalive = workload_number(w, "keepalive"),
      .keep_idle_s = seconds(w, "keep_idle"),
      .keep_intvl_s = seconds(w, "keep_intvl"),
      .keep_cnt = (int)workload_number(w, "keep_cnt"),
      .linger_s = workload_given(w, "linger") ? seconds(w, "linger") : -1,
      .reuse_address = workload_number(w, "reuse_address"),
      .leak_every = (uint32_t)workload_number(w, "leak_every"),
      .read_after_ms = workload_ms(w, "read_after"),
      .stop_at_ms = ms_or_never(w, "stop_at"),
      .restart_after_ms = ms_or_never(w, "restart_after"),
      .restart_every_ms = ms_or_never(w, "restart_every"),
  };
}

static void set(const struct tcp_service *service, int fd, int level, int name,
                int value, const char *text) {
  if (setsockopt(fd, level, name, &value, sizeof value) < 0)
    workload_log(service->w, 'W', workload_name(service->w),
                 "Unable to set %s: errno %d", text, firmware_errno(errno));
}

void tcp_service_configure(const struct tcp_service *service, int fd) {
  const struct tcp_service_policy *policy = &service->policy;
  if (policy->keepalive)
    set(service, fd, SOL_SOCKET, SO_KEEPALIVE, 1, "SO_KEEPALIVE");
  if (policy->keep_idle_s > 0)
    set(service, fd, IPPROTO_TCP, TCP_KEEPIDLE, policy->keep_idle_s,
        "TCP_KEEPIDLE");
  if (policy->keep_intvl_s > 0)
    set(service, fd, IPPROTO_TCP, TCP_KEEPINTVL, policy->keep_intvl_s,
        "TCP_KEEPINTVL");
  if (policy->keep_cnt > 0)
    set(service, fd, IPPROTO_TCP, TCP_KEEPCNT, policy->keep_cnt, "TCP_KEEPCNT");
  struct linger linger = {.l_onoff = 1, .l_linger = policy->linger_s};
  if (policy->linger_s >= 0 &&
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) < 0)
    workload_log(service->w, 'W', workload_name(service->w),
                 "Unable to set SO_LINGER: errno %d", firmware_errno(errno));
}

static int fail(struct tcp_service *service, int fd, const char *what) {
  int error = errno;
  workload_log(service->w, 'E', workload_name(service->w), "%s: errno %d", what,
               firmware_errno(error));
  if (fd >= 0)
    close(fd);
  return -error;
}

int tcp_service_open(struct tcp_service *service) {
  const struct tcp_service_policy *policy = &service->policy;
  struct sockaddr_storage any;
  socklen_t len = stream_any_address(&any, policy->port);
  int fd = socket(any.ss_family, SOCK_STREAM, 0);
  if (fd < 0)
    return fail(service, fd, "Unable to create socket");
  if (policy->reuse_address)
    set(service, fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  if (bind(fd, (struct sockaddr *)&any, len) < 0)
    return fail(service, fd, "Socket unable to bind");
  if (listen(fd, policy->backlog) < 0)
    return fail(service, fd, "Error occurred during listen");
  service->listener = fd;
  return 0;
}
