/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: private copies of an image in this process.
 *
 * The dynamic linker gives one copy of globals to each file, so every copy is
 * a file of its own, in memory. Its descriptor stays open as long as the copy
 * lives: the linker compares names, and a reused /proc/PID/fd/N would be
 * taken for the older one. */
#include "image/image.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "image/segment.h"
#include "image/spare.h"

/* A host needs a descriptor; the usual soft limit is 1024. */
static void allow_more_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/* Octets of the file that are loaded; behind them are symbols and lines, which
 * a copy for each host does without. */
static size_t loaded_octets(const struct image *image) {
  Elf64_Phdr part;
  uint64_t end = 0;
  for (size_t i = 0; segment_at(image, i, &part); i++) {
    if (part.p_type == PT_LOAD && part.p_offset + part.p_filesz > end)
      end = part.p_offset + part.p_filesz;
  }
  return end > 0 && end < image->len ? end : image->len;
}

static int copy_to_memory(const struct image *image) {
  int fd = memfd_create("sockfit-image", MFD_CLOEXEC);
  if (fd < 0 && errno == EMFILE) {
    allow_more_descriptors();
    fd = memfd_create("sockfit-image", MFD_CLOEXEC);
  }
  if (fd < 0)
    return -errno;
  size_t done = 0, len = loaded_octets(image);
  while (done < len) {
    ssize_t count = write(fd, image->data + done, len - done);
    if (count < 0 && errno != EINTR) {
      int status = -errno;
      close(fd);
      return status;
    }
    done += count > 0 ? (size_t)count : 0;
  }
  return fd;
}

/* The image has its options in the order in which they were asked for: the next
 * one is the likely one. Every host of a large network comes by here. */
static const struct image_limit *
echo_of(const struct image_interface *interface, const char *name,
        const struct image_limit **next) {
  if ((*next)->name != NULL && strcmp((*next)->name, name) == 0)
    return (*next)++;
  for (const struct image_limit *limit = interface->limits; limit->name != NULL;
       limit++) {
    if (strcmp(limit->name, name) == 0)
      return limit;
  }
  return NULL;
}

/* The image must have been compiled with what was asked for. Options whose
 * value is an expression are compared by the compiler alone. */
static int compare_limits(const struct image *image,
                          const struct image_interface *interface,
                          struct diag *diag) {
  const struct image_limit *next = interface->limits;
  for (size_t i = 0; i < image->asked_count; i++) {
    const struct image_asked *asked = &image->asked[i];
    const struct image_limit *echo = echo_of(interface, asked->name, &next);
    char *end;
    long long value = strtoll(asked->value, &end, 0);
    if (echo != NULL && (*end != '\0' || echo->value == value))
      continue;
    diag_add(diag, DIAG_ERROR, NULL,
             "the image was not compiled with %s = %s: empty the image cache",
             asked->name, asked->value);
    return -EBADMSG;
  }
  return 0;
}

/* Not /proc/self: a debugger opens this name, too, in its own process. */
static void name_of(int fd, char ret_path[64]) {
  snprintf(ret_path, 64, "/proc/%d/fd/%d", (int)getpid(), fd);
}

/* A symbol that is to be unique in the process (C++ has such) keeps the loader
 * from letting go of its image. */
static bool is_still_loaded(int fd) {
  char path[64];
  name_of(fd, path);
  void *library = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
  if (library != NULL)
    dlclose(library);
  return library != NULL;
}

/* ---- what copies share ---- */

/* Code and constants are the same in every copy and are never written: all of
 * them map those of the first one, or a thousand hosts would have a thousand
 * copies of the same loop in the processor's caches. Where that fails, the copy
 * keeps its own, and nothing else is different. */
static void share_constants(const struct image *image, int own, char *base) {
  Elf64_Phdr part;
  for (size_t i = 0; segment_at(image, i, &part); i++) {
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0)
      continue;
    int access = PROT_READ | ((part.p_flags & PF_X) != 0 ? PROT_EXEC : 0);
    if (mmap(base + part.p_vaddr, part.p_filesz, access,
             MAP_PRIVATE | MAP_FIXED, image->shared->fd,
             (off_t)part.p_offset) != MAP_FAILED)
      fallocate(own, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                (off_t)part.p_offset, (off_t)part.p_filesz);
  }
}

static void share(const struct image *image, struct image_instance *instance) {
  Dl_info about;
  instance->shared = image->shared;
  if (image->shared->users++ == 0)
    image->shared->fd = fcntl(instance->fd, F_DUPFD_CLOEXEC, 0);
  else if (image->shared->fd >= 0 && dladdr(instance->interface, &about) != 0)
    share_constants(image, instance->fd, about.dli_fbase);
}

static void unshare_copy(const struct image_instance *instance) {
  struct image_shared *shared = instance->shared;
  if (shared != NULL && --shared->users == 0 && shared->fd >= 0)
    close(shared->fd);
}

int image_load(const struct image *image, struct image_instance *ret_instance,
               struct diag *diag) {
  struct image_instance instance = {.fd = -1};
  char path[64];
  if (spare_take(image->shared, ret_instance))
    return 0;
  if (image->path == NULL) {
    instance.fd = copy_to_memory(image);
    if (instance.fd < 0)
      return instance.fd;
    name_of(instance.fd, path);
  }
  instance.library =
      dlopen(image->path == NULL ? path : image->path, RTLD_NOW | RTLD_LOCAL);
  if (instance.library != NULL)
    instance.interface = dlsym(instance.library, SOCKFIT_IMAGE_SYMBOL);
  int status = 0;
  if (instance.interface == NULL ||
      instance.interface->abi != SOCKFIT_IMAGE_ABI) {
    const char *reason = instance.library == NULL ? dlerror() : NULL;
    diag_add(diag, DIAG_ERROR, NULL, "the image cannot be loaded: %s",
             reason == NULL ? "it is of another version" : reason);
    status = -EBADMSG;
  } else {
    status = compare_limits(image, instance.interface, diag);
  }
  if (status != 0) {
    image_drop(&instance);
    return status;
  }
  if (instance.fd >= 0)
    share(image, &instance);
  if (image->plain && image->shared->used_before)
    spare_note(image, &instance);
  *ret_instance = instance;
  return 0;
}

void image_unload(struct image_instance *instance) {
  if (instance->shared != NULL)
    instance->shared->used_before = true;
  if (!spare_keep(instance))
    image_drop(instance);
  *instance = (struct image_instance){.fd = -1};
}

void image_drop(struct image_instance *instance) {
  free(instance->spare);
  if (instance->library != NULL)
    dlclose(instance->library);
  /* The loader knows what it has by name: that of a closed descriptor would
   * soon be another image's. */
  if (instance->fd >= 0 && !is_still_loaded(instance->fd))
    close(instance->fd);
  unshare_copy(instance);
  *instance = (struct image_instance){.fd = -1};
}
