/* SPDX-License-Identifier: BSD-3-Clause */
/* study: consumers that are the user's own source. See own_code.h. */
#include "study/own_code.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

static bool is_below(const char *path, const char *folder) {
  size_t len = strlen(folder);
  return strncmp(path, folder, len) == 0 &&
         (len == 1 || path[len] == '/' || path[len] == '\0');
}

/* The nearest folder from here on up that has a .git. */
static bool is_in_checkout(const char *path, const char *from) {
  char *folder = strdup(from);
  char *slash;
  bool found = false;
  while (folder != NULL && !found && (slash = strrchr(folder, '/')) != NULL) {
    char *git = text_format("%s/.git", folder);
    found = git != NULL && files_exist(git);
    free(git);
    if (!found)
      *slash = '\0';
  }
  found = found && *folder != '\0' && is_below(path, folder);
  free(folder);
  return found;
}

bool own_code_trusted(bool allowed, const char *file) {
  if (allowed)
    return true;
  char *path = realpath(file, NULL);
  char *here = realpath(".", NULL);
  bool trusted = path != NULL && here != NULL &&
                 (is_below(path, here) || is_in_checkout(path, here));
  free(path);
  free(here);
  return trusted;
}

static bool is_own(const struct item *item) {
  return strcmp(item->kind->name, "source") == 0;
}

static int describe(const struct item *item, const char *file,
                    struct image_program *ret) {
  const char *slash = strrchr(file, '/');
  char *path = realpath(file, NULL);
  *ret = (struct image_program){
      .consumer = item->name,
      .place = item->place,
      .entry = item_text(item, "entry"),
      .files = item_text(item, "files"),
      .include = item_text(item, "include"),
      .defines = item_text(item, "defines"),
      .config = item_text(item, "config"),
      .libraries = item_text(item, "libraries"),
      .shown = text_format("%.*s", slash == NULL ? 0 : (int)(slash - file + 1),
                           file)};
  if (path != NULL && strrchr(path, '/') != path)
    *strrchr(path, '/') = '\0';
  ret->folder = path;
  return ret->shown == NULL || path == NULL ? -ENOMEM : 0;
}

/* Entries become symbols of the linker's. */
static bool is_entry(const char *name) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  return name[strspn(name, letters)] == '\0' && *name != '\0' &&
         (*name < '0' || *name > '9');
}

static int check(const struct item *item, const char *file, bool trusted,
                 struct diag *diag) {
  if (!trusted) {
    diag_add(diag, DIAG_ERROR, &item->place,
             "consumer '%s' would compile and run source that %s names, and "
             "that is outside of the folder you are in and its git checkout: "
             "if you trust it, add --allow-source",
             item->name, file);
    return -EINVAL;
  }
  if (!is_entry(item_text(item, "entry"))) {
    diag_add(diag, DIAG_ERROR, &item_param(item, "entry")->place,
             "entry: '%s' is no name of a C function",
             item_text(item, "entry"));
    return -EINVAL;
  }
  return 0;
}

int own_code_list(const struct variant *variant, const char *file, bool trusted,
                  struct image_program **ret_programs, size_t *ret_count,
                  struct diag *diag) {
  size_t count = 0;
  int status = 0;
  struct image_program *programs =
      calloc(variant->consumer_count + 1, sizeof(*programs));
  if (programs == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < variant->consumer_count && status == 0; i++) {
    const struct item *item = &variant->consumers[i];
    if (!is_own(item))
      continue;
    status = check(item, file, trusted, diag);
    if (status == 0)
      status = describe(item, file, &programs[count++]);
  }
  if (status != 0) {
    own_code_done(programs, count);
    return status;
  }
  *ret_programs = programs;
  *ret_count = count;
  return 0;
}

void own_code_done(struct image_program *programs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free((char *)programs[i].folder);
    free((char *)programs[i].shown);
  }
  free(programs);
}
