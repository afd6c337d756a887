/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what the user's own source contributes. See source_digest.h. */
#include "study/source_digest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "study/own_code.h"

#define FILE_MAX_OCTETS (16u << 20)

/* The files of one program. */
struct tree {
  const struct image_program *program;
  struct digest *digest;
  char **seen; /* paths, owned: each counts once */
  size_t seen_count;
};

static int add_file(struct tree *tree, const char *path);

static char *beside(const char *folder, size_t folder_len, const char *name,
                    size_t name_len) {
  if (*name == '/')
    return text_format("%.*s", (int)name_len, name);
  return text_format("%.*s/%.*s", (int)folder_len, folder, (int)name_len, name);
}

static bool is_file(const char *path) {
  return files_exist(path) && !files_is_special(path);
}

/* name: of a file in that folder, if there is one. ret_found: there is. */
static int add_found(struct tree *tree, const char *folder, size_t folder_len,
                     const char *name, size_t name_len, bool *ret_found) {
  char *path = beside(folder, folder_len, name, name_len);
  int status = path == NULL ? -ENOMEM : 0;
  *ret_found = status == 0 && is_file(path);
  if (*ret_found)
    status = add_file(tree, path);
  free(path);
  return status;
}

/* In the folder of who includes it, then where `include` says. */
static int add_header(struct tree *tree, const char *from, const char *name,
                      size_t len) {
  const char *slash = strrchr(from, '/');
  const char *folders = tree->program->include;
  bool found = false;
  int status = 0;
  if (slash != NULL)
    status = add_found(tree, from, (size_t)(slash - from), name, len, &found);
  while (status == 0 && !found && folders != NULL && *folders != '\0') {
    size_t folder_len = strcspn(folders, "\n");
    char *folder = beside(tree->program->folder, strlen(tree->program->folder),
                          folders, folder_len);
    status = folder == NULL
                 ? -ENOMEM
                 : add_found(tree, folder, strlen(folder), name, len, &found);
    free(folder);
    folders += folder_len + (folders[folder_len] == '\n');
  }
  return status;
}

/* `#include "name"` or `<name>`: where the name begins, or NULL. */
static const char *included(const char *line, size_t *ret_len) {
  line += strspn(line, " \t");
  if (*line != '#')
    return NULL;
  line += 1 + strspn(line + 1, " \t");
  if (strncmp(line, "include", strlen("include")) != 0)
    return NULL;
  line += strlen("include");
  line += strspn(line, " \t");
  if (*line != '"' && *line != '<')
    return NULL;
  *ret_len = strcspn(line + 1, *line == '"' ? "\"\n" : ">\n");
  return line + 1;
}

static int add_headers(struct tree *tree, const char *path, const char *text) {
  int status = 0;
  for (const char *line = text; *line != '\0' && status == 0;) {
    size_t len;
    const char *name = included(line, &len);
    if (name != NULL)
      status = add_header(tree, path, name, len);
    line += strcspn(line, "\n");
    line += *line == '\n';
  }
  return status;
}

/* Returns 1 when it was seen before. */
static int see(struct tree *tree, const char *path) {
  char *real = realpath(path, NULL);
  int status = real == NULL ? -errno : 0;
  for (size_t i = 0; i < tree->seen_count && status == 0; i++)
    status = strcmp(tree->seen[i], real) == 0;
  char **seen =
      status != 0 ? NULL
                  : realloc(tree->seen, (tree->seen_count + 1) * sizeof(*seen));
  if (seen == NULL) {
    free(real);
    return status != 0 ? status : -ENOMEM;
  }
  tree->seen = seen;
  seen[tree->seen_count++] = real;
  return 0;
}

static int add_file(struct tree *tree, const char *path) {
  char *text;
  size_t len;
  int status = see(tree, path);
  if (status != 0)
    return status < 0 ? status : 0;
  status = files_read(path, FILE_MAX_OCTETS, &text, &len);
  if (status != 0)
    return status;
  digest_add(tree->digest, text, len);
  status = add_headers(tree, path, text);
  free(text);
  return status;
}

/* Lines with a path each. */
static int add_list(struct tree *tree, const char *lines) {
  const char *folder = tree->program->folder;
  int status = 0;
  while (status == 0 && lines != NULL && *lines != '\0') {
    size_t len = strcspn(lines, "\n");
    bool found;
    status = add_found(tree, folder, strlen(folder), lines, len, &found);
    lines += len + (lines[len] == '\n');
  }
  return status;
}

static int add_program(const struct image_program *program,
                       struct digest *digest) {
  struct tree tree = {.program = program, .digest = digest};
  int status = add_list(&tree, program->files);
  if (status == 0)
    status = add_list(&tree, program->config);
  for (size_t i = 0; i < tree.seen_count; i++)
    free(tree.seen[i]);
  free(tree.seen);
  return status;
}

int source_digest_add(const struct variant *variant, const char *file,
                      struct digest *digest) {
  struct image_program *programs = NULL;
  struct diag ignored = {0}; /* told when it is compiled */
  size_t count = 0;
  int status = own_code_list(variant, file, true, &programs, &count, &ignored);
  diag_done(&ignored);
  if (status == -EINVAL)
    return 0;
  for (size_t i = 0; i < count && status == 0; i++)
    status = add_program(&programs[i], digest);
  own_code_done(programs, count);
  return status;
}
