/* SPDX-License-Identifier: BSD-3-Clause */
/* base: whole files and folders. See files.h. */
#include "base/files.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fifo.h"
#include "base/text.h"

static int read_all(int fd, size_t max, char **ret_data, size_t *ret_len) {
  size_t len = 0, capacity = 65536;
  char *data = malloc(capacity + 1);
  while (data != NULL) {
    ssize_t count = read(fd, data + len, capacity - len);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0 || len + (size_t)count > max) {
      int status = count < 0 ? -errno : -EFBIG;
      free(data);
      return status;
    }
    len += (size_t)count;
    if (count == 0) {
      data[len] = '\0';
      *ret_data = data;
      *ret_len = len;
      return 0;
    }
    if (len == capacity) {
      capacity *= 2;
      char *larger = realloc(data, capacity + 1);
      if (larger == NULL)
        free(data);
      data = larger;
    }
  }
  return -ENOMEM;
}

int files_read(const char *path, size_t max, char **ret_data, size_t *ret_len) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -errno;
  struct stat about;
  int status = 0;
  if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
      (size_t)about.st_size > max)
    status = -EFBIG;
  if (status == 0)
    status = read_all(fd, max, ret_data, ret_len);
  close(fd);
  return status;
}

static int write_all(int fd, const char *data, size_t len) {
  while (len > 0) {
    ssize_t count = write(fd, data, len);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return -errno;
    data += count;
    len -= (size_t)count;
  }
  return 0;
}

static int open_and_write(const char *path, int flags, const void *data,
                          size_t len) {
  int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0666);
  if (fd < 0)
    return -errno;
  int status = write_all(fd, data, len);
  if (close(fd) != 0 && status == 0)
    status = -errno;
  return status;
}

bool files_is_special(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
}

static bool is_fifo(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISFIFO(about.st_mode);
}

static int write_fifo(const char *path, const void *data, size_t len) {
  int fd = fifo_open(path);
  if (fd < 0)
    return fd;
  int status = fifo_write(fd, data, len);
  close(fd);
  return status;
}

int files_write_whole(const char *path, const void *data, size_t len) {
  if (is_fifo(path))
    return write_fifo(path, data, len);
  if (files_is_special(path))
    return open_and_write(path, 0, data, len);
  char *beside = text_format("%s.%d.new", path, (int)getpid());
  if (beside == NULL)
    return -ENOMEM;
  /* O_EXCL follows no link that somebody has put there; what a killed process
   * with our number left is in the way once. */
  int status = open_and_write(beside, O_CREAT | O_EXCL, data, len);
  if (status == -EEXIST && unlink(beside) == 0)
    status = open_and_write(beside, O_CREAT | O_EXCL, data, len);
  if (status == 0 && rename(beside, path) != 0)
    status = -errno;
  if (status != 0)
    unlink(beside);
  free(beside);
  return status;
}

int files_open_own(const char *path) {
  struct stat about;
  if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode) &&
      !files_is_special(path) && unlink(path) != 0)
    return -errno;
  bool special = files_is_special(path);
  int fd = open(path,
                O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
                    (special ? 0 : O_NOFOLLOW),
                0666);
  return fd < 0 ? -errno : fd;
}

int files_make_folder(const char *path) {
  char *partial = strdup(path);
  if (partial == NULL)
    return -ENOMEM;
  int status = 0;
  for (char *end = partial + 1; status == 0; end++) {
    if (*end != '/' && *end != '\0')
      continue;
    bool last = *end == '\0';
    *end = '\0';
    if (mkdir(partial, 0777) != 0 && errno != EEXIST)
      status = -errno;
    if (last)
      break;
    *end = '/';
  }
  free(partial);
  return status;
}

static int remove_one(const char *path, const struct stat *about, int type,
                      struct FTW *where) {
  (void)about;
  (void)type;
  (void)where;
  return remove(path);
}

void files_remove_folder(const char *path) {
  nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

bool files_exist(const char *path) {
  return access(path, F_OK) == 0;
}

bool files_is_below(const char *path, const char *folder) {
  char whole[PATH_MAX], above[PATH_MAX]; /* no lack of memory is a "no" */
  if (realpath(path, whole) == NULL ||
      realpath(*folder == '\0' ? "." : folder, above) == NULL)
    return false;
  size_t len = strlen(above);
  len -= above[len - 1] == '/'; /* the root */
  return strncmp(whole, above, len) == 0 && whole[len] == '/';
}

/* The shared library that this code is in, or NULL: it is the program. */
static char *library_path(void) {
  static const char here = 0;
  Dl_info info;
  struct link_map *map = NULL;
  if (dladdr1(&here, &info, (void **)&map, RTLD_DL_LINKMAP) == 0 ||
      map == NULL || map->l_name[0] == '\0')
    return NULL; /* the program's own name is empty */
  return realpath(info.dli_fname, NULL);
}

/* "" when the kernel does not say. */
static const char *own_path(void) {
  static char path[PATH_MAX];
  if (path[0] == '\0' && readlink("/proc/self/exe", path, sizeof(path) - 1) < 0)
    path[0] = '\0';
  return path;
}

const char *files_program(void) {
  const char *path = own_path();
  /* Not there: it has been replaced meanwhile. */
  return access(path, X_OK) == 0 ? path : "/proc/self/exe";
}

char *files_program_folder(void) {
  char *library = library_path();
  if (library != NULL) {
    *strrchr(library, '/') = '\0';
    return library;
  }
  const char *slash = strrchr(own_path(), '/');
  return slash == NULL ? NULL
                       : strndup(own_path(), (size_t)(slash - own_path()));
}
