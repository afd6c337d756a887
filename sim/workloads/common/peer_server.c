/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: a TCP server for peers. */
#include "peer_server.h"

#include "moment.h"
#include "stream.h"
#include "watch.h"

#define BACKLOG 32
#define RETRY_MS 5000

void peer_server_used(struct peer_client *client, size_t len) {
  client->input_len -= len;
  memmove(client->input, client->input + len, client->input_len);
}

static void accept_client(struct peer_server *server, int listener) {
  int fd = stream_accept(listener);
  if (fd < 0)
    return;
  struct peer_client *client = calloc(1, sizeof *client + server->state_size);
  if (!client) {
    close(fd);
    return;
  }
  client->fd = fd;
  client->state = client + 1;
  client->deadline_ms = moment_now_ms() + server->first_timeout_ms;
  client->next = server->clients;
  server->clients = client;
  attempt_begin(&client->attempt, server->w);
}

static int receive(struct peer_server *server, struct peer_client *client) {
  int got = stream_take(client->fd, client->input + client->input_len,
                        sizeof client->input - client->input_len);
  if (got == -EWOULDBLOCK)
    return 0;
  if (got <= 0)
    return got < 0 ? got : -ENOTCONN;
  client->input_len += (size_t)got;
  int result = server->on_input(server, client);
  if (result == 0 && client->input_len == sizeof client->input)
    return -EMSGSIZE; /* more than any message here is allowed to have */
  return result;
}

static void drop(struct peer_client **link, int error) {
  struct peer_client *client = *link;
  attempt_failed(&client->attempt, error);
  close(client->fd);
  *link = client->next;
  free(client);
}

static void serve_clients(struct peer_server *server,
                          const struct watch *watch) {
  struct peer_client **link = &server->clients;
  while (*link) {
    struct peer_client *client = *link;
    int result = 0;
    if (watch_can_read(watch, client->fd))
      result = receive(server, client);
    if (result == 0 && client->deadline_ms <= moment_now_ms())
      result = -ETIMEDOUT;
    if (result != 0)
      drop(link, result);
    else
      link = &client->next;
  }
}

static void serve_round(struct peer_server *server, int listener) {
  struct watch watch;
  int64_t due_ms = MOMENT_NEVER;
  watch_init(&watch);
  watch_read(&watch, listener);
  for (struct peer_client *c = server->clients; c; c = c->next) {
    watch_read(&watch, c->fd);
    due_ms = moment_earlier(due_ms, c->deadline_ms);
  }
  if (watch_wait(&watch, due_ms) < 0)
    return;
  bool waiting = watch_can_read(&watch, listener);
  serve_clients(server, &watch);
  if (waiting)
    accept_client(server, listener);
}

void peer_server_run(struct peer_server *server) {
  const char *step;
  int listener = stream_listen(server->port, BACKLOG, &step);
  while (listener < 0 && !workload_leaving()) {
    workload_log(server->w, 'W', workload_name(server->w),
                 "Socket %s: errno %d", step, -listener);
    workload_sleep_ms(RETRY_MS);
    listener = stream_listen(server->port, BACKLOG, &step);
  }
  workload_state(server->w, WORKLOAD_RUNNING);
  while (!workload_leaving())
    serve_round(server, listener);
  while (server->clients)
    drop(&server->clients, 0);
  if (listener >= 0)
    close(listener);
}
