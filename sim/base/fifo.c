/* SPDX-License-Identifier: BSD-3-Clause */
/* base: writing to a FIFO whose reader takes its time. See fifo.h. */
#include "base/fifo.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#define LOOK_MS 50 /* between two looks at signals and readers */

/* While they are blocked, one that comes is pending and can be seen. */
static sigset_t block_signals(void) {
  sigset_t signals, before;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, &before);
  return before;
}

static bool is_interrupted(void) {
  sigset_t pending;
  return sigpending(&pending) == 0 && (sigismember(&pending, SIGINT) == 1 ||
                                       sigismember(&pending, SIGTERM) == 1);
}

static int try_to_open(const char *path) {
  int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int fifo_open(const char *path) {
  sigset_t before = block_signals();
  int fd = try_to_open(path);
  while (fd == -ENXIO || fd == -EINTR) { /* nobody reads */
    if (is_interrupted()) {
      fd = -ECANCELED;
      break;
    }
    poll(NULL, 0, LOOK_MS);
    fd = try_to_open(path);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (fd >= 0)
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  return fd;
}

int fifo_wait(int fd) {
  struct pollfd room = {.fd = fd, .events = POLLOUT};
  if (poll(&room, 1, 0) != 0) /* as a rule */
    return 0;
  sigset_t before = block_signals();
  int status = 0;
  while (status == 0 && poll(&room, 1, LOOK_MS) == 0) {
    if (is_interrupted())
      status = -ECANCELED;
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  return status;
}

int fifo_write(int fd, const void *data, size_t len) {
  const char *from = data;
  while (len > 0) {
    int status = fifo_wait(fd);
    if (status != 0)
      return status;
    ssize_t count = write(fd, from, len < PIPE_BUF ? len : PIPE_BUF);
    if (count < 0 && errno != EINTR)
      return -errno;
    from += count < 0 ? 0 : count;
    len -= count < 0 ? 0 : (size_t)count;
  }
  return 0;
}
