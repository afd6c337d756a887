/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's native API server, plaintext. One task for
 * listener and clients, as in ESPHome's main loop. Compiled into an image.
 *
 * Not modelled: encryption, and the reboot after 15 minutes without a
 * client. */
#include "sockfit/workload.h"

#include "common/api_session.h"
#include "common/firmware.h"
#include "common/moment.h"
#include "common/stream.h"
#include "common/watch.h"

#define TAG "api"
#define CONNECTION_TAG "api.connection"
/* ESPHome queues max_send_queue (8) frames behind a full send buffer. */
#define UNSENT_SIZE (8 * 64)

struct client {
  int fd; /* -1: free */
  char address[STREAM_ADDRESS_TEXT_SIZE];
  struct api_session session;
  int64_t since_ms;
  int64_t heard_ms; /* when its last message came */
  uint8_t input[API_FRAME_SIZE_MAX];
  size_t input_len;
  uint8_t unsent[UNSENT_SIZE];
  size_t unsent_len;
};

struct server {
  const struct workload *w;
  int listener;
  struct client *clients; /* max_connections of them */
  int max_connections;
  int64_t handshake_timeout_ms;
  int64_t ping_after_ms;
  int64_t dead_after_ms;
  int64_t state_every_ms;
  int64_t state_ms; /* when the next state is due */
  int64_t push_every_ms;
  int64_t push_ms; /* and the next filler */
};

static void drop(struct client *client) {
  close(client->fd);
  client->fd = -1;
}

/* --- sending ----------------------------------------------------------- */

/* Move what waits into the socket. Returns 0 or a negative errno. */
static int flush(struct client *client) {
  if (client->unsent_len == 0)
    return 0;
  ssize_t sent = send(client->fd, client->unsent, client->unsent_len, 0);
  if (sent < 0)
    return errno == EWOULDBLOCK ? 0 : -errno;
  client->unsent_len -= (size_t)sent;
  memmove(client->unsent, client->unsent + sent, client->unsent_len);
  return 0;
}

/* Returns 0, -ENOBUFS when the client has not read for too long, or the
 * negative errno of send(). */
static int send_frame(void *arg, const uint8_t *frame, size_t len) {
  struct client *client = arg;
  if (len > sizeof client->unsent - client->unsent_len)
    return -ENOBUFS;
  memcpy(client->unsent + client->unsent_len, frame, len);
  client->unsent_len += len;
  return flush(client);
}

static int send_filler(const struct server *server, struct client *client) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  size_t size = (size_t)workload_number(server->w, "push_size");
  /* What a slow client has no room for is not sent, like a log line. */
  if (client->unsent_len > 0)
    return flush(client);
  return send_frame(client, frame, api_message_filler(frame, size));
}

/* --- receiving --------------------------------------------------------- */

static int process_input(const struct server *server, struct client *client) {
  for (;;) {
    struct api_frame frame;
    int len = api_frame_read(client->input, client->input_len, &frame);
    if (len < 0)
      workload_log(server->w, 'W', CONNECTION_TAG, "%s: Bad indicator byte",
                   client->address);
    if (len <= 0)
      return len;
    client->heard_ms = moment_now_ms();
    int result = api_session_process(&client->session, &frame);
    if (result < 0)
      return result;
    client->input_len -= (size_t)len;
    memmove(client->input, client->input + len, client->input_len);
  }
}

static int receive(const struct server *server, struct client *client) {
  int got = stream_take(client->fd, client->input + client->input_len,
                        sizeof client->input - client->input_len);
  if (got == -EWOULDBLOCK)
    return 0;
  if (got <= 0) {
    workload_log(server->w, 'W', CONNECTION_TAG, "%s: Connection closed",
                 client->address);
    return got < 0 ? got : -ENOTCONN;
  }
  client->input_len += (size_t)got;
  return process_input(server, client);
}

/* --- clients ----------------------------------------------------------- */

static struct client *free_client(struct server *server) {
  for (int i = 0; i < server->max_connections; i++)
    if (server->clients[i].fd < 0)
      return &server->clients[i];
  return NULL;
}

/* Accept all that wait. A failure, a full socket table included, ends this
 * without a word: that is ESPHome's behaviour. One client too many is
 * accepted all the same, so a rejection takes a slot for a moment. */
static void accept_clients(struct server *server) {
  for (;;) {
    int fd = stream_accept(server->listener);
    if (fd < 0)
      return;
    char address[STREAM_ADDRESS_TEXT_SIZE];
    stream_peer_text(fd, address);
    struct client *client = free_client(server);
    if (!client) {
      workload_log(server->w, 'W', TAG, "Max connections (%d), rejecting %s",
                   server->max_connections, address);
      close(fd);
      continue;
    }
    workload_log(server->w, 'D', TAG, "Accept %s", address);
    if (!workload_number(server->w, "nagle"))
      stream_no_delay(fd);
    memset(client, 0, sizeof *client);
    client->fd = fd;
    client->session = (struct api_session){
        .name = workload_name(server->w), .arg = client, .put = send_frame};
    memcpy(client->address, address, sizeof address);
    client->since_ms = client->heard_ms = moment_now_ms();
  }
}

/* What time asks of one client. Returns 0, or a negative errno to drop it. */
static int keep_up(const struct server *server, struct client *client) {
  int64_t now_ms = moment_now_ms();
  if (!client->session.hello_done &&
      now_ms - client->since_ms >= server->handshake_timeout_ms) {
    workload_log(server->w, 'W', CONNECTION_TAG,
                 "%s: handshake timeout; disconnecting", client->address);
    return -ETIMEDOUT;
  }
  if (now_ms - client->heard_ms >= server->dead_after_ms) {
    workload_log(server->w, 'W', CONNECTION_TAG,
                 "%s is unresponsive; disconnecting", client->address);
    return -ETIMEDOUT;
  }
  if (client->session.hello_done && !client->session.ping_sent &&
      now_ms - client->heard_ms >= server->ping_after_ms) {
    return api_session_ping(&client->session);
  }
  return 0;
}

static int64_t client_due_ms(const struct server *server,
                             const struct client *client) {
  int64_t due_ms = client->heard_ms + server->dead_after_ms;
  if (!client->session.hello_done)
    return moment_earlier(due_ms,
                          client->since_ms + server->handshake_timeout_ms);
  if (!client->session.ping_sent)
    due_ms = moment_earlier(due_ms, client->heard_ms + server->ping_after_ms);
  return due_ms;
}

/* --- main loop --------------------------------------------------------- */

static void watch_all(const struct server *server, struct watch *watch,
                      int64_t *ret_due_ms) {
  int64_t due_ms = MOMENT_NEVER;
  watch_init(watch);
  watch_read(watch, server->listener);
  for (int i = 0; i < server->max_connections; i++) {
    const struct client *client = &server->clients[i];
    if (client->fd < 0)
      continue;
    watch_read(watch, client->fd);
    if (client->unsent_len > 0)
      watch_write(watch, client->fd);
    due_ms = moment_earlier(due_ms, client_due_ms(server, client));
    if (client->session.subscribed)
      due_ms = moment_earlier(
          due_ms, moment_earlier(server->state_ms, server->push_ms));
  }
  *ret_due_ms = due_ms;
}

static void serve_client(struct server *server, struct client *client,
                         const struct watch *watch, bool state_due,
                         bool push_due) {
  int result = 0;
  if (watch_can_write(watch, client->fd))
    result = flush(client);
  if (result == 0 && watch_can_read(watch, client->fd))
    result = receive(server, client);
  if (result == 0 && state_due && client->session.subscribed)
    result = api_session_state(&client->session);
  if (result == 0 && push_due && client->session.subscribed)
    result = send_filler(server, client);
  if (result == 0)
    result = keep_up(server, client);
  if (result < 0)
    drop(client);
}

/* Whether what comes every so often is due; *next_ms moves on. */
static bool is_due(int64_t *next_ms, int64_t every_ms) {
  bool due = false;
  for (; *next_ms <= moment_now_ms(); due = true)
    *next_ms += every_ms;
  return due;
}

static void serve_round(struct server *server) {
  struct watch watch;
  int64_t due_ms;
  watch_all(server, &watch, &due_ms);
  if (watch_wait(&watch, due_ms) < 0)
    return;
  bool state_due = is_due(&server->state_ms, server->state_every_ms);
  bool push_due = is_due(&server->push_ms, server->push_every_ms);
  for (int i = 0; i < server->max_connections; i++)
    if (server->clients[i].fd >= 0)
      serve_client(server, &server->clients[i], &watch, state_due, push_due);
  if (watch_can_read(&watch, server->listener))
    accept_clients(server);
}

static void serve(struct server *server) {
  for (int i = 0; i < server->max_connections; i++)
    server->clients[i].fd = -1;
  while (!workload_leaving())
    serve_round(server);
  for (int i = 0; i < server->max_connections; i++)
    if (server->clients[i].fd >= 0)
      drop(&server->clients[i]);
}

static int open_listener(const struct workload *w) {
  const char *step;
  int fd = stream_listen((uint16_t)workload_number(w, "port"),
                         (int)workload_number(w, "listen_backlog"), &step);
  if (fd >= 0)
    return fd;
  if (strcmp(step, "creation") == 0)
    workload_log(w, 'W', TAG, "Could not create socket");
  else
    workload_log(w, 'W', TAG, "Socket unable to %s: errno %d", step,
                 firmware_errno(fd));
  return fd;
}

void api_main(const struct workload *w) {
  struct server server = {
      .w = w,
      .max_connections = (int)workload_number(w, "max_connections"),
      .handshake_timeout_ms = workload_ms(w, "handshake_timeout"),
      .ping_after_ms = workload_ms(w, "ping_after"),
      .dead_after_ms = workload_ms(w, "dead_after"),
      .state_every_ms = workload_ms(w, "state_every"),
      .push_every_ms = workload_ms(w, "push_every"),
  };
  server.state_ms = server.state_every_ms > 0
                        ? moment_now_ms() + server.state_every_ms
                        : MOMENT_NEVER;
  server.push_ms = server.push_every_ms > 0
                       ? moment_now_ms() + server.push_every_ms
                       : MOMENT_NEVER;
  server.clients =
      calloc((size_t)server.max_connections, sizeof *server.clients);
  server.listener = server.clients ? open_listener(w) : -ENOMEM;
  if (server.listener >= 0) {
    workload_state(w, WORKLOAD_RUNNING);
    serve(&server);
    close(server.listener);
  } else {
    firmware_mark_failed(w, TAG);
  }
  free(server.clients);
}
