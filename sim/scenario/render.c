/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: items back to text, for reports. Pure functions. */
#include "scenario/render.h"

#include <string.h>

/* Where the text goes; with at NULL it is only measured. */
struct out {
  char *at;
  size_t len;
};

static void put(struct out *out, const char *text, size_t len) {
  if (out->at)
    memcpy(out->at + out->len, text, len);
  out->len += len;
}

static void put_text(struct out *out, const char *text) {
  put(out, text, strlen(text));
}

/* Can it stand in a flow mapping without quotes? Narrower than YAML: letters,
 * digits and signs that never mean anything, first no sign of a number. */
static bool is_plain(const char *text) {
  static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+";
  return *text && !strchr("-+.", *text) && text[strspn(text, safe)] == '\0' &&
         strcmp(text, "null") != 0;
}

static void put_value(struct out *out, const char *text) {
  if (is_plain(text)) {
    put_text(out, text);
    return;
  }
  put(out, "\"", 1);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      put(out, "\\", 1);
    put(out, text, 1);
  }
  put(out, "\"", 1);
}

static void put_item(struct out *out, const struct item *item) {
  const char *separator = ": {";
  put_text(out, item->kind->name);
  for (size_t i = 0; i < item->kind->param_count; i++) {
    const struct param *param = &item->params[i];
    if (!param->given || !param->text)
      continue;
    put_text(out, separator);
    put_text(out, param->spec->name);
    put_text(out, ": ");
    put_value(out, param->text);
    separator = ", ";
  }
  if (*separator == ',')
    put(out, "}", 1);
}

char *render_item(const struct item *item, struct arena *arena) {
  struct out out = {0};
  put_item(&out, item);
  out.at = arena_get(arena, out.len + 1, 1);
  if (!out.at)
    return NULL;
  out.len = 0;
  put_item(&out, item);
  return out.at;
}
