/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the course of a run as a list. See course.h; course_write.c writes it
 * down. Touches memory only. */
#include "study/course.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct course_item *course_add(struct course *course, enum item_family family,
                               const char *kind, const char *name) {
  if (course->count == COURSE_ITEMS_MAX)
    return NULL;
  struct course_item *item = &course->items[course->count++];
  *item = (struct course_item){.family = family, .kind = kind, .name = name};
  return item;
}

static const char *keep(struct arena *arena, const char *format, va_list args) {
  char *text = NULL;
  int len = vasprintf(&text, format, args);
  if (len < 0)
    return NULL;
  const char *kept = arena_copy(arena, text, (size_t)len);
  free(text);
  return kept;
}

static struct course_param *find(struct course_item *item, const char *name) {
  for (size_t i = 0; i < item->param_count; i++)
    if (strcmp(item->params[i].name, name) == 0)
      return &item->params[i];
  return NULL;
}

static void put(struct course_item *item, const char *name, const char *value) {
  struct course_param *param = find(item, name);
  if (param == NULL && item->param_count < COURSE_PARAMS_MAX)
    param = &item->params[item->param_count++];
  if (param != NULL)
    *param = (struct course_param){name, value};
}

void course_set(struct course_item *item, struct arena *arena, const char *name,
                const char *format, ...) {
  va_list args;
  va_start(args, format);
  const char *value = keep(arena, format, args);
  va_end(args);
  if (value != NULL)
    put(item, name, value);
}

const char *course_get(const struct course_item *item, const char *name) {
  const struct course_param *param = find((struct course_item *)item, name);
  return param == NULL ? NULL : param->value;
}

void course_unset(struct course_item *item, size_t index) {
  item->param_count--;
  memmove(&item->params[index], &item->params[index + 1],
          (item->param_count - index) * sizeof(item->params[0]));
}

struct course_item *course_add_item(struct course *course,
                                    const struct item *item) {
  struct course_item *added =
      course_add(course, item->kind->family, item->kind->name,
                 family_is_named(item->kind->family) ? item->name : NULL);
  for (size_t i = 0; added != NULL && i < item->kind->param_count; i++) {
    if (item->params[i].given && item->params[i].text != NULL)
      put(added, item->params[i].spec->name, item->params[i].text);
  }
  return added;
}

void course_remove(struct course *course, size_t index) {
  course->count--;
  memmove(&course->items[index], &course->items[index + 1],
          (course->count - index) * sizeof(course->items[0]));
}

void course_expect(struct course *course, struct arena *arena,
                   const char *format, ...) {
  va_list args;
  if (course->expect_count == COURSE_EXPECTS_MAX)
    return;
  va_start(args, format);
  const char *text = keep(arena, format, args);
  va_end(args);
  if (text != NULL)
    course->expects[course->expect_count++] = text;
}
