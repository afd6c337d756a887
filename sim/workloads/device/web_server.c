/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's web_server on esp_http_server: pages, and an
 * SSE stream on /events that keeps its session for as long as the browser
 * wants. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/event_stream.h"
#include "common/firmware.h"
#include "common/httpd.h"
#include "common/moment.h"

#define RETRY_MS 30000 /* what ESPHome tells EventSource */
#define CHUNK_SIZE 192

struct web_server {
  const struct workload *w;
  struct httpd httpd;
  char *page;
  size_t page_len;
  uint32_t event_every_ms;
  bool sends_states; /* else pings */
  bool sender_ended;
};

/* The context of a session that carries events. */
struct subscriber {
  char unsent[CHUNK_SIZE]; /* rest of an event that did not fit */
  size_t unsent_len;
};

static void fill_page(char *page, size_t len) {
  static const char text[] =
      "<!DOCTYPE html><html><head><meta charset=UTF-8><link rel=icon "
      "href=data:>"
      "<title>sockfit</title></head><body><esp-app></esp-app>\n";
  for (size_t i = 0; i < len; i++)
    page[i] = i < sizeof text - 1 ? text[i] : i % 64 == 63 ? '\n' : ' ';
}

/* Send what is left over. Never blocks: one browser that does not read must
 * not hold up the others. */
static void flush(int fd, struct subscriber *s) {
  if (s->unsent_len == 0)
    return;
  ssize_t sent = send(fd, s->unsent, s->unsent_len, MSG_DONTWAIT);
  /* After an error the session turns readable and httpd closes it. */
  if (sent <= 0)
    return;
  s->unsent_len -= (size_t)sent;
  memmove(s->unsent, s->unsent + sent, s->unsent_len);
}

static void send_event(const struct web_server *server, int fd,
                       struct subscriber *s) {
  flush(fd, s);
  /* ESPHome defers an event while the one before is under way; the newest
   * makes up for those before it. */
  if (s->unsent_len > 0)
    return;
  int len =
      server->sends_states
          ? event_stream_state(s->unsent, sizeof s->unsent, workload_now_ms())
          : event_stream_chunk(s->unsent, sizeof s->unsent, RETRY_MS,
                               workload_now_ms(), "ping", NULL);
  if (len < 0)
    return;
  s->unsent_len = (size_t)len;
  flush(fd, s);
}

/* In httpd's task: an event to every subscriber. */
static void send_events(struct httpd *httpd, void *arg) {
  const struct web_server *server = arg;
  for (size_t i = 0; i < httpd->config.max_open_sockets; i++) {
    struct httpd_session *session = &httpd->sessions[i];
    if (session->fd >= 0 && session->context)
      send_event(server, session->fd, session->context);
  }
}

/* The head of the stream and its first event; in one piece for the reason
 * given in httpd_respond (common/httpd_answer.c). */
static int send_first_event(struct httpd_request *request) {
  static const char head[] = "HTTP/1.1 200 OK\r\n"
                             "Content-Type: text/event-stream\r\n"
                             "Transfer-Encoding: chunked\r\n"
                             "Cache-Control: no-cache\r\n"
                             "Connection: keep-alive\r\n"
                             "\r\n"
                             "2\r\n\r\n\r\n"; /* a chunk with a blank line */
  char text[sizeof head + CHUNK_SIZE];
  memcpy(text, head, sizeof head - 1);
  int len = event_stream_chunk(text + sizeof head - 1, CHUNK_SIZE, RETRY_MS,
                               workload_now_ms(), "ping",
                               "{\"title\":\"sockfit\",\"lang\":\"en\"}");
  if (len < 0)
    return len;
  return httpd_send(request, text, sizeof head - 1 + (size_t)len);
}

static int subscribe(struct httpd_request *request) {
  int result = send_first_event(request);
  if (result < 0 || request->session->context)
    return result;
  request->session->context = calloc(1, sizeof(struct subscriber));
  return request->session->context ? 0 : -ENOMEM;
}

static int handle(struct httpd_request *request, void *arg) {
  struct web_server *server = arg;
  if (!request->is_get)
    return httpd_respond(request, "200 OK", "text/html", NULL, NULL, 0);
  if (strcmp(request->target, "/events") == 0)
    return subscribe(request);
  return httpd_respond(request, "200 OK", "text/html", NULL, server->page,
                       server->page_len);
}

static void session_closed(struct httpd_session *session, void *arg) {
  struct web_server *server = arg;
  free(session->context);
  workload_log(server->w, 'D', "web_server_idf",
               "Removing dead event source session");
}

static bool has_subscribers(const struct httpd *httpd) {
  for (size_t i = 0; i < httpd->config.max_open_sockets; i++)
    if (httpd->sessions[i].fd >= 0 && httpd->sessions[i].context)
      return true;
  return false;
}

/* ESPHome's main loop, as far as events go: a task beside the server's. */
static void send_until_leaving(void *arg) {
  struct web_server *server = arg;
  while (!workload_leaving()) {
    workload_sleep_ms(server->event_every_ms);
    if (!workload_leaving() && has_subscribers(&server->httpd))
      httpd_queue_work(&server->httpd, send_events, server);
  }
  server->sender_ended = true;
}

static void serve(struct web_server *server) {
  server->sender_ended =
      server->event_every_ms == 0 ||
      workload_task(server->w, "events", send_until_leaving, server) < 0;
  workload_state(server->w, WORKLOAD_RUNNING);
  httpd_serve(&server->httpd);
  while (!server->sender_ended)
    workload_sleep_ms(100);
}

void web_server_main(const struct workload *w) {
  struct web_server server = {
      .w = w,
      .page_len = (size_t)workload_number(w, "page_size"),
      .event_every_ms = workload_ms(w, "event_every"),
      .sends_states = strcmp(workload_text(w, "event"), "state") == 0,
  };
  struct httpd_config config = {
      .server_port = (uint16_t)workload_number(w, "port"),
      .ctrl_port = (uint16_t)workload_number(w, "ctrl_port"),
      .max_open_sockets = (uint16_t)workload_number(w, "max_open_sockets"),
      .backlog_conn = (uint8_t)workload_number(w, "backlog"),
      .lru_purge_enable = workload_number(w, "lru_purge"),
      .shutdown_before_close = true,
      .handler = handle,
      .session_closed = session_closed,
      .arg = &server,
  };
  server.page = malloc(server.page_len + 1); /* an empty page is no NULL */
  if (!server.page) {
    workload_state(w, WORKLOAD_FAILED);
    return;
  }
  fill_page(server.page, server.page_len);
  if (httpd_start(&server.httpd, w, &config) == 0)
    serve(&server);
  else
    workload_state(w, WORKLOAD_FAILED);
  free(server.page);
}
