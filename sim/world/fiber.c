/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: tells AddressSanitizer where the program is. See fiber.h. The
 * functions are looked up, since it may have been loaded before the program
 * without being part of it. */
#include "world/fiber.h"

#include <dlfcn.h>
#include <stdbool.h>

static struct {
  bool looked;
  void (*start)(void **ret_keep, const void *bottom, size_t size);
  void (*finish)(void *keep, const void **ret_bottom, size_t *ret_size);
  void (*unpoison)(const volatile void *memory, size_t size);
} asan;

void fiber_find(void) {
  if (asan.looked)
    return;
  asan.looked = true;
  /* ISO C has no cast from an object to a function; POSIX has this one. */
  *(void **)&asan.finish =
      dlsym(RTLD_DEFAULT, "__sanitizer_finish_switch_fiber");
  *(void **)&asan.unpoison =
      dlsym(RTLD_DEFAULT, "__asan_unpoison_memory_region");
  if (asan.finish != NULL && asan.unpoison != NULL)
    *(void **)&asan.start =
        dlsym(RTLD_DEFAULT, "__sanitizer_start_switch_fiber");
}

bool fiber_is_watched(void) {
  return asan.start != NULL;
}

void fiber_leave(void **ret_keep, const void *bottom, size_t size) {
  if (asan.start != NULL)
    asan.start(ret_keep, bottom, size);
}

void fiber_arrive(void *keep, const void **ret_bottom, size_t *ret_size) {
  if (asan.start != NULL)
    asan.finish(keep, ret_bottom, ret_size);
}

void fiber_forget(void *bottom, size_t size) {
  if (asan.start != NULL)
    asan.unpoison(bottom, size);
}
