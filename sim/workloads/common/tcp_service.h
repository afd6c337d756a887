/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: a TCP server with the policies, good and bad, that firmware has:
 * when it accepts, how many clients it keeps, what it does about a failed
 * accept(), how it closes and what it forgets to close, whether it restarts.
 * One task that selects over all sockets, or a task a client. Compiled into an
 * image, for devices and peers.
 *
 * What a client says is the user's business: on_input. */
#ifndef SOCKFIT_WORKLOADS_TCP_SERVICE_H
#define SOCKFIT_WORKLOADS_TCP_SERVICE_H

#include "sockfit/workload.h"

struct tcp_service;

struct tcp_service_client {
  int fd;
  struct tcp_service *service;
  int64_t read_from_ms; /* not looked at before */
  int64_t close_at_ms;  /* MOMENT_NEVER: the client decides */
  void *state;          /* the user's; service->state_size octets, zeroed */
  struct tcp_service_client *next;
};

/* Keys of kinds.def (SERVICE_PARAMS), where each is explained. Times in ms;
 * MOMENT_NEVER where a time was not given. */
struct tcp_service_policy {
  uint16_t port;
  int backlog;
  uint32_t max_clients;
  int64_t accept_after_ms;
  uint32_t accept_every_ms;
  uint32_t accept_cost_ms;
  bool exit_on_accept_error;
  bool threads;
  int64_t close_after_ms;
  int64_t close_when_link_down_for_ms;
  bool close_by_abort;
  bool keepalive;
  int keep_idle_s, keep_intvl_s, keep_cnt; /* 0: the stack's */
  int linger_s;                            /* -1: not set */
  bool reuse_address;
  uint32_t leak_every; /* 0: never */
  uint32_t read_after_ms;
  int64_t stop_at_ms;
  int64_t restart_after_ms;
  int64_t restart_every_ms;
};

struct tcp_service {
  const struct workload *w;
  struct tcp_service_policy policy;
  size_t state_size;
  void *arg; /* the user's */
  /* A client was accepted; may be NULL. */
  void (*on_open)(struct tcp_service_client *client);
  /* len > 0 octets have come. 0 keeps the client, anything else ends it. */
  int (*on_input)(struct tcp_service_client *client, const void *data,
                  size_t len);
  /* The client is gone: 0 at the end of its stream, else a negative errno,
   * -ESHUTDOWN when the service ended it; may be NULL. */
  void (*on_close)(struct tcp_service_client *client, int error);
  /* The service's own. */
  int listener; /* -1: closed */
  struct tcp_service_client *clients;
  uint32_t client_count;
  uint32_t ended_count;
  int64_t accept_from_ms;
  int64_t link_down_since_ms; /* MOMENT_NEVER: it is up */
  int64_t due_stop_ms;
};

/* The policy that the parameters of w describe. */
void tcp_service_policy_read(const struct workload *w,
                             struct tcp_service_policy *ret_policy);

/* Serve until the host leaves, or until the service has given up: then its
 * state is failed or stopped. service is to be zeroed but for w, policy,
 * state_size, arg and the callbacks, and to be kept for good: tasks of clients
 * may outlive the call. */
void tcp_service_run(struct tcp_service *service);

/* tcp_service_open.c: open the listener. Returns 0, or the negative errno of
 * the step that failed, which has been logged. */
int tcp_service_open(struct tcp_service *service);

/* tcp_service_open.c: what an accepted socket gets: keepalive, linger. */
void tcp_service_configure(const struct tcp_service *service, int fd);

#endif
