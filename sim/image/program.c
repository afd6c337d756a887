/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the user's own source. See program.h. */
#include "image/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "limits/options.h"

#define DOCS "docs/own-code.md"
#define FILE_MAX_OCTETS (16u << 20)
#define TOLD_LINES_MAX 40

/* The next line of a list; NULL: no more. */
static const char *next_line(const char **at, size_t *ret_len) {
  const char *line = *at;
  if (line == NULL || *line == '\0')
    return NULL;
  *ret_len = strcspn(line, "\n");
  *at = line + *ret_len + (line[*ret_len] == '\n');
  return line;
}

/* The path of a line, malloc'ed. */
static char *path_of(const struct image_program *program, const char *line,
                     size_t len) {
  if (*line == '/')
    return text_format("%.*s", (int)len, line);
  return text_format("%s/%.*s", program->folder, (int)len, line);
}

static bool is_cxx(const char *path) {
  static const char *const suffixes[] = {".cc", ".cpp", ".cxx", ".C"};
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot != NULL && i < 4; i++)
    if (strcmp(dot, suffixes[i]) == 0)
      return true;
  return false;
}

static bool is_source(const char *path) {
  const char *dot = strrchr(path, '.');
  return is_cxx(path) || (dot != NULL && strcmp(dot, ".c") == 0);
}

bool program_is_cxx(const struct image_request *request) {
  for (size_t i = 0; i < request->program_count; i++) {
    const char *at = request->programs[i].files, *line;
    size_t len;
    while ((line = next_line(&at, &len)) != NULL) {
      char *name = text_format("%.*s", (int)len, line);
      bool cxx = name != NULL && is_cxx(name);
      free(name);
      if (cxx)
        return true;
    }
  }
  return false;
}

/* Takes path over. */
static int add_file(const struct image_program *program, char *path,
                    struct sources *sources, struct diag *diag) {
  struct source *items = NULL;
  int status = path == NULL ? -ENOMEM : -EINVAL;
  if (path != NULL && !is_source(path))
    diag_add(diag, DIAG_ERROR, &program->place,
             "%s is neither C (.c) nor C++ (.cc, .cpp, .cxx)", path);
  else if (path != NULL && (!files_exist(path) || files_is_special(path)))
    diag_add(diag, DIAG_ERROR, &program->place,
             "consumer '%s': no such file: %s (files are looked for beside "
             "the scenario)",
             program->consumer, path);
  else if (path != NULL && strpbrk(path, "\"\\\n") != NULL)
    diag_add(diag, DIAG_ERROR, &program->place,
             "%s: quotes and backslashes in its path cannot be compiled", path);
  else if (path != NULL) {
    items = realloc(sources->items, (sources->count + 1) * sizeof(*items));
    status = items == NULL ? -ENOMEM : 0;
  }
  if (status != 0) {
    free(path);
    return status;
  }
  sources->items = items;
  items[sources->count++] =
      (struct source){.path = path, .shims = true, .program = program};
  return 0;
}

int program_sources(const struct image_program *program,
                    struct sources *sources, struct diag *diag) {
  const char *at = program->files, *line;
  size_t len;
  int status = 0;
  while (status == 0 && (line = next_line(&at, &len)) != NULL)
    status = add_file(program, path_of(program, line, len), sources, diag);
  return status;
}

/* ---- compiling ---- */

static void own_flags(const struct source *source, struct text *flags) {
  const struct image_program *program = source->program;
  const char *at = program->include, *line;
  size_t len;
  while ((line = next_line(&at, &len)) != NULL) {
    char *path = path_of(program, line, len);
    text_add(flags, "-I\n%s\n", path == NULL ? "" : path);
    free(path);
  }
  at = program->defines;
  while ((line = next_line(&at, &len)) != NULL)
    text_add(flags, "-D%.*s\n", (int)len, line);
  text_add(flags,
           "-gdwarf-4\n-fno-omit-frame-pointer\n-U_FORTIFY_SOURCE\n-MMD\n"
           "-fmacro-prefix-map=%s/=\n",
           program->folder);
  if (is_cxx(source->path))
    text_add(flags, "-std=gnu++20\n-D_GLIBCXX_EXTERN_TEMPLATE=0\n-x\nc++\n");
  else
    text_add(flags, "-std=gnu17\n-Werror=implicit-function-declaration\n");
}

void program_flags(const struct image_places *places,
                   const struct source *source, struct text *flags) {
  if (source->program != NULL)
    own_flags(source, flags);
  text_add(flags, "-DESP_PLATFORM=1\n-I\n%s/shims/include\n", places->port);
}

void program_kconfig(const struct limits *limits, struct text *text) {
  size_t count;
  const struct option_spec *options = options_all(&count);
  for (size_t i = 0; i < count; i++) {
    const struct option_spec *option = &options[i];
    if (option->kconfig == NULL ||
        strncmp(option->kconfig, "CONFIG_", 7) != 0 ||
        limits_find(limits, option->name) == NULL)
      continue;
    bool is_switch = option->min == 0 && option->max == 1;
    if (is_switch)
      text_add(text, "#if %s\n#define %s 1\n#endif\n", option->name,
               option->kconfig);
    else
      text_add(text, "#define %s %s\n", option->kconfig, option->name);
  }
}

/* ---- what an object depends on ---- */

static int file_digest(const char *path, char ret_hex[DIGEST_HEX_SIZE]) {
  char *data;
  size_t len;
  int status = files_read(path, FILE_MAX_OCTETS, &data, &len);
  if (status != 0)
    return status;
  struct digest *digest = digest_new();
  if (digest != NULL) {
    digest_add(digest, data, len);
    digest_hex(digest, ret_hex);
    digest_free(digest);
  }
  free(data);
  return digest == NULL ? -ENOMEM : 0;
}

bool program_use_agrees(char *use) {
  char hex[DIGEST_HEX_SIZE];
  char *equals = strrchr(use, '=');
  if (equals == NULL)
    return false;
  *equals = '\0';
  return file_digest(use, hex) == 0 && strcmp(hex, equals + 1) == 0;
}

/* The next path of a rule for make: blanks end it, a backslash keeps the
 * character behind it, "$$" is "$". It is put together in place. */
static char *next_path(char **at) {
  char *from = *at;
  while (*from == ' ' || *from == '\n' || (*from == '\\' && from[1] == '\n'))
    from++;
  char *path = from, *to = from;
  while (*from != '\0' && *from != ' ' && *from != '\n') {
    if ((*from == '\\' && (from[1] == ' ' || from[1] == '#')) ||
        (*from == '$' && from[1] == '$'))
      from++;
    *to++ = *from++;
  }
  *at = *from == '\0' ? from : from + 1;
  *to = '\0';
  return to == path ? NULL : path;
}

int program_uses(const struct object *object, struct text *uses) {
  char *list = text_format("%.*s.d", (int)strlen(object->output) - 2,
                           object->output); /* NAME.o, NAME.d */
  char *rule = NULL, *path;
  size_t len;
  int status =
      list == NULL ? -ENOMEM : files_read(list, FILE_MAX_OCTETS, &rule, &len);
  char *at = status == 0 ? strchr(rule, ':') : NULL;
  at = at == NULL ? NULL : at + 1;
  while (status == 0 && at != NULL && (path = next_path(&at)) != NULL) {
    char hex[DIGEST_HEX_SIZE];
    if (strcmp(path, object->wrapper) == 0)
      continue;
    status = file_digest(path, hex);
    text_add(uses, "\t@%s=%s", path, hex);
  }
  free(rule);
  free(list);
  return status;
}

/* ---- joining ---- */

struct redirect {
  const char *name, *instead;
};

static const struct redirect aliases[] = {
#define ALIAS(name, other) {#name, #other},
#define REDIRECT(name, instead)
#define MISSING(name)
#include "image/redirects.def"
};

static const struct redirect redirects[] = {
#define ALIAS(name, other)
#define REDIRECT(name, instead) {#name, #instead},
#define MISSING(name) {#name, "sockfit_has_no_" #name},
#include "image/redirects.def"
};

/* The texts of two files for objcopy, one after the other applied. */
struct renames {
  struct text first, second;
};

static int rename_all(const struct image_program *program, size_t index,
                      struct renames *ret) {
  for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
    text_add(&ret->first, "%s %s\n", aliases[i].name, aliases[i].instead);
  for (size_t i = 0; i < sizeof(redirects) / sizeof(redirects[0]); i++)
    if (strcmp(redirects[i].name, program->entry) != 0)
      text_add(&ret->second, "%s %s\n", redirects[i].name,
               redirects[i].instead);
  text_add(&ret->second, "%s port_program_%zu\n", program->entry, index);
  return ret->first.failed || ret->second.failed ? -ENOMEM : 0;
}

static int run(const struct compilation *compilation,
               const struct image_program *program, char **argv,
               struct diag *diag) {
  struct command command = {.argv = argv};
  int status = loop_run_commands(compilation->loop, &command, 1);
  if (status == -ECHILD) {
    program_tell(program, "does not link", command.error_text, diag);
    status = -EINVAL;
  } else if (status == -ENOENT) {
    diag_add(diag, DIAG_ERROR, NULL,
             "the program %s is not installed (Debian: binutils)", argv[0]);
  }
  free(command.error_text);
  return status;
}

/* Names of the files of one join, in the scratch folder. */
static char *scratch_path(const struct compilation *compilation,
                          const char *name, size_t index) {
  return text_format("%s/%s-%zu", compilation->scratch, name, index);
}

static int link_objects(const struct compilation *compilation,
                        const struct image_program *program,
                        const struct object *objects, size_t count,
                        char *joined, struct diag *diag) {
  char **link = calloc(count + 7, sizeof(*link));
  if (link == NULL)
    return -ENOMEM;
  char *fixed[] = {(char *)compilation->compiler,  "-r", "-nostdlib",
                   "-Wl,--force-group-allocation", "-o", joined};
  memcpy(link, fixed, sizeof(fixed));
  for (size_t i = 0; i < count; i++)
    link[6 + i] = objects[i].path;
  int status = run(compilation, program, link, diag);
  free(link);
  return status;
}

static int rename_symbols(const struct compilation *compilation,
                          const struct image_program *program, size_t index,
                          char *joined, struct renames *names,
                          struct diag *diag) {
  char *first = scratch_path(compilation, "first", index);
  char *second = scratch_path(compilation, "second", index);
  char *syms[] = {text_format("--redefine-syms=%s", first),
                  text_format("--redefine-syms=%s", second)};
  char *keep = text_format("--keep-global-symbol=port_program_%zu", index);
  int status = -ENOMEM;
  if (first && second && syms[0] && syms[1] && keep)
    status = files_write_whole(first, names->first.data, names->first.len);
  if (status == 0)
    status = files_write_whole(second, names->second.data, names->second.len);
  char *one[] = {"objcopy", syms[0], joined, NULL};
  char *two[] = {"objcopy", syms[1], keep, joined, NULL};
  if (status == 0)
    status = run(compilation, program, one, diag);
  if (status == 0)
    status = run(compilation, program, two, diag);
  free(keep);
  free(syms[0]);
  free(syms[1]);
  free(second);
  free(first);
  return status;
}

static int join_name(const struct compilation *compilation,
                     const struct renames *names, const struct object *objects,
                     size_t count, char **ret_path) {
  char hex[DIGEST_HEX_SIZE];
  struct digest *digest = digest_new();
  if (digest == NULL)
    return -ENOMEM;
  digest_add_text(digest, compilation->base);
  digest_add_text(digest, names->first.data);
  digest_add_text(digest, names->second.data);
  for (size_t i = 0; i < count; i++)
    digest_add_text(digest, strrchr(objects[i].path, '/'));
  digest_hex(digest, hex);
  digest_free(digest);
  *ret_path = text_format("%s/objects/%s.o", compilation->cache, hex);
  return *ret_path == NULL ? -ENOMEM : 0;
}

int program_join(const struct compilation *compilation,
                 const struct image_program *program, size_t index,
                 const struct object *objects, size_t count, char **ret_path,
                 struct diag *diag) {
  struct renames names = {0};
  char *joined = scratch_path(compilation, "joined", index), *path = NULL;
  int status = joined == NULL ? -ENOMEM : rename_all(program, index, &names);
  if (status == 0)
    status = join_name(compilation, &names, objects, count, &path);
  bool known = status == 0 && files_exist(path);
  if (status == 0 && !known)
    status = link_objects(compilation, program, objects, count, joined, diag);
  if (status == 0 && !known)
    status = rename_symbols(compilation, program, index, joined, &names, diag);
  if (status == 0 && !known && rename(joined, path) != 0)
    status = -errno;
  text_done(&names.first);
  text_done(&names.second);
  free(joined);
  if (status == 0)
    *ret_path = path;
  else
    free(path);
  return status;
}

/* ---- what compiler and linker say ---- */

/* A line that is about a file of ours only: how we came to the user's. */
static bool is_ours(const char *line, size_t len) {
  return memmem(line, len, " from /", 7) != NULL ||
         memmem(line, len, "-Wunused-macros", 15) != NULL ||
         (memmem(line, len, "/scratch/", 9) != NULL && line[len - 1] == ':');
}

/* A line with the scenario's folder as the user wrote it. */
static void add_line(struct text *text, const struct image_program *program,
                     const char *line, size_t len) {
  size_t folder = strlen(program->folder);
  const char *end = line + len, *found;
  while ((found = memmem(line, (size_t)(end - line), program->folder,
                         folder)) != NULL &&
         found + folder < end && found[folder] == '/') {
    text_add(text, "%.*s%s", (int)(found - line), line, program->shown);
    line = found + folder + 1;
  }
  text_add(text, "%.*s", (int)(end - line), line);
}

void program_tell(const struct image_program *program, const char *what,
                  const char *error_text, struct diag *diag) {
  struct text text = {0};
  const char *at = error_text, *line;
  size_t len, told = 0;
  bool ours = false; /* with what is quoted below it */
  while (told < TOLD_LINES_MAX && (line = next_line(&at, &len)) != NULL) {
    ours = is_ours(line, len) || (ours && *line == ' ');
    if (ours)
      continue;
    text_add(&text, "\n");
    add_line(&text, program, line, len);
    told++;
  }
  diag_add(diag, DIAG_ERROR, &program->place,
           "the source of consumer '%s' %s:%s\n"
           "(" DOCS " lists every header and function that there is)",
           program->consumer, what, text.data == NULL ? "" : text.data);
  text_done(&text);
}

void program_tell_link(const struct image_request *request,
                       const char *error_text, struct diag *diag) {
  for (size_t i = 0; i < request->program_count; i++) {
    char *entry = text_format("undefined reference to `port_program_%zu'", i);
    char *hidden = text_format("hidden symbol `port_program_%zu' isn't", i);
    const struct image_program *program = &request->programs[i];
    if (entry != NULL && hidden != NULL &&
        (strstr(error_text, entry) || strstr(error_text, hidden))) {
      diag_add(diag, DIAG_ERROR, &program->place,
               "the source of consumer '%s' has no function %s (entry); in "
               "C++ it must be extern \"C\"",
               program->consumer, program->entry);
      error_text = "";
    }
    free(hidden);
    free(entry);
  }
  if (*error_text != '\0')
    program_tell(&request->programs[0], "does not link", error_text, diag);
}

void program_link_arguments(const struct image_request *request,
                            struct text *words) {
  size_t len;
  for (size_t i = 0; i < request->program_count; i++) {
    const char *at = request->programs[i].libraries, *line;
    while ((line = next_line(&at, &len)) != NULL)
      text_add(words, "-l%.*s\n", (int)len, line);
  }
  if (request->program_count > 0)
    text_add(words, "-lmd\n-lm\n");
  if (program_is_cxx(request))
    text_add(words, "-lstdc++\n");
}

/* ---- names in the cache ---- */

static int add_program(const struct compilation *compilation,
                       const struct image_program *program,
                       struct digest *digest) {
  struct sources sources = {0};
  struct diag ignored = {0};
  int status = program_sources(program, &sources, &ignored);
  diag_done(&ignored);
  for (size_t i = 0; i < sources.count && status == 0; i++) {
    char *object = object_known(compilation, &sources.items[i]);
    if (object == NULL)
      status = -ENOENT;
    else
      digest_add_text(digest, strrchr(object, '/'));
    free(object);
  }
  sources_done(&sources);
  digest_add_text(digest, program->consumer);
  digest_add_text(digest, program->entry);
  digest_add_text(digest, program->libraries == NULL ? "" : program->libraries);
  return status;
}

int program_key(const struct compilation *compilation,
                const struct image_request *request,
                char key[DIGEST_HEX_SIZE]) {
  struct digest *digest = digest_new();
  int status = digest == NULL ? -ENOMEM : 0;
  if (status == 0)
    digest_add_text(digest, key);
  for (size_t i = 0; i < request->program_count && status == 0; i++)
    status = add_program(compilation, &request->programs[i], digest);
  if (status == 0)
    digest_hex(digest, key);
  digest_free(digest);
  return status;
}
