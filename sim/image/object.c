/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: one compiled source and the options it depends on. */
#include "image/object.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/cache.h"
#include "image/patches.h"
#include "image/program.h"

#define USES_MAX_OCTETS (1u << 20)
#define SOURCE_MAX_OCTETS (16u << 20)

/* Value of an option when it was not set: an impossible C value. */
static const char *value_now(const struct limits *limits, const char *name) {
  const struct limit *limit = limits_find(limits, name);
  return limit == NULL ? "?" : limit->value;
}

/* Flags; sources that no table lists have none of their own. */
static const char *optimise_of(const struct source *source) {
  return source->optimise == NULL ? "-O0" : source->optimise;
}

static int object_key(const struct compilation *compilation,
                      const struct source *source,
                      char ret_hex[DIGEST_HEX_SIZE]) {
  struct text flags = {0};
  if (source->shims)
    program_flags(compilation->places, source, &flags);
  struct digest *digest = flags.failed ? NULL : digest_new();
  if (digest == NULL) {
    text_done(&flags);
    return -ENOMEM;
  }
  if (source->shims)
    digest_add_text(digest, flags.data);
  text_done(&flags);
  digest_add_text(digest, compilation->base);
  digest_add_text(digest, source->path);
  digest_add_text(digest, optimise_of(source));
  digest_add_text(digest, source->patch == NULL ? "" : source->patch);
  digest_hex(digest, ret_hex);
  digest_free(digest);
  return 0;
}

/* ---- uses: lines of "OBJECT TAB NAME=VALUE TAB NAME=VALUE ..." ---- */

static char *uses_path(const struct compilation *compilation,
                       const struct object *object) {
  return text_format("%s/uses/%s", compilation->cache, object->key);
}

/* Whether every NAME=VALUE of the line has that value now. line is cut up. */
static bool line_agrees(char *line, const struct limits *limits,
                        const char **ret_object) {
  char *rest = line;
  *ret_object = strsep(&rest, "\t");
  char *use;
  while ((use = strsep(&rest, "\t")) != NULL) {
    if (*use == '@') { /* a file: see program.h */
      if (!program_use_agrees(use + 1))
        return false;
      continue;
    }
    char *equals = strchr(use, '=');
    if (equals == NULL)
      return false;
    *equals = '\0';
    if (strcmp(value_now(limits, use), equals + 1) != 0)
      return false;
  }
  return true;
}

/* The path of an object in the cache that was compiled like this, or NULL. */
static char *known_object(const struct compilation *compilation,
                          const struct object *object) {
  char *path = uses_path(compilation, object);
  char *uses = NULL, *found = NULL;
  size_t len;
  if (path != NULL && files_read(path, USES_MAX_OCTETS, &uses, &len) == 0) {
    char *rest = uses, *line;
    while (found == NULL && (line = strsep(&rest, "\n")) != NULL) {
      const char *name;
      if (*line == '\0' || !line_agrees(line, compilation->limits, &name))
        continue;
      found = text_format("%s/objects/%s.o", compilation->cache, name);
      if (found != NULL && !files_exist(found)) {
        free(found);
        found = NULL;
      }
    }
  }
  if (found != NULL) {
    cache_used(found);
    cache_used(path);
  }
  free(uses);
  free(path);
  return found;
}

char *object_known(const struct compilation *compilation,
                   const struct source *source) {
  struct object object = {.source = source};
  if (object_key(compilation, source, object.key) != 0)
    return NULL;
  return known_object(compilation, &object);
}

/* ---- preparing a compilation ---- */

static int write_wrapper(const struct compilation *compilation,
                         const struct object *object, const char *included) {
  const struct limits *limits = compilation->limits;
  struct text text = {0};
  for (size_t i = 0; i < limits->option_count; i++)
    text_add(&text, "#define SOCKFIT_V_%s %s\n", limits->options[i].name,
             limits->options[i].value);
  for (size_t i = 0; i < limits->option_count; i++)
    text_add(&text, "#define %s SOCKFIT_V_%s\n", limits->options[i].name,
             limits->options[i].name);
  if (object->source->program != NULL)
    program_kconfig(limits, &text);
  for (const char *at = included; *at != '\0';) {
    size_t len = strcspn(at, "\n");
    text_add(&text, "#include \"%.*s\"\n", (int)len, at);
    at += len;
    at += *at == '\n';
  }
  int status = text.failed
                   ? -ENOMEM
                   : files_write_whole(object->wrapper, text.data, text.len);
  text_done(&text);
  return status;
}

static void add_word(struct text *words, size_t *count, const char *word) {
  text_add(words, "%s%c", word, '\0');
  (*count)++;
}

/* Words of flags, separated by blanks. */
static void add_flags(struct text *words, size_t *count, const char *flags) {
  while (*flags != '\0') {
    size_t len = strcspn(flags, " ");
    if (len > 0) {
      text_add(words, "%.*s%c", (int)len, flags, '\0');
      (*count)++;
    }
    flags += len;
    flags += strspn(flags, " ");
  }
}

/* Words, one a line. */
static void add_lines(struct text *words, size_t *count, const char *lines) {
  while (lines != NULL && *lines != '\0') {
    size_t len = strcspn(lines, "\n");
    text_add(words, "%.*s%c", (int)len, lines, '\0');
    (*count)++;
    lines += len + (lines[len] == '\n');
  }
}

static void add_include(struct text *words, size_t *count, const char *folder,
                        const char *below) {
  add_word(words, count, "-I");
  text_add(words, "%s%s%c", folder, below, '\0');
  (*count)++;
}

/* Of paths, one a line: how long the first one is. */
static size_t first_len(const char *paths) {
  return strcspn(paths, "\n");
}

static void add_prefix_map(struct text *words, size_t *count,
                           const char *folder, const char *name) {
  text_add(words, "-ffile-prefix-map=%s=%s%c", folder, name, '\0');
  (*count)++;
}

static int make_argv(const struct compilation *compilation,
                     struct object *object, const char *included) {
  const struct image_places *places = compilation->places;
  struct text words = {0};
  size_t count = 0;
  add_word(&words, &count, compilation->compiler);
  add_flags(&words, &count,
            "-c -pipe -fPIC -fvisibility=hidden -fno-common "
            "-fno-strict-aliasing -ffp-contract=off -Wunused-macros");
  /* Lines only, for the places of crashes: no dearer to compile. */
  add_word(&words, &count, "-g1");
  if (object->source->program == NULL)
    add_word(&words, &count, "-std=gnu11");
  add_flags(&words, &count, optimise_of(object->source));
  struct text flags = {0};
  if (object->source->shims)
    program_flags(places, object->source, &flags);
  add_lines(&words, &count, flags.data);
  words.failed |= flags.failed;
  text_done(&flags);
  add_flags(&words, &count, places->tree.flags);
  add_flags(&words, &count, compilation->extra_flags);
  add_include(&words, &count, places->port, "");
  add_include(&words, &count, places->port, "/include");
  add_include(&words, &count, places->lwip, "/src/include");
  add_include(&words, &count, places->workloads, "");
  add_include(&words, &count, places->generated, "");
  add_prefix_map(&words, &count, places->lwip, "lwip");
  add_prefix_map(&words, &count, places->port, "lwip-port");
  add_prefix_map(&words, &count, places->workloads, "workloads");
  add_prefix_map(&words, &count, compilation->scratch, "image");
  if (object->source->patch != NULL) {
    const char *path = object->source->path;
    text_add(&words, "-ffile-prefix-map=%.*s=lwip%.*s%c",
             (int)first_len(included), included,
             (int)(first_len(path) - strlen(places->lwip)),
             path + strlen(places->lwip), '\0');
    count++;
  }
  add_word(&words, &count, object->wrapper);
  add_word(&words, &count, "-o");
  add_word(&words, &count, object->output);
  object->argv_text = words.data;
  object->argv = calloc(count + 1, sizeof(*object->argv));
  if (words.failed || object->argv == NULL)
    return -ENOMEM;
  char *word = words.data;
  for (size_t i = 0; i < count; i++) {
    object->argv[i] = word;
    word += strlen(word) + 1;
  }
  return 0;
}

static void tell_refused(const struct source *source, const char *patch,
                         struct diag *diag) {
  const struct lwip_patch *rule = patches_find(patch);
  diag_add(
      diag, DIAG_ERROR, NULL,
      "%s does not apply to %.*s, and without it %s. This tree differs too "
      "much from lwIP 2.1.3 and 2.2.1, which it is made for%s",
      patch, (int)first_len(source->path), source->path,
      rule == NULL ? "a rule is missing" : rule->without,
      rule == NULL || rule->option == NULL
          ? ""
          : "; a profile without this rule can do with it");
}

/* Apply one patch to the file at from. No fuzz: a hunk that only nearly fits
 * may land in another function. Returns 0 or a negative errno. */
static int apply(const struct compilation *compilation,
                 const struct source *source, char *patch, char *from, char *to,
                 struct diag *diag) {
  char *argv[] = {"patch", "--quiet", "--forward", "--batch", "--fuzz=0",
                  "-r",    "-",       "-o",        to,        "-i",
                  patch,   from,      NULL};
  struct command command = {.argv = argv};
  int status = loop_run_commands(compilation->loop, &command, 1);
  free(command.error_text);
  if (status == -ENOENT)
    diag_add(diag, DIAG_ERROR, NULL, "the program patch is not installed");
  else if (status == -ECHILD)
    tell_refused(source, patch, diag);
  return status == -ECHILD ? -ENOENT : status;
}

/* lwIP's release archives have CRLF at line ends, its repository has not, and
 * patch tells them apart. */
static int plain_copy(const char *from, const char *to) {
  char *data;
  size_t len, kept = 0;
  int status = files_read(from, SOURCE_MAX_OCTETS, &data, &len);
  if (status != 0)
    return status;
  for (size_t i = 0; i < len; i++) {
    if (data[i] != '\r' || data[i + 1] != '\n')
      data[kept++] = data[i];
  }
  status = files_write_whole(to, data, kept);
  free(data);
  return status;
}

/* A copy of the source with our patches applied, one after the other. Of files
 * that are compiled as one it is the first that has patches (sources.c). */
static int patched_copy(const struct compilation *compilation,
                        const struct source *source, char **ret_copy,
                        struct diag *diag) {
  size_t len = first_len(source->path);
  char *path = text_format("%.*s", (int)len, source->path);
  const char *name = path == NULL ? "" : strrchr(path, '/') + 1;
  char *from = text_format("%s/0-%s", compilation->scratch, name);
  char *patches = text_format("%s", source->patch);
  char *rest = patches, *patch;
  int status = path == NULL || from == NULL || patches == NULL
                   ? -ENOMEM
                   : plain_copy(path, from);
  for (int i = 1; status == 0 && (patch = strsep(&rest, "\n")) != NULL; i++) {
    char *to = text_format("%s/%d-%s", compilation->scratch, i, name);
    status = to == NULL ? -ENOMEM
                        : apply(compilation, source, patch, from, to, diag);
    free(from);
    from = to;
  }
  free(patches);
  free(path);
  if (status == 0 &&
      (*ret_copy = text_format("%s%s", from, source->path + len)) == NULL)
    status = -ENOMEM;
  free(from);
  return status;
}

int object_prepare(const struct compilation *compilation,
                   const struct source *source, struct object *ret_object,
                   struct diag *diag) {
  struct object *object = ret_object;
  *object = (struct object){.source = source};
  int status = object_key(compilation, source, object->key);
  if (status != 0)
    return status;
  if (!source->once)
    object->path = known_object(compilation, object);
  if (object->path != NULL)
    return 0;
  char *included = NULL;
  if (source->patch != NULL)
    status = patched_copy(compilation, source, &included, diag);
  else
    included = text_format("%s", source->path);
  if (status != 0)
    return status;
  object->wrapper = text_format("%s/%s.c", compilation->scratch, object->key);
  object->output = text_format("%s/%s.o", compilation->scratch, object->key);
  status = included == NULL || object->wrapper == NULL || object->output == NULL
               ? -ENOMEM
               : write_wrapper(compilation, object, included);
  if (status == 0)
    status = make_argv(compilation, object, included);
  free(included);
  return status;
}

/* ---- keeping what was compiled ---- */

/* Option i is unused when the compiler complained about line i + 1 of the
 * wrapper, where its value is defined. */
static void find_unused(const struct compilation *compilation,
                        const struct object *object, const char *error_text,
                        bool *unused) {
  const char *name = strrchr(object->wrapper, '/') + 1;
  const char *at = error_text;
  while ((at = strstr(at, name)) != NULL) {
    at += strlen(name);
    unsigned line;
    if (sscanf(at, ":%u:", &line) != 1 || line < 1 ||
        line > compilation->limits->option_count)
      continue;
    const char *end = strchrnul(at, '\n');
    const char *flag = strstr(at, "-Wunused-macros");
    if (flag != NULL && flag < end)
      unused[line - 1] = true;
  }
}

/* The line for the uses file, without the object's name; and its digest. */
static int describe_uses(const struct compilation *compilation,
                         const struct object *object, const bool *unused,
                         struct text *ret_line, char ret_hex[DIGEST_HEX_SIZE]) {
  const struct limits *limits = compilation->limits;
  for (size_t i = 0; i < limits->option_count; i++) {
    if (!unused[i])
      text_add(ret_line, "\t%s=%s", limits->options[i].name,
               limits->options[i].value);
  }
  int status =
      object->source->program == NULL ? 0 : program_uses(object, ret_line);
  if (status != 0)
    return status;
  struct digest *digest = digest_new();
  if (digest == NULL || ret_line->failed) {
    digest_free(digest);
    return -ENOMEM;
  }
  digest_add_text(digest, object->key);
  digest_add_text(digest, ret_line->data == NULL ? "" : ret_line->data);
  digest_hex(digest, ret_hex);
  digest_free(digest);
  return 0;
}

/* The newest line first; old ones stay, other images may need them. */
static int prepend_line(const char *path, const char *line) {
  char *old = NULL;
  size_t len = 0;
  if (files_read(path, USES_MAX_OCTETS, &old, &len) != 0)
    old = NULL;
  struct text text = {0};
  text_add(&text, "%s\n%s", line, old == NULL ? "" : old);
  free(old);
  int status =
      text.failed ? -ENOMEM : files_write_whole(path, text.data, text.len);
  text_done(&text);
  return status;
}

int object_keep(const struct compilation *compilation, struct object *object,
                const char *error_text) {
  if (object->source->once) {
    object->path = text_format("%s", object->output);
    return object->path == NULL ? -ENOMEM : 0;
  }
  bool *unused = calloc(compilation->limits->option_count + 1, sizeof(bool));
  struct text uses = {0};
  char hex[DIGEST_HEX_SIZE];
  if (unused == NULL)
    return -ENOMEM;
  find_unused(compilation, object, error_text, unused);
  int status = describe_uses(compilation, object, unused, &uses, hex);
  free(unused);
  char *line = NULL, *uses_at = NULL;
  if (status == 0) {
    object->path = text_format("%s/objects/%s.o", compilation->cache, hex);
    line = text_format("%s%s", hex, uses.data == NULL ? "" : uses.data);
    uses_at = uses_path(compilation, object);
    if (object->path == NULL || line == NULL || uses_at == NULL)
      status = -ENOMEM;
  }
  if (status == 0 && rename(object->output, object->path) != 0)
    status = -errno;
  if (status == 0)
    status = prepend_line(uses_at, line);
  text_done(&uses);
  free(line);
  free(uses_at);
  return status;
}

void object_done(struct object *object) {
  free(object->path);
  free(object->wrapper);
  free(object->output);
  free(object->argv_text);
  free(object->argv);
  *object = (struct object){0};
}
