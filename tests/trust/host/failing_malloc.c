/* SPDX-License-Identifier: BSD-3-Clause */
/* Preloaded into sockfit: the FAILING_MALLOC_NTH-th allocation fails (malloc,
 * calloc, realloc, strdup and the others of the C library that come down to
 * them; 0: none does). With FAILING_MALLOC_COUNT a file gets how many there
 * were. Programs that sockfit starts are left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static atomic_long calls;
static long nth;
static int active;

static int fails(void) {
  if (!active || atomic_fetch_add(&calls, 1) + 1 != nth)
    return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) {
  return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  return fails() ? NULL : __libc_realloc(memory, size);
}

__attribute__((constructor)) static void begin(void) {
  char path[4096] = "";
  const char *number = getenv("FAILING_MALLOC_NTH");
  ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
  const char *name = len > 0 ? strrchr(path, '/') : NULL;
  nth = number == NULL ? 0 : atol(number);
  active = name != NULL && strcmp(name, "/sockfit") == 0;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAILING_MALLOC_COUNT");
  char text[32];
  if (!active || path == NULL)
    return;
  active = 0;
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  int len = snprintf(text, sizeof(text), "%ld\n", atomic_load(&calls));
  if (fd < 0 || write(fd, text, (size_t)len) != len)
    _exit(99);
  close(fd);
}
