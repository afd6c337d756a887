/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the user's own source: its objects become one. See program.h. */
#include "image/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "image/program_own.h"

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
  char *threads = text_format(
      "--rename-section=sockfit_threads=sockfit_threads_%zu", index);
  int status = -ENOMEM;
  if (first && second && syms[0] && syms[1] && keep && threads)
    status = files_write_whole(first, names->first.data, names->first.len);
  if (status == 0)
    status = files_write_whole(second, names->second.data, names->second.len);
  char *one[] = {"objcopy", syms[0], joined, NULL};
  char *two[] = {"objcopy", syms[1], keep, threads, joined, NULL};
  if (status == 0)
    status = run(compilation, program, one, diag);
  if (status == 0)
    status = run(compilation, program, two, diag);
  free(threads);
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

void program_link_arguments(const struct image_request *request,
                            struct text *words) {
  size_t len;
  for (size_t i = 0; i < request->program_count; i++) {
    const char *at = request->programs[i].libraries, *line;
    while ((line = program_next_line(&at, &len)) != NULL)
      text_add(words, "-l%.*s\n", (int)len, line);
  }
  if (request->program_count > 0)
    text_add(words, "-lmd\n-lm\n");
  if (program_is_cxx(request))
    text_add(words, "-lstdc++\n");
}
