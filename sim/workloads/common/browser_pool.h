/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: a browser's connections to one host and the requests that
 * wait for one (see browser.c). Compiled into an image. */
#ifndef SOCKFIT_WORKLOADS_BROWSER_POOL_H
#define SOCKFIT_WORKLOADS_BROWSER_POOL_H

#include "sockfit/workload.h"

#include "attempt.h"
#include "event_stream.h"
#include "http_message.h"
#include "moment.h"

#define BROWSER_TARGET_SIZE 16

enum browser_kind { BROWSER_PAGE, BROWSER_RESOURCE, BROWSER_EVENTS };

struct browser_request {
  enum browser_kind kind;
  void *tab;         /* whose it is */
  uint32_t document; /* for which page of that tab */
  char target[BROWSER_TARGET_SIZE];
  struct attempt attempt;
  bool retried;
  struct browser_request *next;
};

/* What the pool reports; requests are valid during the call only. */
struct browser_events {
  /* The head of the answer is here. */
  void (*on_head)(void *arg, const struct browser_request *request);
  /* The answer is complete. Never for a stream of events. */
  void (*on_complete)(void *arg, const struct browser_request *request);
  /* No answer, or a stream of events has ended; retry_ms is what its server
   * asked for, 0 when it did not. */
  void (*on_failed)(void *arg, const struct browser_request *request,
                    uint32_t retry_ms);
  void *arg;
};

enum browser_connection_state {
  BROWSER_CLOSED,
  BROWSER_CONNECTING,
  BROWSER_BUSY, /* the answer is awaited or being read */
  BROWSER_IDLE, /* kept for the next request */
};

struct browser_connection {
  enum browser_connection_state state;
  int fd;
  bool used; /* it has answered a request before */
  bool head_reported;
  int64_t deadline_ms; /* for the next octet; idle: when it is closed */
  struct browser_request *request; /* while CONNECTING and BUSY */
  struct http_message message;
  struct event_stream stream;
};

struct browser_pool {
  const struct workload *w;
  struct browser_events events;
  uint32_t timeout_ms;
  uint16_t port;
  struct browser_connection *connections;
  size_t connection_max;
  struct browser_request *waiting; /* first in, first out */
};

/* Returns 0 or -ENOMEM. */
int browser_pool_init(struct browser_pool *pool, const struct workload *w,
                      const struct browser_events *events);
void browser_pool_done(struct browser_pool *pool);

/* Begin an attempt and queue its request. Without memory it fails at once,
 * as a timeout. */
void browser_pool_request(struct browser_pool *pool, enum browser_kind kind,
                          void *tab, uint32_t document, const char *target);

/* Give up all requests for one page of a tab; connections in use for them
 * are closed. Not reported, and an open attempt counts as a timeout. */
void browser_pool_cancel(struct browser_pool *pool, void *tab,
                         uint32_t document);

/* Give waiting requests their connections, then wait until something happens
 * or until due_ms. */
void browser_pool_round(struct browser_pool *pool, int64_t due_ms);

#endif
