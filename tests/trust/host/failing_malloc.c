/* SPDX-License-Identifier: BSD-3-Clause */
/* Preloaded into sockfit: the FAILING_MALLOC_NTH-th allocation fails (malloc,
 * calloc, realloc, strdup and the others of the C library that come down to
 * them; 0: none does). With FAILING_MALLOC_COUNT a file gets how many there
 * were. Programs that sockfit starts are left alone.
 *
 * What the program asks for and gives back at once is there for the libraries
 * that it calls next (base/memory.h): their allocations out of it do not fail.
 * Its own do. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static atomic_long calls;
static long nth;
static int active;
static uintptr_t program_begin, program_end;

static _Thread_local void *latest;
static _Thread_local size_t left_octets;

#define LARGE_OCTETS (32u << 10)
#define HEADER_OCTETS 16

static int is_served(size_t size, uintptr_t caller) {
  if ((caller >= program_begin && caller < program_end) ||
      left_octets < size + HEADER_OCTETS)
    return 0;
  left_octets -= size + HEADER_OCTETS;
  return 1;
}

static int fails(size_t size, void *caller) {
  if (!active)
    return 0;
  int served = is_served(size, (uintptr_t)caller);
  if (atomic_fetch_add(&calls, 1) + 1 != nth || served)
    return 0;
  errno = ENOMEM;
  return 1;
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size) {
  latest = fails(size, CALLER) ? NULL : __libc_malloc(size);
  return latest;
}

void *calloc(size_t count, size_t size) {
  latest = NULL;
  return fails(count * size, CALLER) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  latest = NULL;
  return fails(size, CALLER) ? NULL : __libc_realloc(memory, size);
}

void free(void *memory) {
  if (memory != NULL && memory == latest &&
      malloc_usable_size(memory) >= LARGE_OCTETS)
    left_octets = malloc_usable_size(memory);
  latest = NULL;
  __libc_free(memory);
}

/* The program comes first. */
static int find_program(struct dl_phdr_info *info, size_t size, void *arg) {
  (void)size;
  (void)arg;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t at = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    if (info->dlpi_phdr[i].p_type != PT_LOAD ||
        (info->dlpi_phdr[i].p_flags & PF_X) == 0)
      continue;
    program_begin = at;
    program_end = at + info->dlpi_phdr[i].p_memsz;
  }
  return 1;
}

__attribute__((constructor)) static void begin(void) {
  char path[4096] = "";
  const char *number = getenv("FAILING_MALLOC_NTH");
  ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
  const char *name = len > 0 ? strrchr(path, '/') : NULL;
  nth = number == NULL ? 0 : atol(number);
  dl_iterate_phdr(find_program, NULL);
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
