/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: from a request to a shared object in the cache. */
#include "image/image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/build.h"
#include "image/build_own.h"
#include "image/cache.h"
#include "image/compiler.h"
#include "image/object.h"
#include "image/program.h"
#include "image/registry.h"

/* It goes on after a finding, which the world then ends (world/crash.h). */
#define ASAN_FLAGS                                                             \
  " -fsanitize=address -fsanitize-recover=address -fno-omit-frame-pointer"

static void objects_done(struct build *build) {
  for (size_t i = 0; i < build->object_count; i++)
    object_done(&build->objects[i]);
  free(build->objects);
  sources_done(&build->sources);
}

static void build_done(struct build *build) {
  objects_done(build);
  for (size_t i = 0; build->joined != NULL && build->joined[i] != NULL; i++)
    free(build->joined[i]);
  free(build->joined);
  if (build->scratch != NULL)
    files_remove_folder(build->scratch);
  free(build->scratch);
  free(build->compiler);
  free(build->flags);
  cache_close(&build->cache);
}

/* ---- compiling ---- */

static int prepare_objects(struct build *build) {
  build->objects = calloc(build->sources.count, sizeof(*build->objects));
  if (build->objects == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < build->sources.count; i++) {
    build->object_count++;
    int status = object_prepare(&build->compilation, &build->sources.items[i],
                                &build->objects[i], build->diag);
    if (status != 0)
      return status;
  }
  return 0;
}

/* Trees of vendors expect the vendor's port: say so, and what to do. A file of
 * the tree may have been compiled as a patched copy, from elsewhere; ours are
 * the port and the workloads. */
static void explain_tree(struct diag *diag, const struct image_places *places,
                         const char *error_text) {
  bool misses_header = strstr(error_text, "fatal error:") != NULL &&
                       strstr(error_text, places->port) == NULL &&
                       strstr(error_text, places->workloads) == NULL;
  if (misses_header)
    diag_add(diag, DIAG_ERROR, NULL,
             "lwIP %s in %s needs a header of its vendor's port; sockfit "
             "compiles lwIP with a port of its own. Use the lwIP release or "
             "the esp-lwip branch that this tree was made from",
             places->tree.name, places->lwip);
  else if (places->tree.esp)
    diag_add(diag, DIAG_ERROR, NULL,
             "lwIP %s is written for ESP-IDF's options: use it with a profile "
             "esp-idf, esp-idf-5.0, esp-idf-4 or arduino-esp32",
             places->tree.name);
}

/* The first command that failed: of which file it was. */
static int explain(struct build *build, const struct object *object,
                   const char *error_text) {
  const struct image_program *program = object->source->program;
  if (program != NULL) {
    program_tell(program, "does not compile", error_text, build->diag);
    return -EINVAL;
  }
  build_quote_error(build->diag, "the image does not compile",
                    "error:", error_text);
  explain_tree(build->diag, build->compilation.places, error_text);
  return -ECHILD;
}

static int run_commands(struct build *build, struct command *commands,
                        struct object **objects, size_t count) {
  int status = loop_run_commands(build->loop, commands, count);
  for (size_t i = 0; i < count; i++) {
    if (status == -ECHILD && commands[i].exit_status > 0) {
      status = explain(build, objects[i], commands[i].error_text);
      break;
    }
    if (commands[i].exit_status != 0)
      continue;
    int kept =
        object_keep(&build->compilation, objects[i], commands[i].error_text);
    if (kept != 0 && status == 0) {
      diag_add(build->diag, DIAG_ERROR, NULL,
               "cannot keep a compiled object in %s: %s", build->cache.folder,
               strerror(-kept));
      status = kept;
    }
  }
  if (status == -ENOENT)
    diag_add(build->diag, DIAG_ERROR, NULL, "the compiler %s does not start",
             build->compiler);
  return status;
}

static int compile_missing(struct build *build) {
  struct command *commands = calloc(build->object_count, sizeof(*commands));
  struct object **objects =
      calloc(build->object_count, sizeof(struct object *));
  int status = -ENOMEM;
  if (commands != NULL && objects != NULL) {
    for (size_t i = 0; i < build->object_count; i++) {
      if (build->objects[i].argv == NULL)
        continue;
      objects[build->compiled] = &build->objects[i];
      commands[build->compiled++].argv = build->objects[i].argv;
    }
    status = run_commands(build, commands, objects, build->compiled);
    for (size_t i = 0; i < build->compiled; i++)
      free(commands[i].error_text);
  }
  free(commands);
  free(objects);
  return status;
}

/* The registry is compiled like any other source; it is this image's own. */
static int add_registry(struct build *build) {
  struct sources *sources = &build->sources;
  struct source *items =
      realloc(sources->items, (sources->count + 1) * sizeof(*items));
  char *path = text_format("%s/registry.c", build->scratch);
  if (items != NULL)
    sources->items = items;
  if (items == NULL || path == NULL) {
    free(path);
    return -ENOMEM;
  }
  items[sources->count++] = (struct source){.path = path, .once = true};
  return registry_write(build->compilation.places, build->request, path);
}

static int prepare_scratch(struct build *build,
                           const struct image_places *places) {
  int status = cache_open(places->cache, &build->cache, build->diag);
  if (status != 0)
    return status;
  build->scratch = cache_scratch(&build->cache);
  if (build->scratch == NULL) {
    diag_add(build->diag, DIAG_ERROR, NULL, "cannot make a folder in %s: %s",
             build->cache.folder, strerror(errno));
    return -EIO;
  }
  build->compilation.cache = build->cache.folder;
  build->compilation.scratch = build->scratch;
  return 0;
}

/* ---- the user's programs ---- */

/* They are compiled before all else: their mistakes are the likely ones. */
static int compile_program(struct build *build, size_t index) {
  const struct image_program *program = &build->request->programs[index];
  struct build own = *build;
  own.sources = (struct sources){0};
  own.objects = NULL;
  own.object_count = own.compiled = 0;
  int status = program_sources(program, &own.sources, build->diag);
  if (status == 0)
    status = prepare_objects(&own);
  if (status == 0)
    status = compile_missing(&own);
  if (status == 0)
    status = program_join(&build->compilation, program, index, own.objects,
                          own.object_count, &build->joined[index], build->diag);
  build->own_compiled += own.compiled;
  objects_done(&own);
  return status;
}

static int compile_programs(struct build *build) {
  size_t count = build->request->program_count;
  int status = 0;
  build->joined = calloc(count + 1, sizeof(*build->joined));
  if (build->joined == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < count && status == 0; i++)
    status = compile_program(build, i);
  return status;
}

static int build_run(struct build *build, const struct image_places *places,
                     const char *key, char **ret_path) {
  int status =
      sources_list(places, build->request, &build->sources, build->diag);
  if (status == 0)
    status = add_registry(build);
  if (status == 0)
    status = prepare_objects(build);
  if (status == 0)
    status = compile_missing(build);
  if (status != 0)
    return status;
  char *path = text_format("%s/images/%s.so", build->cache.folder, key);
  status = path == NULL ? -ENOMEM : build_link(build, path);
  if (status == 0)
    *ret_path = path;
  else
    free(path);
  return status;
}

static int build_new(const struct image_places *places, struct build *build,
                     const char *plain_key, struct image **ret_image) {
  char key[DIGEST_HEX_SIZE];
  memcpy(key, plain_key, sizeof(key));
  char *path = NULL;
  int status = prepare_scratch(build, places);
  if (status == 0)
    status = compile_programs(build);
  if (status == 0 && build->request->program_count > 0)
    status = program_key(&build->compilation, build->request, key);
  if (status == 0)
    status = build_run(build, places, key, &path);
  if (status == 0)
    status = image_open(path, places->debug && !build->cache.temporary,
                        build->request, ret_image);
  if (status == 0) {
    (*ret_image)->compiled = build->compiled + build->own_compiled;
    cache_trim(&build->cache, CACHE_OCTETS_MAX);
  }
  free(path);
  return status;
}

int image_build(const struct image_places *places,
                const struct image_request *request, struct loop *loop,
                struct image **ret_image, struct diag *diag) {
  const char *flags = getenv("SOCKFIT_IMAGE_CFLAGS");
  struct build build = {.request = request, .loop = loop, .diag = diag};
  char plain_key[DIGEST_HEX_SIZE], key[DIGEST_HEX_SIZE]; /* with programs */
  size_t told = diag->error_count;
  int status = compiler_find(&build.compiler, diag);
  if (status != 0)
    return status;
  build.flags =
      text_format("%s%s%s", flags == NULL ? "" : flags,
                  places->asan ? ASAN_FLAGS : "", places->debug ? " -g" : "");
  build.compilation = (struct compilation){.places = places,
                                           .limits = request->limits,
                                           .loop = loop,
                                           .compiler = build.compiler,
                                           .extra_flags = build.flags};
  status = build.flags == NULL ? -ENOMEM : 0;
  if (status == 0)
    status = build_name(places, request, build.compiler,
                        build.compilation.extra_flags, build.compilation.base,
                        plain_key, diag);
  memcpy(key, plain_key, sizeof(key));
  build.compilation.cache = places->cache;
  bool known = request->program_count == 0;
  if (status == 0 && !known)
    known = program_key(&build.compilation, request, key) == 0;
  if (status == 0 && !known) {
    status = build_new(places, &build, plain_key, ret_image);
  } else if (status == 0) {
    char *path = text_format("%s/images/%s.so", places->cache, key);
    status = path == NULL ? -ENOMEM
                          : image_open(path, places->debug, request, ret_image);
    if (status == 0)
      cache_used(path);
    free(path);
    if (status != 0 && status != -ENOMEM) /* not there, or out of reach */
      status = build_new(places, &build, plain_key, ret_image);
  }
  if (status == 0)
    (*ret_image)->plain = flags == NULL && !places->asan && !places->debug &&
                          request->program_count == 0;
  if (status != 0 && status != -ENOMEM && status != -ECANCELED &&
      diag->error_count == told)
    diag_add(diag, DIAG_ERROR, NULL, "cannot make an image in %s: %s",
             places->cache, strerror(-status));
  build_done(&build);
  return status;
}
