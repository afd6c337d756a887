/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: a browser's connections to one host. */
#include "browser_pool.h"

#include "stream.h"
#include "watch.h"

#define IDLE_MS 300000 /* Chrome keeps a used connection for 5 minutes */
#define KEEPALIVE_S 45 /* and has TCP probe it at this pace */

/* --- requests ---------------------------------------------------------- */

static void queue_last(struct browser_pool *pool,
                       struct browser_request *request) {
  struct browser_request **link = &pool->waiting;
  while (*link)
    link = &(*link)->next;
  request->next = NULL;
  *link = request;
}

static void queue_first(struct browser_pool *pool,
                        struct browser_request *request) {
  request->next = pool->waiting;
  pool->waiting = request;
}

static struct browser_request *queue_take(struct browser_pool *pool) {
  struct browser_request *request = pool->waiting;
  pool->waiting = request->next;
  return request;
}

void browser_pool_request(struct browser_pool *pool, enum browser_kind kind,
                          void *tab, uint32_t document, const char *target) {
  struct attempt attempt;
  attempt_begin(&attempt, pool->w);
  struct browser_request *request = calloc(1, sizeof *request);
  if (!request) {
    attempt_failed(&attempt, -ENOMEM);
    return;
  }
  *request = (struct browser_request){
      .kind = kind, .tab = tab, .document = document, .attempt = attempt};
  snprintf(request->target, sizeof request->target, "%s", target);
  queue_last(pool, request);
}

static void give_up(struct browser_request *request) {
  attempt_failed(&request->attempt, -ETIMEDOUT);
  free(request);
}

/* --- connections ------------------------------------------------------- */

static void close_connection(struct browser_connection *c) {
  close(c->fd);
  c->state = BROWSER_CLOSED;
}

/* The request has ended without its answer. */
static void fail(struct browser_pool *pool, struct browser_connection *c,
                 int error) {
  struct browser_request *request = c->request;
  bool maybe_stale = c->used && !c->message.started;
  close_connection(c);
  c->request = NULL;
  /* A kept connection may have been closed just as the request left; a
   * browser asks once more, on another one, and tells nobody. */
  if (maybe_stale && !request->retried && error != -ETIMEDOUT) {
    request->retried = true;
    queue_first(pool, request);
    return;
  }
  attempt_failed(&request->attempt, error);
  pool->events.on_failed(pool->events.arg, request, c->stream.retry_ms);
  free(request);
}

static void on_body(void *arg, const char *data, size_t len) {
  struct browser_connection *c = arg;
  if (c->request->kind == BROWSER_EVENTS)
    event_stream_feed(&c->stream, data, len);
}

static void send_request(struct browser_pool *pool,
                         struct browser_connection *c) {
  char text[192];
  int len =
      http_message_get(text, sizeof text, "device", c->request->target, true);
  http_message_init(&c->message, HTTP_MESSAGE_RESPONSE, on_body, c);
  event_stream_init(&c->stream);
  c->head_reported = false;
  c->state = BROWSER_BUSY;
  c->deadline_ms = moment_now_ms() + pool->timeout_ms;
  /* Far less than a send buffer that is empty here. */
  ssize_t sent = send(c->fd, text, (size_t)len, 0);
  if (sent != len)
    fail(pool, c, sent < 0 ? -errno : -EPROTO);
}

/* TCP keep-alive as Chrome sets it; without it, where the image has none. */
static void probe_when_silent(int fd) {
#if LWIP_TCP_KEEPALIVE
  int on = 1, idle_s = KEEPALIVE_S;
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &idle_s, sizeof idle_s);
#else
  (void)fd;
#endif
}

static void connect_for(struct browser_pool *pool, struct browser_connection *c,
                        struct browser_request *request) {
  memset(c, 0, sizeof *c);
  c->request = request;
  c->fd = stream_connect_start(workload_target(), pool->port);
  if (c->fd < 0) {
    /* No socket on the peer's own host: nothing to close. */
    attempt_failed(&request->attempt, c->fd);
    pool->events.on_failed(pool->events.arg, request, 0);
    free(request);
    return;
  }
  stream_no_delay(c->fd);
  probe_when_silent(c->fd);
  c->state = BROWSER_CONNECTING;
  c->deadline_ms = moment_now_ms() + pool->timeout_ms;
}

static struct browser_connection *
find_connection(struct browser_pool *pool,
                enum browser_connection_state state) {
  for (size_t i = 0; i < pool->connection_max; i++)
    if (pool->connections[i].state == state)
      return &pool->connections[i];
  return NULL;
}

/* Connections for those who wait: a kept one first, else a new one. */
static void dispatch(struct browser_pool *pool) {
  while (pool->waiting) {
    struct browser_connection *idle = find_connection(pool, BROWSER_IDLE);
    struct browser_connection *closed = find_connection(pool, BROWSER_CLOSED);
    if (idle) {
      idle->request = queue_take(pool);
      send_request(pool, idle);
    } else if (closed) {
      connect_for(pool, closed, queue_take(pool));
    } else {
      return;
    }
  }
}

/* --- answers ----------------------------------------------------------- */

static void complete(struct browser_pool *pool, struct browser_connection *c) {
  struct browser_request *request = c->request;
  if (request->kind == BROWSER_EVENTS) {
    fail(pool, c, 0);
    return;
  }
  c->request = NULL;
  c->used = true;
  c->state = BROWSER_IDLE;
  c->deadline_ms = moment_now_ms() + IDLE_MS;
  if (!c->message.keep_alive)
    close_connection(c);
  attempt_served(&request->attempt);
  pool->events.on_complete(pool->events.arg, request);
  free(request);
}

/* How far the answer has come: tell it. */
static void progress(struct browser_pool *pool, struct browser_connection *c) {
  if (c->message.headers_complete && !c->head_reported) {
    c->head_reported = true;
    pool->events.on_head(pool->events.arg, c->request);
  }
  if (c->request->kind == BROWSER_EVENTS && c->stream.event_count > 0) {
    attempt_served(&c->request->attempt);
    c->deadline_ms = MOMENT_NEVER; /* EventSource waits for ever */
  }
  if (c->message.complete)
    complete(pool, c);
}

static void receive(struct browser_pool *pool, struct browser_connection *c) {
  char data[1024];
  int got = stream_take(c->fd, data, sizeof data);
  if (got == -EWOULDBLOCK)
    return;
  if (got > 0) {
    c->deadline_ms = moment_now_ms() + pool->timeout_ms;
    got = http_message_feed(&c->message, data, (size_t)got);
    if (got >= 0)
      progress(pool, c);
  } else if (got == 0) {
    http_message_end(&c->message);
    if (c->message.complete)
      progress(pool, c);
    else
      fail(pool, c, 0);
    return;
  }
  if (got < 0)
    fail(pool, c, got);
}

static void connected(struct browser_pool *pool, struct browser_connection *c) {
  int result = stream_connect_result(c->fd);
  if (result < 0)
    fail(pool, c, result);
  else
    send_request(pool, c);
}

/* --- a round ----------------------------------------------------------- */

static void serve_connection(struct browser_pool *pool,
                             struct browser_connection *c,
                             const struct watch *watch) {
  bool late = c->deadline_ms <= moment_now_ms();
  switch (c->state) {
  case BROWSER_CLOSED:
    break;
  case BROWSER_CONNECTING:
    if (watch_can_write(watch, c->fd))
      connected(pool, c);
    else if (late)
      fail(pool, c, -ETIMEDOUT);
    break;
  case BROWSER_BUSY:
    if (watch_can_read(watch, c->fd))
      receive(pool, c);
    else if (late)
      fail(pool, c, -ETIMEDOUT);
    break;
  case BROWSER_IDLE:
    /* Nothing can come here but the end. */
    if (late || watch_can_read(watch, c->fd))
      close_connection(c);
    break;
  }
}

/* Which connections there were to watch is remembered in the sets, so one
 * that a callback opens or closes meanwhile is not taken for ready. */
static int64_t watch_connections(const struct browser_pool *pool,
                                 struct watch *watch) {
  int64_t due_ms = MOMENT_NEVER;
  watch_init(watch);
  for (size_t i = 0; i < pool->connection_max; i++) {
    const struct browser_connection *c = &pool->connections[i];
    if (c->state == BROWSER_CLOSED)
      continue;
    if (c->state == BROWSER_CONNECTING)
      watch_write(watch, c->fd);
    else
      watch_read(watch, c->fd);
    due_ms = moment_earlier(due_ms, c->deadline_ms);
  }
  return due_ms;
}

void browser_pool_round(struct browser_pool *pool, int64_t due_ms) {
  struct watch watch;
  dispatch(pool);
  due_ms = moment_earlier(due_ms, watch_connections(pool, &watch));
  if (watch_wait(&watch, due_ms) < 0)
    return;
  for (size_t i = 0; i < pool->connection_max; i++)
    serve_connection(pool, &pool->connections[i], &watch);
}

void browser_pool_cancel(struct browser_pool *pool, void *tab,
                         uint32_t document) {
  struct browser_request **link = &pool->waiting;
  while (*link) {
    struct browser_request *request = *link;
    if (request->tab == tab && request->document == document) {
      *link = request->next;
      give_up(request);
    } else {
      link = &request->next;
    }
  }
  for (size_t i = 0; i < pool->connection_max; i++) {
    struct browser_connection *c = &pool->connections[i];
    if (!c->request || c->request->tab != tab ||
        c->request->document != document)
      continue;
    close_connection(c);
    give_up(c->request);
    c->request = NULL;
  }
}

int browser_pool_init(struct browser_pool *pool, const struct workload *w,
                      const struct browser_events *events) {
  *pool = (struct browser_pool){
      .w = w,
      .events = *events,
      .timeout_ms = workload_ms(w, "timeout"),
      .port = (uint16_t)workload_number(w, "port"),
      .connection_max = (size_t)workload_number(w, "connections"),
  };
  pool->connections = calloc(pool->connection_max, sizeof *pool->connections);
  return pool->connections ? 0 : -ENOMEM;
}

void browser_pool_done(struct browser_pool *pool) {
  while (pool->waiting)
    give_up(queue_take(pool));
  for (size_t i = 0; i < pool->connection_max; i++) {
    struct browser_connection *c = &pool->connections[i];
    if (c->state != BROWSER_CLOSED)
      close_connection(c);
    if (c->request)
      give_up(c->request);
  }
  free(pool->connections);
}
