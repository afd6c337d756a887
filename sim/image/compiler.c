/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: which compiler makes images. See compiler.h. */
#include "image/compiler.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

static char *in_path(const char *name) {
  if (strchr(name, '/') != NULL)
    return access(name, X_OK) == 0 ? strdup(name) : NULL;
  const char *at = getenv("PATH");
  while (at != NULL && *at != '\0') {
    size_t len = strcspn(at, ":");
    char *path = text_format("%.*s/%s", (int)len, at, name);
    if (path != NULL && access(path, X_OK) == 0)
      return path;
    free(path);
    at += len;
    at += *at == ':';
  }
  return NULL;
}

int compiler_find(char **ret_path, struct diag *diag) {
  static const char *const names[] = {"cc", "gcc", "clang"};
  const char *chosen = getenv("SOCKFIT_CC");
  if (chosen != NULL && *chosen != '\0') {
    *ret_path = in_path(chosen);
    if (*ret_path == NULL)
      diag_add(diag, DIAG_ERROR, NULL,
               "the compiler %s (from SOCKFIT_CC) is not there", chosen);
    return *ret_path == NULL ? -ENOENT : 0;
  }
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    *ret_path = in_path(names[i]);
    if (*ret_path != NULL)
      return 0;
  }
  diag_add(diag, DIAG_ERROR, NULL,
           "no C compiler: sockfit compiles lwIP for every set of limits and "
           "needs cc, gcc or clang in PATH (Debian: the package gcc), or "
           "SOCKFIT_CC");
  return -ENOENT;
}

void compiler_digest(const char *path, struct digest *digest) {
  char *resolved = realpath(path, NULL);
  struct stat about;
  digest_add_text(digest, resolved != NULL ? resolved : path);
  if (stat(path, &about) == 0) {
    const int64_t stamp[2] = {about.st_size, about.st_mtim.tv_sec};
    digest_add(digest, stamp, sizeof(stamp));
  }
  free(resolved);
}
