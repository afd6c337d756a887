/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: opens sockets one after the other, to see what holds them
 * up: nothing but socket(), listen() if wanted, and close() if wanted. Compiled
 * into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"

struct user {
  const struct workload *w;
  int type;
  bool listens;
  bool closes;
  int64_t opened;
  int lowest_fd; /* of those opened */
  int highest_fd;
};

static void note_opened(struct user *user, int fd) {
  if (user->opened == 0 || fd < user->lowest_fd)
    user->lowest_fd = fd;
  if (user->opened == 0 || fd > user->highest_fd)
    user->highest_fd = fd;
  user->opened++;
}

static void log_failed(const struct user *user, const char *what) {
  workload_log(user->w, 'E', workload_name(user->w), "%s: errno %d", what,
               firmware_errno(errno));
}

/* Without a bind: lwIP then listens on a port of its own choice, and so any
 * number of listeners do not meet on one. */
static bool open_once(struct user *user) {
  int fd =
      socket(AF_INET, user->type, user->type == SOCK_RAW ? IPPROTO_ICMP : 0);
  if (fd < 0) {
    log_failed(user, "Unable to create socket");
    return false;
  }
  bool good = true;
  if (user->listens) {
    struct sockaddr_in any = {.sin_len = sizeof any, .sin_family = AF_INET};
    if (bind(fd, (struct sockaddr *)&any, sizeof any) < 0) {
      log_failed(user, "Socket unable to bind");
      good = false;
    } else if (listen(fd, 1) < 0) {
      log_failed(user, "Error occurred during listen");
      good = false;
    }
  }
  if (good)
    note_opened(user, fd);
  if (user->closes || !good)
    close(fd);
  return good;
}

void socket_user_main(const struct workload *w) {
  const char *type = workload_text(w, "type");
  struct user user = {
      .w = w,
      .type = strcmp(type, "tcp") == 0   ? SOCK_STREAM
              : strcmp(type, "udp") == 0 ? SOCK_DGRAM
                                         : SOCK_RAW,
      .listens = workload_number(w, "listen"),
      .closes = workload_number(w, "close_each"),
  };
  int64_t count = workload_number(w, "count");
  if (workload_number(w, "close_fault"))
    workload_fault_close(w);
  for (int64_t i = 0; i < count && !workload_leaving(); i++) {
    bool good = open_once(&user);
    if (!good && workload_number(w, "until_failure"))
      break;
    workload_sleep_ms(workload_ms(w, "every"));
  }
  workload_log(w, 'I', workload_name(w), "%lld sockets opened",
               (long long)user.opened);
  if (user.opened > 0)
    workload_log(w, 'I', workload_name(w), "their descriptors: %d to %d",
                 user.lowest_fd, user.highest_fd);
  workload_state(w, WORKLOAD_STOPPED);
}
