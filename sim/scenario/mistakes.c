/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: collecting mistakes. Touches the diagnostics only. */
#include "scenario/mistakes.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"

#define TEXT_SIZE 1024

void mistakes_init(struct mistakes *mistakes, struct diag *diag) {
  *mistakes = (struct mistakes){.diag = diag, .first = diag->count};
}

static bool same_file(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

static bool known_already(const struct mistakes *mistakes,
                          const struct place *place, const char *text) {
  for (size_t i = mistakes->first; i < mistakes->diag->count; i++) {
    const struct diag_entry *entry = &mistakes->diag->entries[i];
    if (entry->place.line == place->line &&
        entry->place.column == place->column &&
        same_file(entry->place.file, place->file) &&
        strcmp(entry->text, text) == 0)
      return true;
  }
  return false;
}

void mistakes_add(struct mistakes *mistakes, const struct place *place,
                  const char *format, ...) {
  char text[TEXT_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  if (known_already(mistakes, place, text))
    return;
  mistakes->count++;
  if (mistakes->count <= MISTAKES_SHOWN_MAX) {
    diag_add(mistakes->diag, DIAG_ERROR, place, "%s", text);
  } else if (mistakes->count == MISTAKES_SHOWN_MAX + 1) {
    struct place file = {.file = place->file};
    diag_add(mistakes->diag, DIAG_INFO, &file, "further mistakes not shown");
  }
}

/* "a, b, c"; cut when it does not fit. */
static void join(const char *const *words, size_t count, char *text,
                 size_t size) {
  size_t used = 0;
  text[0] = '\0';
  for (size_t i = 0; i < count && used < size; i++)
    used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "",
                             words[i]);
}

void mistakes_unknown(struct mistakes *mistakes, const struct place *place,
                      const char *prefix, const char *what, const char *word,
                      const char *where, const char *const *known,
                      size_t known_count) {
  const char *nearest = suggest_nearest(word, known, known_count);
  if (nearest) {
    mistakes_add(mistakes, place, "%sunknown %s '%s'%s; did you mean '%s'?",
                 prefix, what, clip(word).text, where, nearest);
    return;
  }
  char list[TEXT_SIZE / 2];
  join(known, known_count, list, sizeof(list));
  mistakes_add(mistakes, place, "%sunknown %s '%s'%s; known %ss: %s", prefix,
               what, clip(word).text, where, what, list);
}

struct clip clip(const char *text) {
  static const char dots[] = "...";
  struct clip clip = {0};
  size_t len = strlen(text);
  size_t max = sizeof(clip.text) - sizeof(dots);
  if (len > max) {
    len = max;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
      len--; /* not inside a UTF-8 sequence */
    memcpy(clip.text + len, dots, sizeof(dots));
  }
  memcpy(clip.text, text, len);
  return clip;
}
