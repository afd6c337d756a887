/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: one compiled source and the options it depends on.
 *
 * Every source is compiled through a small file that first defines the
 * options, each in two steps:
 *
 *     #define SOCKFIT_V_MEMP_NUM_NETCONN 10
 *     #define MEMP_NUM_NETCONN SOCKFIT_V_MEMP_NUM_NETCONN
 *     #include "src/core/memp.c"
 *
 * and -Wunused-macros names the SOCKFIT_V_ macros that were never expanded.
 * The object then depends on the others only, whatever headers did with
 * #ifdef: a test for existence does not expand. What was used with which
 * value is kept beside the object (its "uses"), so that the next image can
 * tell without running a preprocessor. This is exact: if all macros that an
 * object expanded have the values they had, its preprocessing takes the same
 * way again. Works with gcc and clang. */
#ifndef SOCKFIT_IMAGE_OBJECT_H
#define SOCKFIT_IMAGE_OBJECT_H

#include <stdbool.h>

#include "base/loop.h"
#include "image/digest.h"
#include "image/sources.h"
#include "limits/limits.h"

/* How objects are compiled; borrowed by every object. */
struct compilation {
  const struct image_places *places;
  const struct limits *limits;
  struct loop *loop;
  const char *compiler;       /* a path or a name in PATH */
  const char *extra_flags;    /* "" or SOCKFIT_IMAGE_CFLAGS */
  const char *cache;          /* folder that can be written */
  const char *scratch;        /* folder for this build */
  char base[DIGEST_HEX_SIZE]; /* of compiler, flags, trees, option names */
};

struct object {
  const struct source *source;
  char key[DIGEST_HEX_SIZE]; /* of base and source */
  char *path;    /* of the object in the cache once it is known; owned */
  char *wrapper; /* scratch files; owned, NULL unless it must be compiled */
  char *output;
  char *argv_text; /* words of the command line, separated by NUL; owned */
  char **argv;
};

/* Look for a compiled object whose uses agree; if there is none, write the
 * wrapper and the command line (object->argv != NULL). Returns 0 or a
 * negative errno. Free with object_done in both cases. */
int object_prepare(const struct compilation *compilation,
                   const struct source *source, struct object *ret_object,
                   struct diag *diag);

/* After its command exited 0: keep object and uses in the cache. error_text
 * is what the compiler said. Returns 0 or a negative errno. */
int object_keep(const struct compilation *compilation, struct object *object,
                const char *error_text);

/* The path in the cache of an object that was compiled from this source as it
 * is now, malloc'ed; NULL: there is none. */
char *object_known(const struct compilation *compilation,
                   const struct source *source);

void object_done(struct object *object);

#endif
