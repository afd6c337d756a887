/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the user's own source: its files, and what names it in the
 * cache. See program.h. */
#include "image/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "image/program_own.h"

const char *program_next_line(const char **at, size_t *ret_len) {
  const char *line = *at;
  if (line == NULL || *line == '\0')
    return NULL;
  *ret_len = strcspn(line, "\n");
  *at = line + *ret_len + (line[*ret_len] == '\n');
  return line;
}

char *program_path_of(const struct image_program *program, const char *line,
                      size_t len) {
  if (*line == '/')
    return text_format("%.*s", (int)len, line);
  return text_format("%s/%.*s", program->folder, (int)len, line);
}

bool program_file_is_cxx(const char *path) {
  static const char *const suffixes[] = {".cc", ".cpp", ".cxx", ".C"};
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot != NULL && i < 4; i++)
    if (strcmp(dot, suffixes[i]) == 0)
      return true;
  return false;
}

static bool is_source(const char *path) {
  const char *dot = strrchr(path, '.');
  return program_file_is_cxx(path) || (dot != NULL && strcmp(dot, ".c") == 0);
}

bool program_is_cxx(const struct image_request *request) {
  for (size_t i = 0; i < request->program_count; i++) {
    const char *at = request->programs[i].files, *line;
    size_t len;
    while ((line = program_next_line(&at, &len)) != NULL) {
      char *name = text_format("%.*s", (int)len, line);
      bool cxx = name != NULL && program_file_is_cxx(name);
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
  struct text ignored = {0};
  int status = program_config(program, &ignored, diag);
  text_done(&ignored);
  while (status == 0 && (line = program_next_line(&at, &len)) != NULL)
    status =
        add_file(program, program_path_of(program, line, len), sources, diag);
  return status;
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
