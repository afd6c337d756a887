/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: a component of which only the sockets are known: those it
 * opens when it is set up and keeps, and a listener whose clients it holds on
 * to until they leave (or for ever, a common mistake). Compiled into an image.
 */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/moment.h"
#include "common/stream.h"
#include "common/watch.h"

#define TAG "component"
#define CLIENTS_MAX 200
#define LISTENERS_MAX 16

struct component {
  const struct workload *w;
  int listeners[LISTENERS_MAX];
  int listener_count;
  int clients[CLIENTS_MAX];
  int client_count;
  int client_max;
};

static uint16_t port_of(const struct workload *w, int index) {
  int port = (int)workload_number(w, "port");
  return (uint16_t)(port == 0 ? 0 : port + index);
}

/* Returns 0 or the negative errno of socket() or bind(). */
static int open_datagram(const struct workload *w, int index) {
  struct sockaddr_storage address;
  socklen_t len = stream_any_address(&address, port_of(w, index));
  int fd = socket(address.ss_family, SOCK_DGRAM, 0);
  if (fd < 0)
    return -errno;
  int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&address, len) == 0)
    return 0;
  int error = -errno;
  close(fd);
  return error;
}

static int open_all(struct component *c) {
  const struct workload *w = c->w;
  const char *step;
  for (int i = 0; i < (int)workload_number(w, "listeners"); i++) {
    int fd =
        stream_listen(port_of(w, i), (int)workload_number(w, "backlog"), &step);
    if (fd < 0)
      return fd;
    c->listeners[c->listener_count++] = fd;
  }
  for (int i = 0; i < (int)workload_number(w, "udp"); i++) {
    int error = open_datagram(w, i);
    if (error < 0)
      return error;
  }
  for (int i = 0; i < (int)workload_number(w, "tcp"); i++)
    if (socket(AF_INET, SOCK_STREAM, 0) < 0)
      return -errno;
  return 0;
}

static void take_client(struct component *c, int listener) {
  int fd = stream_accept(listener);
  if (fd < 0)
    return;
  if (c->client_count < c->client_max)
    c->clients[c->client_count++] = fd;
  else
    close(fd);
}

/* Read away what a client says; it leaves by closing. */
static void serve_client(struct component *c, int index) {
  char data[256];
  int got;
  do
    got = stream_take(c->clients[index], data, sizeof data);
  while (got > 0);
  if (got == -EWOULDBLOCK || got == -EAGAIN)
    return;
  if (!workload_number(c->w, "forgets"))
    close(c->clients[index]);
  c->clients[index] = c->clients[--c->client_count];
}

static void serve(struct component *c) {
  struct watch watch;
  watch_init(&watch);
  for (int i = 0; i < c->listener_count; i++)
    watch_read(&watch, c->listeners[i]);
  for (int i = 0; i < c->client_count; i++)
    watch_read(&watch, c->clients[i]);
  if (watch_wait(&watch, MOMENT_NEVER) <= 0)
    return;
  for (int i = c->client_count - 1; i >= 0; i--)
    if (watch_can_read(&watch, c->clients[i]))
      serve_client(c, i);
  for (int i = 0; i < c->listener_count; i++)
    if (watch_can_read(&watch, c->listeners[i]))
      take_client(c, c->listeners[i]);
}

void component_main(const struct workload *w) {
  struct component *c = calloc(1, sizeof *c);
  if (c == NULL)
    return;
  c->w = w;
  c->client_max = (int)workload_number(w, "clients");
  int error = open_all(c);
  if (error < 0) {
    workload_log(w, 'E', TAG, "%s: socket failed: errno %d", workload_name(w),
                 firmware_errno(error));
    firmware_mark_failed(w, workload_name(w));
    return;
  }
  workload_state(w, WORKLOAD_RUNNING);
  while (c->listener_count > 0 && !workload_leaving())
    serve(c);
}
