/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: somebody who sends a form or a file over a slow line: a
 * POST whose body trickles, and that holds one of the server's sessions until
 * it is whole. One attempt a POST, served with the answer. Compiled into an
 * image; one task a connection. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/http_message.h"
#include "common/moment.h"
#include "common/stream.h"

#define PIECES 10 /* of a body, evenly over its time */

struct poster {
  const struct workload *w;
  int fd;
  uint32_t timeout_ms;
  struct attempt attempt;
};

static int send_head(struct poster *poster, size_t body_size) {
  char head[128];
  int len = snprintf(head, sizeof head,
                     "POST %s HTTP/1.1\r\nHost: device\r\n"
                     "Content-Length: %u\r\n\r\n",
                     workload_text(poster->w, "path"), (unsigned)body_size);
  if (len < 0 || (size_t)len >= sizeof head)
    return -ENOBUFS;
  return stream_send_all(poster->fd, head, (size_t)len, poster->timeout_ms);
}

static int send_body(struct poster *poster, size_t size) {
  char *body = calloc(1, size);
  int result = body ? 0 : -ENOMEM;
  size_t sent = 0;
  for (size_t piece = 1; piece <= PIECES && result == 0; piece++) {
    size_t upto = size * piece / PIECES;
    workload_sleep_ms(workload_ms(poster->w, "over") / PIECES);
    result = stream_send_all(poster->fd, body + sent, upto - sent,
                             poster->timeout_ms);
    sent = upto;
  }
  free(body);
  return result;
}

static int read_answer(struct poster *poster) {
  struct http_message message;
  http_message_init(&message, HTTP_MESSAGE_RESPONSE, NULL, NULL);
  while (!message.complete) {
    char data[512];
    int got = stream_receive(poster->fd, data, sizeof data,
                             moment_now_ms() + poster->timeout_ms);
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    int taken = http_message_feed(&message, data, (size_t)got);
    if (taken < 0)
      return taken;
  }
  return 0;
}

static void post_once(struct poster *poster) {
  size_t size = (size_t)workload_number(poster->w, "body_size");
  attempt_begin(&poster->attempt, poster->w);
  poster->fd = stream_connect(workload_target(),
                              (uint16_t)workload_number(poster->w, "port"),
                              poster->timeout_ms);
  int result = poster->fd < 0 ? poster->fd : send_head(poster, size);
  if (result == 0)
    result = send_body(poster, size);
  if (result == 0)
    result = read_answer(poster);
  if (result == 0)
    attempt_served(&poster->attempt);
  attempt_failed(&poster->attempt, result);
  if (poster->fd >= 0)
    close(poster->fd);
}

static void post_again_and_again(void *arg) {
  struct poster *poster = arg;
  int64_t times = workload_number(poster->w, "times");
  while (times-- > 0 && !workload_leaving()) {
    post_once(poster);
    if (times > 0 && !workload_leaving())
      workload_sleep_ms(workload_ms(poster->w, "pause"));
  }
}

void form_poster_main(const struct workload *w) {
  size_t count = (size_t)workload_number(w, "connections");
  struct poster *posters = calloc(count, sizeof *posters);
  for (size_t i = 0; posters && i < count; i++) {
    posters[i] =
        (struct poster){.w = w, .timeout_ms = workload_ms(w, "timeout")};
    if (workload_task(w, "post", post_again_and_again, &posters[i]) != 0)
      break;
  }
  workload_state(w, posters ? WORKLOAD_RUNNING : WORKLOAD_FAILED);
}
