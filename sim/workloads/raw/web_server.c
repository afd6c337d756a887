/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: ESPHome's web_server where it runs on an asynchronous
 * web server (ESPAsyncWebServer): one connection a request, which the device
 * closes when its answer is acknowledged, unless the browser was quicker; an
 * SSE stream on /events for as long as the browser wants. There are as many
 * sessions as there are PCBs, unless max_open_sockets is given. Compiled into
 * an image without threads.
 *
 * Events are sent in HTTP chunks as esp_http_server does (device/
 * web_server.c); the asynchronous server sends them bare. */
#include "sockfit/workload.h"

#include "common/event_stream.h"
#include "common/http_message.h"
#include "common/raw_stream.h"

#include "sockfit/raw.h"

#define TAG "web_server"
#define RETRY_MS 30000 /* what ESPHome tells EventSource */
#define CHUNK_SIZE 192
#define HEAD_SIZE 256

struct server {
  const struct workload *w;
  struct raw_timer event;
  size_t page_size;
  size_t session_count;
  struct session *sessions;
  struct session *spare; /* a stream's callback may still look at these */
};

struct session {
  struct raw_stream stream;
  struct server *server;
  struct session *next;
  struct http_message request;
  bool answered;   /* to be closed when all is acknowledged */
  bool subscribed; /* /events */
};

static void session_gone(struct session *session) {
  struct server *server = session->server;
  struct session **link = &server->sessions;
  while (*link != session)
    link = &(*link)->next;
  *link = session->next;
  session->next = server->spare;
  server->spare = session;
  server->session_count--;
}

static void close_session(struct session *session) {
  raw_stream_close(&session->stream);
  session_gone(session);
}

/* ---- answers ---- */

/* The page is nothing but blanks: it is its size that counts. */
static int send_page(struct session *session) {
  char head[HEAD_SIZE];
  char blanks[256];
  size_t left = session->server->page_size;
  int len = snprintf(head, sizeof(head),
                     "HTTP/1.1 200 OK\r\n"
                     "Content-Type: text/html\r\n"
                     "Content-Length: %zu\r\n"
                     "Connection: close\r\n"
                     "\r\n",
                     left);
  int result = raw_stream_send(&session->stream, head, (size_t)len);
  memset(blanks, ' ', sizeof(blanks));
  while (result == 0 && left > 0) {
    size_t piece = left < sizeof(blanks) ? left : sizeof(blanks);
    result = raw_stream_send(&session->stream, blanks, piece);
    left -= piece;
  }
  session->answered = true;
  return result;
}

/* An event is left out when the one before has not left yet; the newest makes
 * up for those before it. */
static int send_event(struct session *session) {
  char text[CHUNK_SIZE];
  if (session->stream.unsent_len > 0)
    return 0;
  bool state = strcmp(workload_text(session->server->w, "event"), "state") == 0;
  int len = state ? event_stream_state(text, sizeof(text), workload_now_ms())
                  : event_stream_chunk(text, sizeof(text), RETRY_MS,
                                       workload_now_ms(), "ping", NULL);
  return len < 0 ? len : raw_stream_send(&session->stream, text, (size_t)len);
}

static int subscribe(struct session *session) {
  static const char head[] = "HTTP/1.1 200 OK\r\n"
                             "Content-Type: text/event-stream\r\n"
                             "Transfer-Encoding: chunked\r\n"
                             "Cache-Control: no-cache\r\n"
                             "Connection: keep-alive\r\n"
                             "\r\n";
  char text[sizeof(head) + CHUNK_SIZE];
  session->subscribed = true;
  memcpy(text, head, sizeof(head) - 1);
  int len = event_stream_chunk(text + sizeof(head) - 1, CHUNK_SIZE, RETRY_MS,
                               workload_now_ms(), "ping",
                               "{\"title\":\"sockfit\",\"lang\":\"en\"}");
  if (len < 0)
    return len;
  return raw_stream_send(&session->stream, text,
                         sizeof(head) - 1 + (size_t)len);
}

/* ---- callbacks ---- */

static void on_input(struct raw_stream *stream, const uint8_t *data,
                     size_t len) {
  struct session *session = stream->arg;
  if (session->answered || session->subscribed)
    return; /* one request a connection */
  int result = http_message_feed(&session->request, (const char *)data, len);
  if (result >= 0 && session->request.complete)
    result = strcmp(session->request.target, "/events") == 0
                 ? subscribe(session)
                 : send_page(session);
  if (result < 0)
    close_session(session);
}

static void on_drained(struct raw_stream *stream) {
  struct session *session = stream->arg;
  if (session->answered)
    close_session(session);
}

static void on_ended(struct raw_stream *stream, err_t why) {
  struct session *session = stream->arg;
  if (why == ERR_CLSD)
    raw_stream_close(stream);
  session_gone(session);
}

static struct session *new_session(struct server *server) {
  struct session *session = server->spare;
  if (workload_given(server->w, "max_open_sockets") &&
      server->session_count >=
          (size_t)workload_number(server->w, "max_open_sockets"))
    return NULL;
  if (session == NULL)
    return calloc(1, sizeof(*session));
  server->spare = session->next;
  memset(session, 0, sizeof(*session));
  return session;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct server *server = arg;
  if (pcb == NULL || error != ERR_OK)
    return ERR_OK; /* no PCB for a SYN: the server takes no notice */
  struct session *session = new_session(server);
  if (session == NULL) {
    tcp_abort(pcb);
    return ERR_ABRT;
  }
  session->server = server;
  session->next = server->sessions;
  server->sessions = session;
  server->session_count++;
  http_message_init(&session->request, HTTP_MESSAGE_REQUEST, NULL, NULL);
  session->stream.arg = session;
  session->stream.unsent_max = server->page_size + HEAD_SIZE + CHUNK_SIZE;
  session->stream.input = on_input;
  session->stream.drained = on_drained;
  session->stream.ended = on_ended;
  raw_stream_open(&session->stream, pcb);
  return ERR_OK;
}

static void send_events(void *arg) {
  struct server *server = arg;
  raw_timer_set(&server->event,
                server->event.at_ns + workload_number(server->w, "event_every"),
                send_events, server);
  for (struct session *session = server->sessions; session != NULL;
       session = session->next) {
    if (session->subscribed)
      send_event(session);
  }
}

void web_server_main(const struct workload *w) {
  struct server *server = calloc(1, sizeof(*server));
  server->w = w;
  server->page_size = (size_t)workload_number(w, "page_size");
  if (!raw_listen_or_fail(w, TAG, (uint16_t)workload_number(w, "port"),
                          (uint8_t)workload_number(w, "backlog"), server,
                          on_accept))
    return;
  int64_t every_ns = workload_number(w, "event_every");
  if (every_ns > 0)
    raw_timer_set(&server->event, workload_now_ns() + every_ns, send_events,
                  server);
}
