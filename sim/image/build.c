/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: from a request to a shared object in the cache. */
#include "image/image.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "image/build.h"
#include "image/cache.h"
#include "image/compiler.h"
#include "image/object.h"
#include "image/program.h"
#include "image/registry.h"

/* It goes on after a finding, which the world then ends (world/crash.h). */
#define ASAN_FLAGS                                                             \
  " -fsanitize=address -fsanitize-recover=address -fno-omit-frame-pointer"

/* Everything about one build; released by build_done. */
struct build {
  const struct image_request *request;
  struct compilation compilation;
  struct loop *loop;
  struct diag *diag;
  struct cache cache;
  char *compiler;
  char *flags;
  char *scratch;
  struct sources sources;
  struct object *objects;
  size_t object_count;
  size_t compiled;
  size_t own_compiled; /* the user's own files */
  char **joined;       /* one object for each program; owned */
};

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

/* ---- names of things ---- */

static int digest_tree(const struct image_places *places, const char *folder,
                       const char *below, struct digest *digest,
                       struct diag *diag) {
  char hex[DIGEST_HEX_SIZE];
  char *path = text_format("%s%s", folder, below);
  int status = path == NULL ? -ENOMEM : tree_digest(path, places->cache, hex);
  if (status == 0)
    digest_add_text(digest, hex);
  else
    diag_add(diag, DIAG_ERROR, NULL, "cannot read the sources in %s: %s",
             path ? path : folder, strerror(-status));
  free(path);
  return status;
}

static int digest_trees(const struct image_places *places,
                        struct digest *digest, struct diag *diag) {
  int status = digest_tree(places, places->lwip, "/src", digest, diag);
  if (status == 0)
    status = digest_tree(places, places->port, "", digest, diag);
  if (status == 0)
    status = digest_tree(places, places->workloads, "", digest, diag);
  if (status == 0)
    status = digest_tree(places, places->generated, "", digest, diag);
  return status;
}

/* base: what every object depends on. key: the whole image. */
static int name_image(const struct image_places *places,
                      const struct image_request *request, const char *compiler,
                      const char *extra_flags, char ret_base[DIGEST_HEX_SIZE],
                      char ret_key[DIGEST_HEX_SIZE], struct diag *diag) {
  const struct limits *limits = request->limits;
  struct digest *digest = digest_new();
  if (digest == NULL)
    return -ENOMEM;
  compiler_digest(compiler, digest);
  digest_add_text(digest, extra_flags);
  digest_add_text(digest, places->tree.flags);
  sources_digest(digest);
  int status = digest_trees(places, digest, diag);
  for (size_t i = 0; i < limits->option_count; i++)
    digest_add_text(digest, limits->options[i].name);
  digest_hex(digest, ret_base);
  for (size_t i = 0; i < limits->option_count; i++)
    digest_add_text(digest, limits->options[i].value);
  digest_add_text(digest, request->family == FAMILY_PEER ? "peer" : "device");
  for (size_t i = 0; i < request->kind_count; i++)
    digest_add_text(digest, request->kinds[i]);
  digest_hex(digest, ret_key);
  digest_free(digest);
  return status;
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

/* The first error with the lines after it: a compiler says "error:" after its
 * warnings, a linker says at once what is wrong. */
static void quote_error(struct diag *diag, const char *what, const char *marker,
                        const char *error_text) {
  const char *error = strstr(error_text, marker);
  const char *from = error == NULL ? error_text : error;
  while (from > error_text && from[-1] != '\n')
    from--;
  size_t len = 0, lines = 0;
  while (from[len] != '\0' && lines < 6) {
    if (from[len++] == '\n')
      lines++;
  }
  diag_add(diag, DIAG_ERROR, NULL, "%s:\n%.*s", what, (int)len, from);
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
  quote_error(build->diag, "the image does not compile", "error:", error_text);
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

/* ---- linking ---- */

/* The words of flags, which is cut up. */
static void split_words(char *flags, char **ret_words) {
  size_t count = 0;
  char *word;
  while ((word = strsep(&flags, " ")) != NULL) {
    if (*word != '\0')
      ret_words[count++] = word;
  }
}

/* What the sources were compiled with comes last: a sanitizer wants to be named
 * at the link as well, and may need another say on symbols. */
static int run_linker(struct build *build, char *output) {
  const char *const *extra = sources_link_arguments(build->request);
  /* AddressSanitizer's functions come from the process. */
  bool asan = build->compilation.places->asan;
  char *fixed[] = {build->compiler,
                   "-shared",
                   "-Wl,-Bsymbolic",
                   asan ? "-Wl,-z,undefs" : "-Wl,-z,defs",
                   "-o",
                   output};
  size_t count = sizeof(fixed) / sizeof(fixed[0]), extra_count = 0;
  while (extra[extra_count] != NULL)
    extra_count++;
  char *flags = strdup(build->compilation.extra_flags);
  size_t flags_max = flags == NULL ? 0 : strlen(flags) / 2 + 1;
  struct text own = {0};
  program_link_arguments(build->request, &own);
  char **argv = calloc(count + build->object_count + extra_count + flags_max +
                           build->request->program_count + own.len + 1,
                       sizeof(*argv));
  if (flags == NULL || argv == NULL) {
    free(flags);
    free(argv);
    text_done(&own);
    return -ENOMEM;
  }
  memcpy(argv, fixed, sizeof(fixed));
  for (size_t i = 0; i < build->object_count; i++)
    argv[count++] = build->objects[i].path;
  for (size_t i = 0; i < build->request->program_count; i++)
    argv[count++] = build->joined[i];
  for (size_t i = 0; i < extra_count; i++)
    argv[count++] = (char *)extra[i];
  for (char *rest = own.data, *word; (word = strsep(&rest, "\n")) != NULL;)
    if (*word != '\0')
      argv[count++] = word;
  split_words(flags, argv + count);
  struct command command = {.argv = argv};
  int status = loop_run_commands(build->loop, &command, 1);
  if (status == -ECHILD && build->request->program_count > 0) {
    program_tell_link(build->request, command.error_text, build->diag);
    status = -EINVAL;
  } else if (status == -ECHILD)
    quote_error(build->diag, "the image does not link", "", command.error_text);
  free(command.error_text);
  free(flags);
  free(argv);
  text_done(&own);
  return status;
}

static int link_image(struct build *build, const char *image_path) {
  char *output = text_format("%s/image.so", build->scratch);
  int status = output == NULL ? -ENOMEM : run_linker(build, output);
  if (status == 0 && rename(output, image_path) != 0) {
    status = -errno;
    diag_add(build->diag, DIAG_ERROR, NULL, "cannot keep the image %s: %s",
             image_path, strerror(-status));
  }
  free(output);
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
  status = path == NULL ? -ENOMEM : link_image(build, path);
  if (status == 0)
    *ret_path = path;
  else
    free(path);
  return status;
}

/* A linker puts the section headers last: a file that was cut off (a power
 * loss) ends before they do, and loading it would be fatal. */
static bool is_whole(const char *data, size_t len) {
  Elf64_Ehdr header;
  if (len < sizeof(header))
    return false;
  memcpy(&header, data, sizeof(header));
  return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_shoff + (uint64_t)header.e_shnum * header.e_shentsize <= len;
}

/* Copies: an image outlives the limits that it was asked for with. */
static int keep_asked(struct image *image, const struct limits *limits) {
  image->asked = calloc(limits->option_count + 1, sizeof(*image->asked));
  if (image->asked == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < limits->option_count; i++) {
    struct image_asked *asked = &image->asked[image->asked_count++];
    asked->name = strdup(limits->options[i].name);
    asked->value = strdup(limits->options[i].value);
    if (asked->name == NULL || asked->value == NULL)
      return -ENOMEM;
  }
  return 0;
}

static int image_open(const char *path, bool debug,
                      const struct image_request *request,
                      struct image **ret_image) {
  struct image *image = calloc(1, sizeof(*image));
  if (image == NULL)
    return -ENOMEM;
  int status = keep_asked(image, request->limits);
  image->shared = calloc(1, sizeof(*image->shared));
  if (image->shared == NULL)
    status = -ENOMEM;
  if (status == 0)
    status = files_read(path, IMAGE_MAX_OCTETS, &image->data, &image->len);
  if (status == 0 && !is_whole(image->data, image->len))
    status = -EBADMSG;
  if (status == 0 && debug && (image->path = text_format("%s", path)) == NULL)
    status = -ENOMEM;
  if (status != 0)
    image_free(image);
  else
    *ret_image = image;
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
  if (status == 0)
    (*ret_image)->compiled = build->compiled + build->own_compiled;
  free(path);
  return status;
}

int image_build(const struct image_places *places,
                const struct image_request *request, struct loop *loop,
                struct image **ret_image, struct diag *diag) {
  const char *flags = getenv("SOCKFIT_IMAGE_CFLAGS");
  struct build build = {.request = request, .loop = loop, .diag = diag};
  char plain_key[DIGEST_HEX_SIZE], key[DIGEST_HEX_SIZE]; /* with programs */
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
    status = name_image(places, request, build.compiler,
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
    free(path);
    if (status != 0 && status != -ENOMEM) /* not there, or out of reach */
      status = build_new(places, &build, plain_key, ret_image);
  }
  build_done(&build);
  return status;
}

size_t image_compiled(const struct image *image) {
  return image->compiled;
}

void image_free(struct image *image) {
  if (image == NULL)
    return;
  for (size_t i = 0; i < image->asked_count; i++) {
    free(image->asked[i].name);
    free(image->asked[i].value);
  }
  free(image->asked);
  free(image->shared);
  free(image->data);
  free(image->path);
  free(image);
}
