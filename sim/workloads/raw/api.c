/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: ESPHome's native API server, plaintext, as on rp2 and
 * esp8266: callbacks put what comes into buffers, and a connection that does
 * not take more loses states. Compiled into an image without threads.
 *
 * ESPHome's defaults on these platforms, where the scenario says nothing:
 * max_connections 4, listen_backlog 1. */
#include "sockfit/workload.h"

#include "common/api_session.h"
#include "common/raw_stream.h"

#include "sockfit/raw.h"

#define TAG "api"
#define CONNECTION_TAG "api.connection"
#define NS_PER_MS INT64_C(1000000)
#define UNSENT_MAX (4 * 256) /* max_send_queue */

struct client {
  struct raw_stream stream; /* pcb is NULL: free */
  struct server *server;
  char address[IPADDR_STRLEN_MAX];
  struct api_session session;
  int64_t since_ns;
  int64_t heard_ns;       /* when its last message came */
  struct raw_timer watch; /* time-outs and pings */
  uint8_t input[API_FRAME_SIZE_MAX];
  size_t input_len;
};

struct server {
  const struct workload *w;
  struct raw_timer state;
  struct raw_timer push;
  size_t max_connections;
  struct client clients[];
};

static void drop(struct client *client) {
  raw_timer_stop(&client->watch);
  raw_stream_close(&client->stream);
}

/* ---- sending ---- */

static int send_frame(void *arg, const uint8_t *frame, size_t len) {
  struct client *client = arg;
  return raw_stream_send(&client->stream, frame, len);
}

/* ---- receiving ---- */

static int process_input(struct client *client) {
  for (;;) {
    struct api_frame frame;
    int len = api_frame_read(client->input, client->input_len, &frame);
    if (len < 0)
      workload_log(client->server->w, 'W', CONNECTION_TAG,
                   "%s: Bad indicator byte", client->address);
    if (len <= 0)
      return len;
    client->heard_ns = workload_now_ns();
    int result = api_session_process(&client->session, &frame);
    if (result < 0)
      return result;
    client->input_len -= (size_t)len;
    memmove(client->input, client->input + len, client->input_len);
  }
}

static void on_input(struct raw_stream *stream, const uint8_t *data,
                     size_t len) {
  struct client *client = stream->arg;
  int result = 0;
  while (result >= 0 && len > 0) {
    size_t room = sizeof client->input - client->input_len;
    size_t taken = len < room ? len : room;
    memcpy(client->input + client->input_len, data, taken);
    client->input_len += taken;
    data += taken;
    len -= taken;
    result = taken == 0 ? -EMSGSIZE : process_input(client);
  }
  if (result < 0)
    drop(client);
}

static void on_ended(struct raw_stream *stream, err_t why) {
  struct client *client = stream->arg;
  (void)why;
  workload_log(client->server->w, 'W', CONNECTION_TAG, "%s: Connection closed",
               client->address);
  drop(client);
}

/* ---- time ---- */

static void keep_up(void *arg);

/* When there is something to do about the client, if nothing comes of it. */
static void watch(struct client *client) {
  const struct workload *w = client->server->w;
  int64_t due_ns = client->heard_ns + workload_number(w, "dead_after");
  int64_t other_ns =
      client->session.hello_done
          ? client->heard_ns + workload_number(w, "ping_after")
          : client->since_ns + workload_number(w, "handshake_timeout");
  if (other_ns < due_ns &&
      !(client->session.hello_done && client->session.ping_sent))
    due_ns = other_ns;
  raw_timer_set(&client->watch, due_ns, keep_up, client);
}

static bool is_over(int64_t from_ns, int64_t time_ns) {
  return workload_now_ns() >= from_ns + time_ns;
}

static void keep_up(void *arg) {
  struct client *client = arg;
  const struct workload *w = client->server->w;
  if (!client->session.hello_done &&
      is_over(client->since_ns, workload_number(w, "handshake_timeout"))) {
    workload_log(w, 'W', CONNECTION_TAG, "%s: handshake timeout; disconnecting",
                 client->address);
    drop(client);
    return;
  }
  if (is_over(client->heard_ns, workload_number(w, "dead_after"))) {
    workload_log(w, 'W', CONNECTION_TAG, "%s is unresponsive; disconnecting",
                 client->address);
    drop(client);
    return;
  }
  if (client->session.hello_done && !client->session.ping_sent &&
      is_over(client->heard_ns, workload_number(w, "ping_after"))) {
    api_session_ping(&client->session);
  }
  watch(client);
}

static void send_states(void *arg) {
  struct server *server = arg;
  raw_timer_set(&server->state,
                server->state.at_ns + workload_number(server->w, "state_every"),
                send_states, server);
  for (size_t i = 0; i < server->max_connections; i++) {
    struct client *client = &server->clients[i];
    if (client->stream.pcb != NULL && client->session.subscribed)
      api_session_state(&client->session);
  }
}

/* What a slow client has no room for is not sent, like a log line. */
static void send_fillers(void *arg) {
  struct server *server = arg;
  uint8_t frame[API_FRAME_SIZE_MAX];
  size_t len = api_message_filler(
      frame, (size_t)workload_number(server->w, "push_size"));
  raw_timer_set(&server->push,
                server->push.at_ns + workload_number(server->w, "push_every"),
                send_fillers, server);
  for (size_t i = 0; i < server->max_connections; i++) {
    struct client *client = &server->clients[i];
    if (client->stream.pcb != NULL && client->session.subscribed)
      send_frame(client, frame, len);
  }
}

/* ---- clients ---- */

static struct client *free_client(struct server *server) {
  for (size_t i = 0; i < server->max_connections; i++)
    if (server->clients[i].stream.pcb == NULL)
      return &server->clients[i];
  return NULL;
}

/* One client too many has its PCB for a moment: it is accepted and closed. */
static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct server *server = arg;
  if (pcb == NULL || error != ERR_OK)
    return ERR_OK; /* no PCB for a SYN: ESPHome takes no notice */
  struct client *client = free_client(server);
  char address[IPADDR_STRLEN_MAX];
  ipaddr_ntoa_r(&pcb->remote_ip, address, sizeof address);
  if (client == NULL) {
    workload_log(server->w, 'W', TAG, "Max connections (%u), rejecting %s",
                 (unsigned)server->max_connections, address);
    if (tcp_close(pcb) == ERR_OK)
      return ERR_OK;
    tcp_abort(pcb);
    return ERR_ABRT;
  }
  workload_log(server->w, 'D', TAG, "Accept %s", address);
  memset(client, 0, sizeof *client);
  client->server = server;
  client->session = (struct api_session){
      .name = workload_name(server->w), .arg = client, .put = send_frame};
  memcpy(client->address, address, sizeof address);
  client->since_ns = client->heard_ns = workload_now_ns();
  client->stream.arg = client;
  client->stream.unsent_max = UNSENT_MAX;
  client->stream.input = on_input;
  client->stream.ended = on_ended;
  raw_stream_open(&client->stream, pcb);
  if (!workload_number(server->w, "nagle"))
    tcp_nagle_disable(pcb);
  watch(client);
  return ERR_OK;
}

static int64_t or_default(const struct workload *w, const char *name,
                          int64_t fallback) {
  return workload_given(w, name) ? workload_number(w, name) : fallback;
}

void api_main(const struct workload *w) {
  size_t max = (size_t)or_default(w, "max_connections", 4);
  struct server *server =
      calloc(1, sizeof *server + max * sizeof(struct client));
  server->w = w;
  server->max_connections = max;
  if (!raw_listen_or_fail(w, TAG, (uint16_t)workload_number(w, "port"),
                          (uint8_t)or_default(w, "listen_backlog", 1), server,
                          on_accept))
    return;
  server->state.at_ns = server->push.at_ns = workload_now_ns();
  int64_t state_every_ns = workload_number(w, "state_every");
  int64_t push_every_ns = workload_number(w, "push_every");
  if (state_every_ns > 0)
    raw_timer_set(&server->state, workload_now_ns() + state_every_ns,
                  send_states, server);
  if (push_every_ns > 0)
    raw_timer_set(&server->push, workload_now_ns() + push_every_ns,
                  send_fillers, server);
}
