/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: scalars out of libfyaml's tokens. Touches memory only. */
#include "scenario/yaml_scalar.h"

#include <errno.h>
#include <string.h>

bool yaml_scalar_is_absent(struct fy_event *event) {
  if (event->type != FYET_SCALAR || !event->scalar.value)
    return event->type == FYET_SCALAR;
  size_t len = 0;
  return fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN &&
         fy_token_get_text(event->scalar.value, &len) && len == 0;
}

bool yaml_scalar_starts_in_quotes(struct fy_event *event, const char *text) {
  const struct fy_mark *mark = fy_event_start_mark(event);
  if (event->type != FYET_SCALAR || !event->scalar.value || !mark ||
      mark->input_pos == 0)
    return false;
  enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
  char before = text[mark->input_pos - 1];
  return (style == FYSS_DOUBLE_QUOTED && before == '"') ||
         (style == FYSS_SINGLE_QUOTED && before == '\'');
}

bool yaml_scalar_is_plain(struct fy_event *event) {
  return event->type == FYET_SCALAR && event->scalar.value &&
         fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN;
}

/* Line breaks and control characters, C1 included: they would reach terminals,
 * one-line reports and generated headers. */
static bool has_control(const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    unsigned char next = i + 1 < len ? (unsigned char)text[i + 1] : 0;
    if (c < 0x20 || c == 0x7f || (c == 0xc2 && next >= 0x80 && next < 0xa0))
      return true;
  }
  return false;
}

static bool is_one_line(struct fy_event *event, enum fy_scalar_style style) {
  const struct fy_mark *start = fy_event_start_mark(event);
  const struct fy_mark *end = fy_event_end_mark(event);
  return style != FYSS_LITERAL && style != FYSS_FOLDED && start && end &&
         start->line == end->line;
}

/* 'it''s': libfyaml 0.7 and 0.8 get two such quotes in a row wrong (the text
 * is too long, and memory is lost), so the source is read here. start is after
 * the opening quote. */
static char *unquote(const char *start, struct arena *arena) {
  const char *end = start;
  while (*end && (*end != '\'' || end[1] == '\''))
    end += *end == '\'' ? 2 : 1;
  char *text = arena_get(arena, (size_t)(end - start) + 1, 1);
  if (!text)
    return NULL;
  char *out = text;
  for (const char *at = start; at < end; at += *at == '\'' ? 2 : 1)
    *out++ = *at;
  return text;
}

static char *copy_text(struct fy_event *event, enum fy_scalar_style style,
                       const char *source, struct arena *arena,
                       size_t *ret_len) {
  if (style == FYSS_SINGLE_QUOTED) {
    size_t start = fy_event_start_mark(event)->input_pos;
    char *text = unquote(source + start, arena);
    *ret_len = text ? strlen(text) : 0;
    return text;
  }
  const char *text = fy_token_get_text(event->scalar.value, ret_len);
  return text ? arena_copy(arena, text, *ret_len) : NULL;
}

/* A value of several lines, such as a lambda. Of one in single quotes nothing
 * but its being there is kept (see unquote). */
static int read_lines(struct fy_event *event, enum fy_scalar_style style,
                      struct arena *arena, enum yaml_type *ret_type,
                      const char **ret_text) {
  size_t len = 0;
  const char *text = style == FYSS_SINGLE_QUOTED
                         ? ""
                         : fy_token_get_text(event->scalar.value, &len);
  *ret_text = text ? arena_copy(arena, text, len) : NULL;
  if (!*ret_text)
    return -ENOMEM;
  *ret_type = YAML_SCALAR;
  return 0;
}

int yaml_scalar_read(struct fy_event *event, const char *source,
                     bool several_lines, struct arena *arena,
                     enum yaml_type *ret_type, const char **ret_text) {
  *ret_type = YAML_NULL;
  *ret_text = "";
  if (yaml_scalar_is_absent(event))
    return 0;
  *ret_type = YAML_BROKEN;
  *ret_text = NULL;
  enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
  if (!is_one_line(event, style))
    return several_lines ? read_lines(event, style, arena, ret_type, ret_text)
                         : 0;
  size_t len;
  const char *text = copy_text(event, style, source, arena, &len);
  if (!text)
    return -ENOMEM;
  if (has_control(text, len)) /* a NUL, written as an escape, included */
    return 0;
  bool null = style == FYSS_PLAIN &&
              (strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
  *ret_type = null ? YAML_NULL : YAML_SCALAR;
  *ret_text = text;
  return 0;
}
