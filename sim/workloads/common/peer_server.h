/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: a TCP server for peers: any number of clients in one task.
 * Compiled into an image. */
#ifndef SOCKFIT_WORKLOADS_PEER_SERVER_H
#define SOCKFIT_WORKLOADS_PEER_SERVER_H

#include "attempt.h"
#include "sockfit/workload.h"

struct peer_client {
  int fd;
  int64_t deadline_ms; /* closed when it comes; on_input may move it on */
  struct attempt attempt;
  uint8_t input[512];
  size_t input_len; /* on_input removes what it has used */
  void *state;      /* the server's; state_size octets, zeroed */
  struct peer_client *next;
};

struct peer_server {
  const struct workload *w;
  uint16_t port;
  size_t state_size;
  uint32_t first_timeout_ms; /* until a client has said something */
  /* New input is there. 0 keeps the client, anything else closes it. */
  int (*on_input)(struct peer_server *server, struct peer_client *client);
  struct peer_client *clients;
};

/* Serve until the host leaves. Every accepted connection begins an attempt
 * for on_input to end; one that is still open when the connection ends is
 * counted by how that happened. */
void peer_server_run(struct peer_server *server);

/* Take octets off the front of the client's input. */
void peer_server_used(struct peer_client *client, size_t len);

#endif
