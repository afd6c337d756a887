/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: copies of an image that nobody uses. See spare.h. */
#include "image/spare.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "image/segment.h"

/* As many as a large network has; the others are loaded as usual. */
#define SPARES_MAX 64

struct image_spare {
  struct image_spare *next;
  struct image_instance instance;
  char *globals; /* in the copy */
  size_t len;
  char fresh[]; /* what they are after loading */
};

/* What the copy may write: the writable segment behind the part that the loader
 * has closed again (PT_GNU_RELRO). False: not one such piece. */
static bool find_globals(const struct image *image, uint64_t *ret_start,
                         uint64_t *ret_end) {
  Elf64_Phdr part;
  uint64_t start = 0, end = 0, closed = 0;
  size_t segments = 0;
  for (size_t i = 0; segment_at(image, i, &part); i++) {
    if (part.p_type == PT_GNU_RELRO)
      closed = part.p_vaddr + part.p_memsz;
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W) == 0)
      continue;
    segments++;
    start = part.p_vaddr;
    end = part.p_vaddr + part.p_memsz;
  }
  *ret_start = closed > start ? closed : start;
  *ret_end = end;
  return segments == 1 && *ret_start < end;
}

void spare_note(const struct image *image, struct image_instance *instance) {
  Dl_info about;
  uint64_t start, end;
  if (!find_globals(image, &start, &end) ||
      dladdr(instance->interface, &about) == 0)
    return;
  struct image_spare *spare = malloc(sizeof(*spare) + (end - start));
  if (spare == NULL)
    return;
  spare->globals = (char *)about.dli_fbase + start;
  spare->len = end - start;
  memcpy(spare->fresh, spare->globals, spare->len);
  instance->spare = spare;
}

bool spare_take(struct image_shared *shared, struct image_instance *ret) {
  struct image_spare *spare = shared->spares;
  if (spare == NULL)
    return false;
  shared->spares = spare->next;
  shared->spare_count--;
  memcpy(spare->globals, spare->fresh, spare->len);
  *ret = spare->instance;
  return true;
}

bool spare_keep(const struct image_instance *instance) {
  struct image_spare *spare = instance->spare;
  struct image_shared *shared = instance->shared;
  if (spare == NULL || shared->spare_count == SPARES_MAX)
    return false;
  spare->instance = *instance;
  spare->next = shared->spares;
  shared->spares = spare;
  shared->spare_count++;
  return true;
}

void spares_done(struct image_shared *shared) {
  while (shared->spares != NULL) {
    struct image_instance instance = shared->spares->instance;
    shared->spares = shared->spares->next;
    image_drop(&instance);
  }
}
