/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: a TCP client that connects again and again, in the ways
 * that firmware does it: a blocking connect(), or a non-blocking one with a
 * select() that is given up; one that closes its socket on the error path, or
 * forgets to. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/moment.h"
#include "common/stream.h"
#include "common/watch.h"

struct client {
  const struct workload *w;
  uint32_t ipv4;
  uint16_t port;
  uint16_t source_port;
  uint32_t timeout_ms;
  uint32_t select_timeout_ms;
  bool non_block;
  bool leaks;
};

static void log_errno(const struct client *client, const char *what,
                      int error) {
  workload_log(client->w, 'E', workload_name(client->w), "%s: errno %d", what,
               firmware_errno(error));
}

static int bind_source(const struct client *client, int fd) {
  int enable = 1;
  struct sockaddr_in from = {.sin_len = sizeof from,
                             .sin_family = AF_INET,
                             .sin_port = htons(client->source_port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable);
  return bind(fd, (struct sockaddr *)&from, sizeof from) < 0 ? -errno : 0;
}

/* The non-blocking way: start, select, ask how it went. */
static int wait_for_connect(const struct client *client, int fd) {
  struct watch watch;
  watch_init(&watch);
  watch_write(&watch, fd);
  int ready = watch_wait(&watch, moment_now_ms() + client->select_timeout_ms);
  if (ready < 0)
    return ready;
  if (ready == 0) {
    workload_log(client->w, 'E', workload_name(client->w), "select() timeout");
    return -ETIMEDOUT;
  }
  return stream_connect_result(fd);
}

static int connect_socket(const struct client *client, int fd) {
  struct sockaddr_in to = {.sin_len = sizeof to,
                           .sin_family = AF_INET,
                           .sin_port = htons(client->port),
                           .sin_addr.s_addr = client->ipv4};
  if (client->non_block)
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
    return 0;
  if (client->non_block && errno == EINPROGRESS)
    return wait_for_connect(client, fd);
  return -errno;
}

/* Send, read the answer, keep it open, as configured. */
static int use(const struct client *client, int fd) {
  char data[1460];
  const struct workload *w = client->w;
  int64_t left = workload_number(w, "send_size");
  memset(data, 'x', sizeof data);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  while (left > 0) {
    size_t len = left < (int64_t)sizeof data ? (size_t)left : sizeof data;
    int result = stream_send_all(fd, data, len, client->timeout_ms);
    if (result < 0)
      return result;
    left -= (int64_t)len;
  }
  for (left = workload_number(w, "receive_size"); left > 0;) {
    int got = stream_receive(fd, data, sizeof data,
                             moment_now_ms() + client->timeout_ms);
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    left -= got;
  }
  workload_sleep_ms(workload_ms(w, "hold"));
  return 0;
}

/* One try. Returns 0 or a negative errno, after the log line. */
static int try_once(const struct client *client) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) {
    int error = errno;
    log_errno(client, "Unable to create socket", error);
    return -error;
  }
  int result = client->source_port == 0 ? 0 : bind_source(client, fd);
  if (result == 0)
    result = connect_socket(client, fd);
  if (result < 0)
    log_errno(client, "Socket unable to connect", result);
  else if ((result = use(client, fd)) < 0)
    log_errno(client, "Error occurred during the exchange", result);
  else
    workload_log(client->w, 'I', workload_name(client->w), "Done");
  /* The bug: the error path returns before it comes to close(). */
  if (result == 0 || !client->leaks)
    close(fd);
  return result;
}

void tcp_client_main(const struct workload *w) {
  struct client client = {
      .w = w,
      .ipv4 = workload_resolve(workload_text(w, "server")),
      .port = (uint16_t)workload_number(w, "port"),
      .source_port = (uint16_t)workload_number(w, "source_port"),
      .timeout_ms = workload_ms(w, "timeout"),
      .select_timeout_ms = workload_ms(w, "select_timeout"),
      .non_block = workload_number(w, "non_block"),
      .leaks = workload_number(w, "leak_on_error"),
  };
  int64_t every_ms = workload_ms(w, "every");
  int64_t tries = workload_number(w, "times");
  int64_t give_up_after = workload_number(w, "give_up_after");
  int64_t failures = 0; /* one after the other */
  int64_t due_ms = moment_now_ms() + workload_ms(w, "first_after");
  workload_state(w, WORKLOAD_RUNNING);
  for (int64_t i = 0; (tries == 0 || i < tries) && !workload_leaving(); i++) {
    workload_sleep_until_ns(due_ms * 1000000);
    if (workload_leaving())
      return;
    failures = try_once(&client) < 0 ? failures + 1 : 0;
    if (give_up_after > 0 && failures == give_up_after) {
      firmware_mark_failed(w, workload_name(w));
      return;
    }
    due_ms += every_ms;
  }
  if (!workload_leaving())
    workload_state(w, WORKLOAD_STOPPED);
}
