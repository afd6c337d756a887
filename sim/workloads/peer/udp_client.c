/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: sends datagrams to the device, from as many sockets as there
 * are to be source ports. One attempt a datagram: served when its answer comes,
 * or, when none is expected, when it is sent. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/watch.h"

/* A datagram on its way. The answer is told from others by its number. */
struct request {
  struct attempt attempt;
  int64_t deadline_ms;
};

struct client {
  const struct workload *w;
  struct request *requests;
  uint32_t sent_count;
  uint32_t open_count;
  uint32_t first_open; /* those before it have ended */
  uint32_t count;
  int *fds;
  uint32_t fd_count;
};

static int open_socket(struct client *client, uint32_t index) {
  int64_t source_port = workload_number(client->w, "source_port");
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in from = {.sin_len = sizeof from, .sin_family = AF_INET};
  if (fd >= 0 && source_port != 0) {
    from.sin_port = htons((uint16_t)(source_port + index));
    bind(fd, (struct sockaddr *)&from, sizeof from);
  }
  return fd;
}

static void send_next(struct client *client) {
  const struct workload *w = client->w;
  uint32_t number = client->sent_count++;
  struct request *request = &client->requests[number];
  char data[1472] = {0};
  struct sockaddr_in to = {.sin_len = sizeof to,
                           .sin_family = AF_INET,
                           .sin_port =
                               htons((uint16_t)workload_number(w, "port")),
                           .sin_addr.s_addr = workload_target()};
  memcpy(data, &number, sizeof number);
  attempt_begin(&request->attempt, w);
  client->open_count++;
  request->deadline_ms = moment_now_ms() + workload_ms(w, "timeout");
  ssize_t sent = sendto(client->fds[number % client->fd_count], data,
                        (size_t)workload_number(w, "size"), 0,
                        (struct sockaddr *)&to, sizeof to);
  if (sent >= 0 && workload_number(w, "expects_reply"))
    return;
  if (sent >= 0)
    attempt_served(&request->attempt);
  else
    attempt_failed(&request->attempt, -errno);
  client->open_count--;
}

static void receive(struct client *client, int fd) {
  uint32_t number;
  char data[1472];
  ssize_t got = recv(fd, data, sizeof data, MSG_DONTWAIT);
  if (got < (ssize_t)sizeof number)
    return;
  memcpy(&number, data, sizeof number);
  if (number >= client->sent_count || !client->requests[number].attempt.open)
    return;
  attempt_served(&client->requests[number].attempt);
  client->open_count--;
}

/* The oldest request without an answer, or NULL: its deadline comes first. */
static struct request *oldest(struct client *client) {
  while (client->first_open < client->sent_count &&
         !client->requests[client->first_open].attempt.open)
    client->first_open++;
  return client->first_open < client->sent_count
             ? &client->requests[client->first_open]
             : NULL;
}

static void give_up_late_ones(struct client *client) {
  struct request *request;
  while ((request = oldest(client)) != NULL &&
         request->deadline_ms <= moment_now_ms()) {
    attempt_failed(&request->attempt, -ETIMEDOUT);
    request->attempt.open = false;
    client->open_count--;
  }
}

static void wait_until(struct client *client, int64_t due_ms) {
  struct watch watch;
  watch_init(&watch);
  for (uint32_t i = 0; i < client->fd_count; i++)
    watch_read(&watch, client->fds[i]);
  const struct request *request = oldest(client);
  if (request)
    due_ms = moment_earlier(due_ms, request->deadline_ms);
  watch_wait(&watch, due_ms);
  for (uint32_t i = 0; i < client->fd_count; i++)
    if (watch_can_read(&watch, client->fds[i]))
      receive(client, client->fds[i]);
  give_up_late_ones(client);
}

/* All datagrams, spacing apart, then their answers. */
static void run(struct client *client) {
  int64_t due_ms = moment_now_ms();
  uint32_t spacing_ms = workload_ms(client->w, "spacing");
  while (!workload_leaving() &&
         (client->sent_count < client->count || client->open_count > 0)) {
    bool more = client->sent_count < client->count;
    if (!more || due_ms > moment_now_ms()) {
      wait_until(client, more ? due_ms : MOMENT_NEVER);
      continue;
    }
    send_next(client);
    due_ms += spacing_ms;
  }
}

void udp_client_main(const struct workload *w) {
  struct client client = {
      .w = w,
      .count = (uint32_t)workload_number(w, "datagrams"),
      .fd_count = (uint32_t)workload_number(w, "ports"),
  };
  client.requests = calloc(client.count, sizeof *client.requests);
  client.fds = calloc(client.fd_count, sizeof *client.fds);
  if (!client.requests || !client.fds)
    return;
  uint32_t opened = 0;
  while (opened < client.fd_count &&
         (client.fds[opened] = open_socket(&client, opened)) >= 0)
    opened++;
  client.fd_count = opened;
  workload_state(w, WORKLOAD_RUNNING);
  if (opened > 0)
    run(&client);
  for (uint32_t i = 0; i < opened; i++)
    close(client.fds[i]);
  free(client.requests);
  free(client.fds);
}
