/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the list of diagnostics that one job collects. Touches memory only;
 * printing is left to sim/cmd. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* vasprintf is not in C11, and its failure leaves the pointer undefined. */
static char *format_text(const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int len = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (len < 0)
    return NULL;
  char *text = malloc((size_t)len + 1);
  if (text)
    vsnprintf(text, (size_t)len + 1, format, args);
  return text;
}

static struct diag_entry *next_entry(struct diag *diag) {
  if (diag->count == diag->capacity) {
    size_t capacity = diag->capacity ? 2 * diag->capacity : 8;
    struct diag_entry *entries =
        realloc(diag->entries, capacity * sizeof(*entries));
    if (!entries)
      return NULL;
    diag->entries = entries;
    diag->capacity = capacity;
  }
  return &diag->entries[diag->count];
}

void diag_add(struct diag *diag, enum diag_level level,
              const struct place *place, const char *format, ...) {
  if (level == DIAG_ERROR)
    diag->error_count++;
  struct diag_entry *entry = next_entry(diag);
  if (!entry) {
    diag->out_of_memory = true;
    return;
  }

  va_list args;
  va_start(args, format);
  char *text = format_text(format, args);
  va_end(args);
  bool has_file = place && place->file;
  char *file = has_file ? strdup(place->file) : NULL;
  if (!text || (has_file && !file)) {
    free(text);
    free(file);
    diag->out_of_memory = true;
    return;
  }

  *entry = (struct diag_entry){.level = level, .text = text};
  if (place)
    entry->place = *place;
  entry->place.file = file;
  diag->count++;
}

void diag_done(struct diag *diag) {
  for (size_t i = 0; i < diag->count; i++) {
    free((char *)diag->entries[i].place.file);
    free(diag->entries[i].text);
  }
  free(diag->entries);
  *diag = (struct diag){.out_of_memory = diag->out_of_memory};
}

static const char *level_word(enum diag_level level) {
  switch (level) {
  case DIAG_ERROR:
    return "error: ";
  case DIAG_WARNING:
    return "warning: ";
  case DIAG_INFO:
    return "";
  }
  return "";
}

char *diag_format(const struct diag_entry *entry) {
  const struct place *place = &entry->place;
  char position[32] = "";
  if (place->file && place->line > 0 && place->column > 0)
    snprintf(position, sizeof(position), ":%d:%d", place->line, place->column);
  else if (place->file && place->line > 0)
    snprintf(position, sizeof(position), ":%d", place->line);

  const char *file = place->file ? place->file : "";
  const char *separator = place->file ? ": " : "";
  const char *word = level_word(entry->level);
  size_t size = strlen(file) + strlen(position) + strlen(separator) +
                strlen(word) + strlen(entry->text) + sizeof("\n");
  char *line = malloc(size);
  if (line)
    snprintf(line, size, "%s%s%s%s%s\n", file, position, separator, word,
             entry->text);
  return line;
}
