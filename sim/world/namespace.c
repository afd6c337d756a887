/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: namespaces. See namespace.h. */
#include "world/namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Each of these files takes its whole content in one write, once. */
static int tell_kernel(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return -errno;
  int status = write(fd, text, strlen(text)) < 0 ? -errno : 0;
  close(fd);
  return status;
}

static int map_to_root(const char *path, unsigned id) {
  char line[32];
  snprintf(line, sizeof(line), "0 %u 1", id);
  return tell_kernel(path, line);
}

int namespace_enter(bool user, const char **ret_failed) {
  unsigned uid = geteuid(), gid = getegid();
  *ret_failed = "unshare";
  if (unshare(CLONE_NEWNET | (user ? CLONE_NEWUSER : 0)) != 0)
    return -errno;
  if (!user)
    return 0;
  *ret_failed = "/proc/self/setgroups";
  int status = tell_kernel("/proc/self/setgroups", "deny");
  if (status == -ENOENT) /* kernels before 3.19 */
    status = 0;
  if (status == 0) {
    *ret_failed = "/proc/self/uid_map";
    status = map_to_root("/proc/self/uid_map", uid);
  }
  if (status == 0) {
    *ret_failed = "/proc/self/gid_map";
    status = map_to_root("/proc/self/gid_map", gid);
  }
  return status;
}
