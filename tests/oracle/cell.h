/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: what a cell may use. A cell is
 *
 *     static void cell_NAME(void)
 *
 * in cells/, plain BSD-socket code with one line in cells.def. It runs on a
 * device that nothing has used before: in reference/ on plain lwIP with threads
 * and real time, in simulator/ as a workload of an image. Whoever includes
 * this file has included that lwIP's lwip/sockets.h, and errno.h, stdarg.h,
 * stdio.h and string.h.
 *
 * Both sides write down the same two lists, each entry with the time since the
 * cell began: what the calls returned, and what the device sent. Calls may end
 * in the middle of whatever happens on the wire, so the two lists are not
 * merged. lwIP's TCP timers tick every 250 and 500 ms from the first connection
 * on: a cell does things in between (its sleeps end in 100), so that both sides
 * do them in the same tick. */
#ifndef ORACLE_CELL_H
#define ORACLE_CELL_H

/* ---- what each side provides ---- */

/* Write down a line about a call. */
static void cell_say(const char *text);
/* Tell the remote end; the text is one of the commands below. */
static void cell_command(const char *text);
static void cell_sleep(unsigned ms);
/* Another thread; ends when entry returns. What it writes down begins with
 * "task" and is a list of its own: it may come at any time. */
static void cell_task(void (*entry)(void *arg), void *arg);

/* ---- the remote end ---- */

/* What the device has just sent arrives before the remote end does anything,
 * and what that sends is answered before the next call. */
#define CELL_BEFORE_MS 10
#define CELL_SETTLE_MS 20

__attribute__((unused, format(printf, 1, 2))) static void
remote(const char *format, ...) {
  char text[64];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  cell_sleep(CELL_BEFORE_MS);
  cell_command(text);
  cell_sleep(CELL_SETTLE_MS);
}

/* From now on: what becomes of the device's SYNs, whether the device's
 * segments are acknowledged at all, whether ARP is answered, whether pure ACKs
 * are written down. */
#define remote_answers() remote("policy 0")
#define remote_refuses() remote("policy 1")
#define remote_is_silent() remote("policy 2")
#define remote_quiet(on) remote("quiet %d", (on))
#define remote_only_handshakes() remote("quiet 2")
#define remote_no_arp(on) remote("no-arp %d", (on))
#define remote_show_acks() remote("show-acks 1")
/* From the remote's port number `from`, which names the connection; the next
 * octet is at the right place of the stream. */
#define remote_syn(from, to) remote("syn %d %d", (from), (to))
#define remote_syn_beyond(from, more) remote("syn-beyond %d %d", (from), (more))
#define remote_rst_beyond(from, more) remote("rst-beyond %d %d", (from), (more))
#define remote_syn_ack(from) remote("syn-ack %d", (from))
#define remote_send(from, octets) remote("send %d %d", (from), (octets))
#define remote_fin(from) remote("fin %d", (from))
#define remote_rst(from) remote("rst %d", (from))
#define remote_ack(from) remote("ack %d", (from))
#define remote_ack_more(from, octets) remote("ack-more %d %d", (from), (octets))
#define remote_udp(from, to, octets)                                           \
  remote("udp %d %d %d", (from), (to), (octets))

/* ---- writing down ---- */

__attribute__((unused, format(printf, 1, 2))) static void
say(const char *format, ...) {
  char text[128];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  cell_say(text);
}

__attribute__((unused)) static const char *error_name(int error) {
  static const struct {
    int number;
    const char *name;
  } names[] = {{0, "0"},
               {EBADF, "EBADF"},
               {ENOMEM, "ENOMEM"},
               {EINVAL, "EINVAL"},
               {EIO, "EIO"},
               {ENFILE, "ENFILE"},
               {EMFILE, "EMFILE"},
               {ENOSYS, "ENOSYS"},
               {EPIPE, "EPIPE"},
               {EAGAIN, "EWOULDBLOCK"},
               {EMSGSIZE, "EMSGSIZE"},
               {EPROTOTYPE, "EPROTOTYPE"},
               {ENOPROTOOPT, "ENOPROTOOPT"},
               {EOPNOTSUPP, "EOPNOTSUPP"},
               {EAFNOSUPPORT, "EAFNOSUPPORT"},
               {EADDRINUSE, "EADDRINUSE"},
               {EADDRNOTAVAIL, "EADDRNOTAVAIL"},
               {EHOSTUNREACH, "EHOSTUNREACH"},
               {ECONNABORTED, "ECONNABORTED"},
               {ECONNRESET, "ECONNRESET"},
               {ENOBUFS, "ENOBUFS"},
               {EISCONN, "EISCONN"},
               {ENOTCONN, "ENOTCONN"},
               {ETIMEDOUT, "ETIMEDOUT"},
               {EALREADY, "EALREADY"},
               {EINPROGRESS, "EINPROGRESS"},
               {EDOM, "EDOM"},
               {ENODEV, "ENODEV"},
               {ENONET, "ENONET"},
               {EDESTADDRREQ, "EDESTADDRREQ"},
               {ENXIO, "ENXIO"}};
  static char other[16];
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    if (names[i].number == error)
      return names[i].name;
  }
  snprintf(other, sizeof(other), "errno %d", error);
  return other;
}

/* "bind 0", "accept -1 ENFILE"; gives the value back. */
__attribute__((unused)) static int told(const char *what, long value) {
  int error = errno;
  if (value < 0)
    say("%s %ld %s", what, value, error_name(error));
  else
    say("%s %ld", what, value);
  errno = error;
  return (int)value;
}

/* One task closes what another waits for: lwIP allows that only with this
 * option. Such cells begin with `if (!several_tasks()) return;`. */
__attribute__((unused)) static int several_tasks(void) {
  if (!LWIP_NETCONN_FULLDUPLEX)
    say("not applicable: needs LWIP_NETCONN_FULLDUPLEX");
  return LWIP_NETCONN_FULLDUPLEX;
}

/* ---- what many cells do ---- */

/* Addresses: the remote end's, one without an answer to ARP, one that is not on
 * the LAN (there is no gateway), and the device's own. */
#define CELL_REMOTE "198.18.0.2"
#define CELL_NOBODY "198.18.0.99"
#define CELL_OUTSIDE "203.0.113.1"
#define CELL_DEVICE "198.18.0.1"

__attribute__((unused)) static struct sockaddr_in address_of(const char *host,
                                                             int port) {
  struct sockaddr_in address;
  memset(&address, 0, sizeof(address));
  address.sin_family = AF_INET;
  address.sin_port = lwip_htons((unsigned short)port);
  address.sin_addr.s_addr = ipaddr_addr(host);
  return address;
}

__attribute__((unused)) static int bind_to(int fd, const char *host, int port) {
  struct sockaddr_in address = address_of(host, port);
  return bind(fd, (struct sockaddr *)&address, sizeof(address));
}

__attribute__((unused)) static int connect_to(int fd, const char *host,
                                              int port) {
  struct sockaddr_in address = address_of(host, port);
  return connect(fd, (struct sockaddr *)&address, sizeof(address));
}

__attribute__((unused)) static int tcp_socket(void) {
  return socket(AF_INET, SOCK_STREAM, 0);
}

__attribute__((unused)) static int udp_socket(void) {
  return socket(AF_INET, SOCK_DGRAM, 0);
}

__attribute__((unused)) static int udp_at(int port) {
  int fd = udp_socket();
  bind_to(fd, "0.0.0.0", port);
  return fd;
}

__attribute__((unused)) static int listener_at(int port, int backlog) {
  int fd = tcp_socket();
  bind_to(fd, "0.0.0.0", port);
  listen(fd, backlog);
  return fd;
}

/* A connection that the remote has made to that listener. */
__attribute__((unused)) static int accepted(int listener, int remote_port,
                                            int port) {
  remote_syn(remote_port, port);
  return accept(listener, NULL, NULL);
}

/* One that the device has made. */
__attribute__((unused)) static int connected(int remote_port) {
  int fd = tcp_socket();
  connect_to(fd, CELL_REMOTE, remote_port);
  return fd;
}

__attribute__((unused)) static void non_blocking(int fd) {
  fcntl(fd, F_SETFL, O_NONBLOCK);
}

__attribute__((unused)) static int set_option(int fd, int level, int name,
                                              int value) {
  return setsockopt(fd, level, name, &value, sizeof(value));
}

__attribute__((unused)) static int set_timeout(int fd, int name, int ms) {
  struct timeval timeout = {ms / 1000, ms % 1000 * 1000};
  return setsockopt(fd, SOL_SOCKET, name, &timeout, sizeof(timeout));
}

/* SO_ERROR, which reading clears. */
__attribute__((unused)) static void tell_pending(int fd) {
  int error = -1;
  socklen_t len = sizeof(error);
  if (told("getsockopt SO_ERROR",
           getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len)) == 0)
    say("pending %s", error_name(error));
}

__attribute__((unused)) static void tell_option(int fd, int level, int name) {
  int value = -1;
  socklen_t len = sizeof(value);
  if (told("getsockopt", getsockopt(fd, level, name, &value, &len)) == 0)
    say("value %d", value);
}

/* One descriptor in all three sets. */
__attribute__((unused)) static void tell_select(int fd, int ms) {
  fd_set readable, writable, failed;
  struct timeval timeout = {ms / 1000, ms % 1000 * 1000};
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  FD_ZERO(&failed);
  FD_SET(fd, &readable);
  FD_SET(fd, &writable);
  FD_SET(fd, &failed);
  int count =
      told("select", select(fd + 1, &readable, &writable, &failed, &timeout));
  if (count > 0)
    say("%s%s%s", FD_ISSET(fd, &readable) ? " readable" : "",
        FD_ISSET(fd, &writable) ? " writable" : "",
        FD_ISSET(fd, &failed) ? " exception" : "");
}

/* The same for reading alone. */
__attribute__((unused)) static void tell_readable(int fd, int ms) {
  fd_set readable;
  struct timeval timeout = {ms / 1000, ms % 1000 * 1000};
  FD_ZERO(&readable);
  FD_SET(fd, &readable);
  told("select", select(fd + 1, &readable, NULL, NULL, &timeout));
}

__attribute__((unused)) static void tell_recv(int fd) {
  char buffer[2048];
  told("recv", recv(fd, buffer, sizeof(buffer), 0));
}

__attribute__((unused)) static void tell_send(int fd, int octets) {
  static const char data[2048];
  told("send", send(fd, data, (size_t)octets, 0));
}

#endif
