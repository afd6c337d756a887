/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: limits become a compiled lwIP.
 *
 * lwIP, the port and the workloads are compiled with exactly the options of
 * struct limits into a shared object, kept in the cache under a name that is
 * the hash of everything that went in. Objects that an option does not reach
 * are shared between images. */
#ifndef SOCKFIT_IMAGE_IMAGE_H
#define SOCKFIT_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/loop.h"
#include "image/lwip_tree.h"
#include "limits/limits.h"
#include "scenario/kinds.h"
#include "sockfit/image.h"

/* Where things are; all owned, absolute. */
struct image_places {
  char *port;            /* lwip-port/ */
  char *workloads;       /* sim/workloads/ */
  char *generated;       /* api.pb-c.h and its like */
  char *lwip;            /* an lwIP tree: has src/include/lwip/init.h */
  struct lwip_tree tree; /* what that tree is */
  char *cache;           /* $XDG_CACHE_HOME/sockfit or ~/.cache/sockfit */
  bool asan;  /* images have AddressSanitizer, which this process must have */
  bool debug; /* for one host: the image is loaded where a debugger finds it */
};

/* Find them beside the program: in a checkout's build folder or in an
 * installed tree. lwip_dir, when not NULL, is the tree to use: lwIP's own
 * folder, or an ESP-IDF checkout that has it in components/lwip/lwip.
 * Returns 0; -ENOENT with a diagnosis of what is missing, or of an lwIP that
 * is too old; -ENOMEM. */
int image_places_find(const char *lwip_dir, struct image_places *ret_places,
                      struct diag *diag);

void image_places_done(struct image_places *places);

/* One consumer's own code (the kind `source`), as the scenario has it; lists
 * have one element a line and are NULL when there is none. Borrowed. */
struct image_program {
  const char *consumer; /* its name */
  const char *folder;   /* of the scenario, absolute */
  const char *shown;    /* the same folder as the user wrote it, "" or with a
                           final slash: for messages */
  struct place place;   /* of the consumer, for messages */
  const char *entry;
  const char *files; /* relative to folder, or absolute */
  const char *include;
  const char *defines;
  const char *config; /* Zephyr's prj.conf, relative too; NULL: none */
  const char *libraries;
};

/* What to build: the stack of a device (FAMILY_CONSUMER) or of peers
 * (FAMILY_PEER), with these kinds of workload compiled in. Where the limits
 * have NO_SYS 1 there are no sockets, and the workloads are those written for
 * lwIP's raw API (sim/workloads/raw). */
struct image_request {
  const struct limits *limits;
  enum item_family family;
  const char *const *kinds; /* sorted, each once */
  size_t kind_count;
  const struct image_program *programs; /* in the consumers' order */
  size_t program_count;
};

struct image;

/* Take the image from the cache, or compile it.
 * Returns 0 and the image (free with image_free); -ECANCELED when
 * interrupted; otherwise a negative errno with a diagnosis: -ENOENT no
 * compiler or no lwIP tree, -ECHILD the compiler or linker refused (its first
 * error is quoted), -ENOSPC, -ENOMEM; -EINVAL a program of the user's is
 * missing or does not compile or link, in the compiler's words. The cache never
 * holds a partial entry; a cache that cannot be written is replaced by a folder
 * for this process, with a warning. */
int image_build(const struct image_places *places,
                const struct image_request *request, struct loop *loop,
                struct image **ret_image, struct diag *diag);

void image_free(struct image *image);

/* Where the source has these places of the image (struct image_slot's site):
 * "FILE:LINE", malloc'ed, or NULL where that is not known. folder, when not
 * NULL, is left out of the names. Asks addr2line, which is slow. Returns 0;
 * -ECANCELED, -ENOMEM; other failures leave the lines unknown. */
int image_lines(const struct image *image, const uint64_t *sites, size_t count,
                const char *folder, struct loop *loop, char **ret_lines);

/* Objects compiled by image_build, 0 when all came from the cache. */
size_t image_compiled(const struct image *image);

/* A private copy of the image: its own lwIP with its own globals. */
struct image_instance {
  const struct image_interface *interface;
  void *library;
  int fd;
  struct image_shared *shared; /* of the image, which outlives it */
  struct image_spare *spare;   /* NULL: it cannot be kept */
};

/* Load one and compare the options it was compiled with to what was asked.
 * Returns 0, -ENOMEM, -EMFILE, or -EBADMSG with a diagnosis when the image is
 * not what it should be. */
int image_load(const struct image *image, struct image_instance *ret_instance,
               struct diag *diag);

/* Drop the copy. Nothing of it may be running. */
void image_unload(struct image_instance *instance);

#endif
