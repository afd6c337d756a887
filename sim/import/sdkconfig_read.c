/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: an sdkconfig's lines. Touches memory only. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "import/sdkconfig.h"

struct reader {
  struct arena *arena;
  struct mistakes *mistakes;
  struct sdkconfig *config;
  struct place place; /* of the line */
};

static bool is_name(const char *text, size_t len) {
  static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789_";
  if (len <= 7 || strncmp(text, "CONFIG_", 7) != 0)
    return false;
  for (size_t i = 0; i < len; i++)
    if (!strchr(good, text[i]))
      return false;
  return true;
}

/* "(ESP-IDF) 5.1.2 Project Configuration" in the head. */
static void take_version(struct sdkconfig *config, const char *text) {
  int *v = config->version;
  if (*text == 'v')
    text++;
  if (!config->has_version &&
      sscanf(text, "%d.%d.%d", &v[0], &v[1], &v[2]) >= 1)
    config->has_version = v[0] >= 3 && v[0] < 100;
}

static int add(struct reader *r, const char *name, size_t name_len,
               const char *text, size_t text_len, int column) {
  struct sdkconfig *config = r->config;
  if (config->count == SDKCONFIG_ENTRIES_MAX) {
    mistakes_add(r->mistakes, &r->place, "more than %d options",
                 SDKCONFIG_ENTRIES_MAX);
    return 0;
  }
  if (text_len >= 2 && text[0] == '"' && text[text_len - 1] == '"') {
    text++;
    text_len -= 2;
  }
  struct sdkconfig_entry *entry = &config->entries[config->count++];
  entry->name = arena_copy(r->arena, name, name_len);
  entry->text = arena_copy(r->arena, text, text_len);
  entry->place = r->place;
  entry->place.column = column;
  return entry->name && entry->text ? 0 : -ENOMEM;
}

/* A comment; "# CONFIG_X is not set" says n. */
static int read_comment(struct reader *r, const char *line, size_t len) {
  static const char unset[] = " is not set";
  static const char idf[] = "(ESP-IDF) ";
  size_t at = 1;
  while (at < len && line[at] == ' ')
    at++;
  size_t name_len = strcspn(line + at, " \r\n");
  if (is_name(line + at, name_len) && at + name_len + strlen(unset) <= len &&
      strncmp(line + at + name_len, unset, strlen(unset)) == 0)
    return add(r, line + at, name_len, "n", 1, (int)at + 1);
  char *copy = arena_copy(r->arena, line, len);
  const char *head = copy ? strstr(copy, idf) : NULL;
  if (head)
    take_version(r->config, head + strlen(idf));
  return copy ? 0 : -ENOMEM;
}

static int read_line(struct reader *r, const char *line, size_t len) {
  while (len > 0 && strchr(" \t\r", line[len - 1]))
    len--;
  size_t blanks = 0;
  while (blanks < len && strchr(" \t", line[blanks]))
    blanks++;
  line += blanks;
  len -= blanks;
  if (len == 0)
    return 0;
  if (*line == '#')
    return read_comment(r, line, len);
  size_t name_len = strcspn(line, "=");
  if (name_len < len && is_name(line, name_len))
    return add(r, line, name_len, line + name_len + 1, len - name_len - 1,
               (int)(blanks + name_len) + 2);
  struct place place = r->place;
  char *copy = arena_copy(r->arena, line, len);
  place.column = (int)blanks + 1;
  mistakes_add(r->mistakes, &place,
               "expected CONFIG_NAME=VALUE or a comment, found '%s'",
               clip(copy ? copy : "").text);
  return 0;
}

int sdkconfig_read(const char *text, const char *file, struct arena *arena,
                   struct mistakes *mistakes, struct sdkconfig *ret_config) {
  struct sdkconfig config = {.entries = arena_get(arena, SDKCONFIG_ENTRIES_MAX,
                                                  sizeof(*config.entries))};
  struct reader r = {arena, mistakes, &config, {file, 1, 1}};
  int error = config.entries ? 0 : -ENOMEM;
  while (*text && error == 0) {
    size_t len = strcspn(text, "\n");
    error = read_line(&r, text, len);
    text += len + (text[len] == '\n');
    r.place.line++;
  }
  if (error == 0) {
    const struct sdkconfig_entry *version =
        sdkconfig_find(&config, "CONFIG_IDF_INIT_VERSION");
    if (version)
      take_version(&config, version->text);
    *ret_config = config;
  }
  return error;
}

const struct sdkconfig_entry *sdkconfig_find(const struct sdkconfig *config,
                                             const char *name) {
  for (size_t i = config->count; i > 0; i--)
    if (strcmp(config->entries[i - 1].name, name) == 0)
      return &config->entries[i - 1];
  return NULL;
}
