/* SPDX-License-Identifier: BSD-3-Clause */
/* base: strings that grow. See text.h. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *text_format(const char *format, ...) {
  char *made = NULL;
  va_list arguments;
  va_start(arguments, format);
  int len = vasprintf(&made, format, arguments);
  va_end(arguments);
  return len < 0 ? NULL : made;
}

static void text_reserve(struct text *text, size_t more) {
  size_t wanted = text->len + more + 1;
  if (wanted <= text->capacity)
    return;
  size_t capacity = wanted * 2;
  char *data = realloc(text->data, capacity);
  if (data == NULL) {
    text->failed = 1;
    return;
  }
  text->data = data;
  text->capacity = capacity;
}

void text_add(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int len = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (len < 0 || text->failed) {
    text->failed = 1;
    return;
  }
  text_reserve(text, (size_t)len);
  if (text->failed)
    return;
  va_start(arguments, format);
  vsnprintf(text->data + text->len, (size_t)len + 1, format, arguments);
  va_end(arguments);
  text->len += (size_t)len;
}

void text_add_word(struct text *text, const char *word) {
  if (text->len > 0)
    text_add(text, " ");
  if (*word != '\0' && strpbrk(word, " \t\n'\"\\$`!*?[](){}<>|&;#~") == NULL) {
    text_add(text, "%s", word);
    return;
  }
  text_add(text, "'");
  for (; *word != '\0'; word++)
    text_add(text, *word == '\'' ? "'\\''" : "%c", *word);
  text_add(text, "'");
}

void text_done(struct text *text) {
  free(text->data);
  *text = (struct text){0};
}
