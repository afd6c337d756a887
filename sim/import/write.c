/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: see write.h. Touches memory only. */
#include "import/write.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 80
#define QUOTED_MAX 200

static void add_origin(struct writer *writer, const struct place *place) {
  if (place && place->line > 0)
    writer->origin = *place;
  if (writer->count == writer->capacity) {
    size_t capacity = writer->capacity * 2 + 64;
    struct place *origins =
        realloc(writer->origins, capacity * sizeof(*origins));
    if (!origins) {
      writer->text.failed = 1;
      return;
    }
    writer->origins = origins;
    writer->capacity = capacity;
  }
  writer->origins[writer->count++] = writer->origin;
}

void write_line(struct writer *writer, const struct place *place,
                const char *format, ...) {
  char *line = NULL;
  va_list args;
  va_start(args, format);
  int len = vasprintf(&line, format, args);
  va_end(args);
  if (len < 0) {
    writer->text.failed = 1;
    return;
  }
  text_add(&writer->text, "%s\n", line);
  free(line);
  add_origin(writer, place);
}

void write_empty_line(struct writer *writer) {
  write_line(writer, NULL, "%s", "");
}

void write_comment(struct writer *writer, const struct place *place, int indent,
                   const char *text) {
  size_t room = (size_t)(COLUMNS - indent - 2);
  while (*text) {
    size_t len = strlen(text);
    if (len > room) {
      len = room;
      while (len > 0 && text[len] != ' ')
        len--;
      if (len == 0)
        len = strcspn(text, " ");
    }
    write_line(writer, place, "%*s# %.*s", indent, "", (int)len, text);
    text += len;
    text += strspn(text, " ");
  }
}

/* Letters, digits and a few signs, none of them first that YAML could see
 * something in. */
static bool is_plain(const char *text, size_t len) {
  static const char good[] = "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  return len > 0 && len <= QUOTED_MAX && !strchr("-.", *text) &&
         strspn(text, good) == len && strcmp(text, "null") != 0;
}

struct quoted write_quoted(const char *text) {
  struct quoted quoted;
  size_t used = 0;
  size_t len = strlen(text);
  if (is_plain(text, len)) {
    memcpy(quoted.text, text, len + 1);
    return quoted;
  }
  if (len > QUOTED_MAX)
    for (len = QUOTED_MAX; ((unsigned char)text[len] & 0xc0) == 0x80;)
      len--; /* not inside a UTF-8 sequence */
  quoted.text[used++] = '"';
  for (size_t i = 0; i < len; i++) {
    bool is_control = (unsigned char)text[i] < 0x20 || text[i] == 0x7f;
    if (text[i] == '"' || text[i] == '\\')
      quoted.text[used++] = '\\';
    quoted.text[used++] = is_control ? ' ' : text[i];
  }
  quoted.text[used++] = '"';
  quoted.text[used] = '\0';
  return quoted;
}

void writer_done(struct writer *writer) {
  text_done(&writer->text);
  free(writer->origins);
  *writer = (struct writer){0};
}
