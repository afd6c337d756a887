/* SPDX-License-Identifier: BSD-3-Clause */
/* What a C function may call while it runs on a simulated host: that host's
 * lwIP, its virtual time, and the verdict's ears. Public (docs/library.md), and
 * of standard types only, since image and program both include it.
 *
 * Numbers are Linux's, as <sys/socket.h>, <netinet/in.h>, <netinet/tcp.h>,
 * <poll.h>, <fcntl.h> and <errno.h> have them on this machine, and are
 * translated to lwIP's and back: addresses (struct sockaddr_in, sockaddr_in6),
 * options, flags, descriptor sets, events. So errno is ENFILE where the device
 * says ENFILE, whatever number it prints. An option or flag that lwIP does not
 * have is -1 with ENOPROTOOPT or EINVAL. Descriptors are the device's. */
#ifndef SOCKFIT_CALLS_H
#define SOCKFIT_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How an attempt of a peer ended, for `served` and `peer` of a scenario. */
enum sockfit_outcome {
  SOCKFIT_SERVED,  /* answered in full */
  SOCKFIT_RESET,   /* RST */
  SOCKFIT_CLOSED,  /* orderly close before an answer */
  SOCKFIT_TIMEOUT, /* no answer in the peer's own time */
};

/* One for each function that runs; valid until it returns and for the tasks
 * that it has started. Every call but now_ns, resolve, device and leaving may
 * let other tasks, and time, run; and does not return when the task is over
 * (the fault `restart`). Calls that are not made in a task of that function
 * are a mistake that nobody notices. */
struct sockfit_calls {
  size_t size; /* of this struct: later versions append */

  /* Sockets: as POSIX has them; -1 and errno. */
  int (*socket)(const struct sockfit_calls *calls, int domain, int type,
                int protocol);
  int (*bind)(const struct sockfit_calls *calls, int fd, const void *address,
              uint32_t len);
  int (*listen)(const struct sockfit_calls *calls, int fd, int backlog);
  int (*accept)(const struct sockfit_calls *calls, int fd, void *ret_address,
                uint32_t *len);
  int (*connect)(const struct sockfit_calls *calls, int fd, const void *address,
                 uint32_t len);
  int (*shutdown)(const struct sockfit_calls *calls, int fd, int how);
  int (*close)(const struct sockfit_calls *calls, int fd);
  ssize_t (*send)(const struct sockfit_calls *calls, int fd, const void *data,
                  size_t size, int flags);
  ssize_t (*sendto)(const struct sockfit_calls *calls, int fd, const void *data,
                    size_t size, int flags, const void *address, uint32_t len);
  ssize_t (*recv)(const struct sockfit_calls *calls, int fd, void *ret_data,
                  size_t size, int flags);
  ssize_t (*recvfrom)(const struct sockfit_calls *calls, int fd, void *ret_data,
                      size_t size, int flags, void *ret_address, uint32_t *len);
  /* Sets are fd_set, timeout is a struct timeval, fds are struct pollfd. */
  int (*select)(const struct sockfit_calls *calls, int count, void *readable,
                void *writable, void *failed, void *timeout);
  int (*poll)(const struct sockfit_calls *calls, void *fds, size_t count,
              int timeout_ms);
  int (*setsockopt)(const struct sockfit_calls *calls, int fd, int level,
                    int name, const void *value, uint32_t len);
  int (*getsockopt)(const struct sockfit_calls *calls, int fd, int level,
                    int name, void *ret_value, uint32_t *len);
  int (*getsockname)(const struct sockfit_calls *calls, int fd,
                     void *ret_address, uint32_t *len);
  int (*getpeername)(const struct sockfit_calls *calls, int fd,
                     void *ret_address, uint32_t *len);
  /* F_GETFL and F_SETFL with O_NONBLOCK; FIONBIO and FIONREAD. */
  int (*fcntl)(const struct sockfit_calls *calls, int fd, int command,
               long value);
  int (*ioctl)(const struct sockfit_calls *calls, int fd, unsigned long request,
               void *argument);

  /* IPv4 addresses in network byte order, 0 when there is none: of a host by
   * its name in the scenario ("device", a peer's, NAME-2) or in dots; of the
   * device. No DNS. */
  uint32_t (*resolve)(const struct sockfit_calls *calls, const char *name);
  uint32_t (*device)(const struct sockfit_calls *calls);

  /* Virtual time since the run began, and sleep; random numbers of the
   * scenario's seed, below `below`. */
  int64_t (*now_ns)(const struct sockfit_calls *calls);
  void (*sleep_ns)(const struct sockfit_calls *calls, int64_t ns);
  uint32_t (*random)(const struct sockfit_calls *calls, uint32_t below);
  /* True once the peer is to leave, the device's consumer to stop: end. */
  bool (*leaving)(const struct sockfit_calls *calls);
  /* One more task, which works for the same consumer or peer and ends when
   * entry returns. name and arg are borrowed. 0 or -ENOMEM. */
  int (*task)(const struct sockfit_calls *calls, const char *name,
              void (*entry)(const struct sockfit_calls *calls, void *arg),
              void *arg);

  /* A line of the console, which `log` sees: level is 'E', 'W', 'I' or 'D'. */
  void (*log)(const struct sockfit_calls *calls, char level, const char *tag,
              const char *text);
  /* The consumer gives up: its state is `failed`. It may go on. */
  void (*failed)(const struct sockfit_calls *calls);
  /* Peers: an attempt begins, and ends. Returns when it began. */
  int64_t (*attempt)(const struct sockfit_calls *calls);
  void (*attempt_ended)(const struct sockfit_calls *calls, int64_t began_ns,
                        enum sockfit_outcome outcome);
};

#endif
