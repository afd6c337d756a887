/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: what a stranger's header may include. See header_fence.h. */
#include "import/header_fence.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/make_rule.h"

#define RULE_OCTETS_MAX (4u << 20)

static const char *const system_folders[] = {"/usr/include", "/usr/lib",
                                             "/usr/local/include"};

/* Is path below FOLDER/name, where FOLDER is up levels above file? */
static bool is_near(const char *path, const char *file, int up,
                    const char *name) {
  char *whole = realpath(file, NULL);
  for (int i = 0; whole != NULL && i < up; i++) {
    char *slash = strrchr(whole, '/');
    if (slash != NULL)
      *slash = '\0';
  }
  char *folder = whole == NULL ? NULL : text_format("%s/%s", whole, name);
  bool near = folder != NULL && files_is_below(path, folder);
  free(folder);
  free(whole);
  return near;
}

static bool is_inside(const struct header_fence *fence, const char *path) {
  for (size_t i = 0; i < sizeof(system_folders) / sizeof(*system_folders); i++)
    if (files_is_below(path, system_folders[i]))
      return true;
  return files_is_below(path, fence->places->lwip) ||
         files_is_below(path, fence->places->port) ||
         files_is_below(path, fence->scratch) ||
         is_near(path, fence->header, 1, "") || files_is_below(path, "") ||
         is_near(path, fence->compiler, 2, "lib") ||
         is_near(path, fence->compiler, 2, "include");
}

static int check(const struct header_fence *fence, const char *path,
                 const struct place *place, struct diag *diag) {
  if (is_inside(fence, path))
    return 0;
  diag_add(diag, DIAG_ERROR, place,
           "it includes '%.200s', which is neither lwIP's nor the system's nor"
           " below the header's folder or the current one, and is not"
           " compiled; start sockfit in a folder that has both",
           path);
  return -EINVAL;
}

/* ". /usr/include/stdint.h", "... x.h": the path, or NULL. */
static char *listed_path(char *line) {
  size_t dots = strspn(line, ".");
  return dots > 0 && line[dots] == ' ' ? line + dots + 1 : NULL;
}

int header_fence_listed(const struct header_fence *fence, char *said,
                        const struct place *place, struct diag *diag) {
  /* gcc ends its list with advice that nobody asked for. */
  static const char advice[] = "Multiple include guards may be useful for:";
  char *to = said, *next;
  bool advised = false;
  int status = 0;
  for (char *line = said; line != NULL && status == 0; line = next) {
    next = strchr(line, '\n');
    if (next != NULL)
      *next++ = '\0';
    char *path = listed_path(line);
    advised = advised || strcmp(line, advice) == 0;
    if (path != NULL) {
      status = check(fence, path, place, diag);
    } else if (!advised) {
      size_t len = strlen(line);
      memmove(to, line, len);
      to += len;
      if (next != NULL)
        *to++ = '\n';
    }
  }
  *to = '\0';
  return status;
}

int header_fence_rule(const struct header_fence *fence, const char *path,
                      const struct place *place, struct diag *diag) {
  char *rule, *file;
  size_t len;
  int status = files_read(path, RULE_OCTETS_MAX, &rule, &len);
  if (status != 0)
    return status;
  char *at = strchr(rule, ':');
  at = at == NULL ? rule + len : at + 1;
  while (status == 0 && (file = make_rule_next(&at)) != NULL)
    status = check(fence, file, place, diag);
  free(rule);
  return status;
}
