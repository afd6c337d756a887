/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what explore found, as scenario files. See explore_files.h. */
#include "cmd/explore_files.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"

#define SAME_NAME_MAX 100

/* ---- where the source is ---- */

/* From one folder to another, both without links; "." when they are one. */
static char *way(const char *from, const char *to) {
  size_t common = 0, i = 0;
  struct text text = {0};
  for (; from[i] == to[i] && from[i] != '\0'; i++)
    if (from[i] == '/')
      common = i + 1;
  bool ends =
      (from[i] == '\0' || from[i] == '/') && (to[i] == '\0' || to[i] == '/');
  if (ends) /* a whole name */
    common = i;
  const char *rest = from + common, *down = to + common;
  for (rest += *rest == '/'; *rest != '\0'; rest += *rest == '/') {
    text_add(&text, "%s..", text.len > 0 ? "/" : "");
    rest += strcspn(rest, "/");
  }
  down += *down == '/';
  if (*down != '\0')
    text_add(&text, "%s%s", text.len > 0 ? "/" : "", down);
  if (text.len == 0)
    text_add(&text, ".");
  return text.data;
}

/* From folder to that of the scenario; NULL: no memory. */
static char *way_to_source(const char *folder, const char *file) {
  char *from = realpath(folder, NULL), *to = realpath(file, NULL);
  char *found = NULL;
  if (from != NULL && to != NULL) {
    *strrchr(to, '/') = '\0';
    found = way(from, to);
  }
  free(from);
  free(to);
  return found;
}

/* One consumer's line of text as it is read from there. */
static int move_consumer(const struct item *item, const char *folder,
                         char **text) {
  struct text was = {0}, is = {0}, moved = {0};
  course_write_consumer(item, NULL, &was);
  course_write_consumer(item, folder, &is);
  int status = was.failed || is.failed ? -ENOMEM : 0;
  const char *at = status == 0 ? strstr(*text, was.data) : NULL;
  if (at != NULL) {
    text_add(&moved, "%.*s%s%s", (int)(at - *text), *text, is.data,
             at + was.len);
    if (moved.failed) {
      status = -ENOMEM;
    } else {
      free(*text);
      *text = moved.data;
    }
  }
  text_done(&was);
  text_done(&is);
  return status;
}

/* What is found of the scenario's own source must be found from folder. */
static char *text_for(const char *folder, const struct selected *selected,
                      const struct explore_finding *finding) {
  const struct variant *variant = selected->variant;
  char *text = strdup(finding->scenario);
  for (size_t i = 0; i < variant->consumer_count && text != NULL; i++) {
    const struct item *item = &variant->consumers[i];
    if (strcmp(item->kind->name, "source") != 0)
      continue;
    char *source = way_to_source(folder, selected->scenario->file);
    int status = source == NULL ? -ENOMEM : 0;
    if (status == 0 && strcmp(source, ".") != 0)
      status = move_consumer(item, source, &text);
    free(source);
    if (status != 0) {
      free(text);
      text = NULL;
    }
  }
  return text;
}

/* ---- names ---- */

/* -EEXIST: that name is another file's. */
static int write_as(const char *path, const char *text) {
  size_t len = strlen(text), there = 0;
  char *data = NULL;
  if (!files_exist(path))
    return files_write_whole(path, text, len);
  bool same = files_read(path, len, &data, &there) == 0 && there == len &&
              memcmp(data, text, len) == 0;
  free(data);
  return same ? 0 : -EEXIST;
}

int explore_file_write(const char *folder, const struct selected *selected,
                       const struct explore_finding *finding, char **ret_path) {
  char *text = text_for(folder, selected, finding);
  int status = text == NULL ? -ENOMEM : -EEXIST;
  for (int i = 1; i <= SAME_NAME_MAX && status == -EEXIST; i++) {
    char number[16] = "";
    if (i > 1)
      snprintf(number, sizeof(number), "-%d", i);
    char *path = text_format("%s/explore-%s-%" PRIu64 "%s.yaml", folder,
                             selected->scenario->name, finding->seed, number);
    status = path == NULL ? -ENOMEM : write_as(path, text);
    if (status == 0)
      *ret_path = path;
    else
      free(path);
  }
  free(text);
  return status;
}
