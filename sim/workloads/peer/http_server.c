/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: an HTTP server that answers every request with a body of
 * the same size and keeps connections open. One attempt a request. Compiled
 * into an image. */
#include "sockfit/workload.h"

#include "common/http_message.h"
#include "common/moment.h"
#include "common/peer_server.h"
#include "common/stream.h"

#define SEND_TIMEOUT_MS 10000
#define FIRST_TIMEOUT_MS 60000
#define KEEP_ALIVE_MS 75000 /* nginx's keepalive_timeout */

struct http_server {
  struct peer_server base; /* first: on_input gets a pointer to it */
  char *body;
  size_t body_len;
};

/* The request being read. */
struct exchange {
  struct http_message message;
  bool begun;
};

static int answer(const struct http_server *server, struct peer_client *client,
                  bool keep_alive) {
  char head[160];
  int len = snprintf(head, sizeof head,
                     "HTTP/1.1 200 OK\r\n"
                     "Content-Type: text/plain\r\n"
                     "Content-Length: %zu\r\n"
                     "Connection: %s\r\n"
                     "\r\n",
                     server->body_len, keep_alive ? "keep-alive" : "close");
  int result = stream_send_all(client->fd, head, (size_t)len, SEND_TIMEOUT_MS);
  if (result < 0)
    return result;
  return stream_send_all(client->fd, server->body, server->body_len,
                         SEND_TIMEOUT_MS);
}

/* A request is complete: answer it and be ready for the next one. */
static int finish(struct http_server *server, struct peer_client *client,
                  struct exchange *exchange) {
  bool keep_alive = exchange->message.keep_alive;
  int result = answer(server, client, keep_alive);
  if (result < 0)
    return result;
  attempt_served(&client->attempt);
  exchange->begun = false;
  client->deadline_ms = moment_now_ms() + KEEP_ALIVE_MS;
  return keep_alive ? 0 : -ESHUTDOWN;
}

static int on_input(struct peer_server *base, struct peer_client *client) {
  struct http_server *server = (struct http_server *)base;
  struct exchange *exchange = client->state;
  while (client->input_len > 0) {
    if (!exchange->begun) {
      http_message_init(&exchange->message, HTTP_MESSAGE_REQUEST, NULL, NULL);
      exchange->begun = true;
      if (!client->attempt.open)
        attempt_begin(&client->attempt, base->w);
    }
    int taken = http_message_feed(
        &exchange->message, (const char *)client->input, client->input_len);
    if (taken < 0)
      return taken;
    peer_server_used(client, (size_t)taken);
    int result =
        exchange->message.complete ? finish(server, client, exchange) : 0;
    if (result < 0)
      return result;
  }
  return 0;
}

void http_server_main(const struct workload *w) {
  struct http_server server = {
      .base = {.w = w,
               .port = (uint16_t)workload_number(w, "port"),
               .state_size = sizeof(struct exchange),
               .first_timeout_ms = FIRST_TIMEOUT_MS,
               .on_input = on_input},
      .body_len = (size_t)workload_number(w, "body_size"),
  };
  server.body = malloc(server.body_len + 1); /* an empty body is no NULL */
  if (!server.body)
    return;
  memset(server.body, 'x', server.body_len);
  peer_server_run(&server.base);
  free(server.body);
}
