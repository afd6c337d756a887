/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: TCP streams over BSD sockets. */
#include "stream.h"

#include "moment.h"
#include "watch.h"

socklen_t stream_any_address(struct sockaddr_storage *ret_address,
                             uint16_t port) {
  memset(ret_address, 0, sizeof *ret_address);
#if LWIP_IPV6
  struct sockaddr_in6 *any = (struct sockaddr_in6 *)ret_address;
  any->sin6_len = sizeof *any;
  any->sin6_family = AF_INET6;
  any->sin6_port = htons(port);
#else
  struct sockaddr_in *any = (struct sockaddr_in *)ret_address;
  any->sin_len = sizeof *any;
  any->sin_family = AF_INET;
  any->sin_port = htons(port);
#endif
  return sizeof *any;
}

static int set_nonblocking(int fd) {
  return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
}

static int close_with(int fd, int error) {
  close(fd);
  return -error;
}

int stream_listen(uint16_t port, int backlog, const char **ret_step) {
  struct sockaddr_storage any;
  socklen_t any_len = stream_any_address(&any, port);
  int fd = socket(any.ss_family, SOCK_STREAM, 0);
  if (fd < 0) {
    *ret_step = "creation";
    return -errno;
  }
  int enable = 1;
  /* Fails where SO_REUSE is not compiled in; nobody minds. */
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable);
  set_nonblocking(fd);
  if (bind(fd, (struct sockaddr *)&any, any_len) < 0) {
    *ret_step = "bind";
    return close_with(fd, errno);
  }
  if (listen(fd, backlog) < 0) {
    *ret_step = "listen";
    return close_with(fd, errno);
  }
  return fd;
}

int stream_accept(int listener) {
  int fd = accept(listener, NULL, NULL);
  if (fd < 0)
    return -errno;
  set_nonblocking(fd);
  return fd;
}

void stream_no_delay(int fd) {
  int enable = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &enable, sizeof enable);
}

void stream_peer_text(int fd, char ret_text[STREAM_ADDRESS_TEXT_SIZE]) {
  struct sockaddr_storage peer;
  socklen_t len = sizeof peer;
  strcpy(ret_text, "?");
  if (getpeername(fd, (struct sockaddr *)&peer, &len) < 0)
    return;
  if (peer.ss_family == AF_INET) {
    const struct sockaddr_in *in = (const struct sockaddr_in *)&peer;
    inet_ntop(AF_INET, &in->sin_addr, ret_text, STREAM_ADDRESS_TEXT_SIZE);
    return;
  }
#if LWIP_IPV6
  const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&peer;
  inet_ntop(AF_INET6, &in6->sin6_addr, ret_text, STREAM_ADDRESS_TEXT_SIZE);
  /* An IPv4 client of a dual-stack listener prints as ESPHome prints it. */
  static const char mapped[] = "::FFFF:";
  if (strncmp(ret_text, mapped, sizeof mapped - 1) == 0)
    memmove(ret_text, ret_text + sizeof mapped - 1,
            strlen(ret_text + sizeof mapped - 1) + 1);
#endif
}

static int bind_to(int fd, uint16_t port) {
  int enable = 1;
  struct sockaddr_in from = {
      .sin_len = sizeof from,
      .sin_family = AF_INET,
      .sin_port = htons(port),
  };
  /* Fails where SO_REUSE is not compiled in; then bind() may. */
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable);
  return bind(fd, (struct sockaddr *)&from, sizeof from) < 0 ? -errno : 0;
}

static int connect_start(uint16_t source_port, uint32_t ipv4, uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0)
    return -errno;
  set_nonblocking(fd);
  int bound = source_port == 0 ? 0 : bind_to(fd, source_port);
  if (bound < 0)
    return close_with(fd, -bound);
  struct sockaddr_in to = {
      .sin_len = sizeof to,
      .sin_family = AF_INET,
      .sin_port = htons(port),
      .sin_addr.s_addr = ipv4,
  };
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 &&
      errno != EINPROGRESS)
    return close_with(fd, errno);
  return fd;
}

int stream_connect_start(uint32_t ipv4, uint16_t port) {
  return connect_start(0, ipv4, port);
}

int stream_connect_result(int fd) {
  int error = 0;
  socklen_t len = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
    return -errno;
  return -error;
}

/* Wait for one direction of one socket: 0, -ETIMEDOUT, or select's error. */
static int wait_for(int fd, bool write, int64_t deadline_ms) {
  struct watch watch;
  watch_init(&watch);
  if (write)
    watch_write(&watch, fd);
  else
    watch_read(&watch, fd);
  int ready = watch_wait(&watch, deadline_ms);
  if (ready < 0)
    return ready;
  return ready ? 0 : -ETIMEDOUT;
}

int stream_connect(uint32_t ipv4, uint16_t port, uint32_t timeout_ms) {
  return stream_connect_from(0, ipv4, port, timeout_ms);
}

int stream_connect_from(uint16_t source_port, uint32_t ipv4, uint16_t port,
                        uint32_t timeout_ms) {
  int fd = connect_start(source_port, ipv4, port);
  if (fd < 0)
    return fd;
  int result = wait_for(fd, true, moment_now_ms() + timeout_ms);
  if (result == 0)
    result = stream_connect_result(fd);
  if (result < 0)
    return close_with(fd, -result);
  return fd;
}

int stream_send_all(int fd, const void *data, size_t len, uint32_t timeout_ms) {
  const char *next = data;
  while (len > 0) {
    ssize_t sent = send(fd, next, len, 0);
    if (sent > 0) {
      next += sent;
      len -= (size_t)sent;
      continue;
    }
    if (sent < 0 && errno != EWOULDBLOCK)
      return -errno;
    int result = wait_for(fd, true, moment_now_ms() + timeout_ms);
    if (result < 0)
      return result;
  }
  return 0;
}

int stream_take(int fd, void *ret_data, size_t size) {
  ssize_t got = recv(fd, ret_data, size, 0);
  return got < 0 ? -errno : (int)got;
}

int stream_receive(int fd, void *ret_data, size_t size, int64_t deadline_ms) {
  for (;;) {
    int got = stream_take(fd, ret_data, size);
    if (got != -EWOULDBLOCK)
      return got;
    int result = wait_for(fd, false, deadline_ms);
    if (result < 0)
      return result;
  }
}
