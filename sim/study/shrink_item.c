/* SPDX-License-Identifier: BSD-3-Clause */
/* study: one peer or fault of a failing course with fewer steps and parameters,
 * smaller and rounder numbers. See shrink.h. */
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "study/shrink.h"

#define EXACT_MAX 64 /* above it a number is right to an eighth */

static bool is_one_of(const char *name, const char *const *names,
                      size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0)
      return true;
  return false;
}
#define IS_ONE_OF(name, ...)                                                   \
  is_one_of(name, (const char *const[]){__VA_ARGS__},                          \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static struct course_item *begin(struct shrink *shrink, size_t item) {
  return &shrink_begin(shrink)->items[item];
}

static void fewer_params(struct shrink *shrink, size_t item) {
  for (size_t i = shrink->course->items[item].param_count; i-- > 0;) {
    if (IS_ONE_OF(shrink->course->items[item].params[i].name, "port", "at",
                  "host", "consumer", "pool", "cost", "for", "visits"))
      continue;
    course_unset(begin(shrink, item), i);
    shrink_still_fails(shrink);
  }
}

/* ---- steps ---- */

/* Without step number index; NULL: there is none. */
static const char *without_step(struct arena *arena, const char *steps,
                                size_t index) {
  const char *from = steps;
  while (index-- > 0 && from != NULL)
    from = strchr(from, ';') == NULL ? NULL : strchr(from, ';') + 1;
  if (from == NULL || from == steps) /* connect stays */
    return NULL;
  const char *rest = from + strcspn(from, ";");
  size_t head = (size_t)(from - 1 - steps);
  char *shorter = arena_get(arena, strlen(steps) + 1, 1);
  if (shorter == NULL)
    return NULL;
  memcpy(shorter, steps, head);
  strcpy(shorter + head, rest);
  return shorter;
}

static void fewer_steps(struct shrink *shrink, size_t item) {
  for (size_t index = 64; index-- > 1;) {
    struct course_item *trial = begin(shrink, item);
    const char *steps = course_get(trial, "steps");
    const char *shorter =
        steps == NULL ? NULL : without_step(shrink->arena, steps, index);
    if (shorter == NULL)
      continue;
    course_set(trial, shrink->arena, "steps", "%s", shorter);
    shrink_still_fails(shrink);
  }
}

/* ---- numbers: a parameter's, or one within the steps ---- */

struct number {
  const char *name; /* of the parameter */
  size_t at;        /* where in its value */
  long long value;
  const char *rest; /* of the value: a unit, and what follows it */
};

/* The number at that place of a parameter's value. */
static bool read_number(const struct course_param *param, size_t at,
                        struct number *ret) {
  char *rest;
  long long value = strtoll(param->value + at, &rest, 10);
  if (rest == param->value + at)
    return false;
  *ret = (struct number){
      .name = param->name, .at = at, .value = value, .rest = rest};
  return true;
}

/* Does it still fail with another value in its place? */
static bool fails_with(struct shrink *shrink, size_t item,
                       const struct number *number, long long value,
                       const char *rest) {
  struct course_item *trial = begin(shrink, item);
  const char *was = course_get(trial, number->name);
  course_set(trial, shrink->arena, number->name, "%.*s%lld%s", (int)number->at,
             was, value, rest);
  return shrink_still_fails(shrink);
}

/* 1, or the smallest between there and here. */
static void smallest(struct shrink *shrink, size_t item,
                     const struct number *number) {
  long long holds = 1, fails = number->value;
  if (fails < 2 || fails_with(shrink, item, number, 1, number->rest))
    return;
  while (fails - holds > (fails > EXACT_MAX ? fails / 8 : 1) &&
         shrink_may_go_on(shrink)) {
    long long middle = (holds + fails) / 2;
    if (fails_with(shrink, item, number, middle, number->rest))
      fails = middle;
    else
      holds = middle;
  }
}

/* Half, as often as that works. */
static void shorter(struct shrink *shrink, size_t item,
                    const struct number *number) {
  long long value = number->value;
  while (value > 1 && fails_with(shrink, item, number, value / 2, number->rest))
    value /= 2;
}

/* Times read better in whole seconds, or with few digits; nobody comes before
 * the device has settled. */
static void rounder(struct shrink *shrink, size_t item,
                    const struct number *number) {
  static const long long grains_ms[] = {10000, 5000, 1000, 500, 100, 10};
  const char *unit = number->rest;
  bool is_s = *unit == 's', comes = strcmp(number->name, "at") == 0;
  long long ms = number->value * (is_s ? 1000 : 1);
  if (!is_s && strncmp(unit, "ms", 2) != 0)
    return;
  for (size_t i = 0; i < sizeof(grains_ms) / sizeof(*grains_ms); i++) {
    long long round_ms = ms - ms % grains_ms[i];
    bool in_s = round_ms % 1000 == 0;
    if (round_ms == 0 ||
        (comes && round_ms * NS_PER_MS < shrink->explorer->settle_ns))
      continue;
    if ((round_ms == ms && in_s == is_s) ||
        fails_with(shrink, item, number, in_s ? round_ms / 1000 : round_ms,
                   in_s && !is_s ? unit + 1 : unit))
      return;
  }
}

/* Of times only how long a fault lasts: shorter intervals make for more events,
 * not for fewer. */
static void simpler_number(struct shrink *shrink, size_t item,
                           const struct number *number) {
  if (strchr(" ;%", *number->rest) != NULL) /* or the end */
    smallest(shrink, item, number);
  else if (strcmp(number->name, "for") == 0)
    shorter(shrink, item, number);
}

static void simpler_param(struct shrink *shrink, size_t item, size_t index) {
  struct number number;
  const struct course_param *param = &shrink->course->items[item].params[index];
  if (!read_number(param, 0, &number))
    return;
  simpler_number(shrink, item, &number);
  if (read_number(param, 0, &number))
    rounder(shrink, item, &number);
}

/* "send 1329 x7 every 331ms" */
static void simpler_steps(struct shrink *shrink, size_t item, size_t index) {
  const struct course_param *param = &shrink->course->items[item].params[index];
  for (size_t at = strlen(param->value); at-- > 1;) {
    struct number number;
    char before = param->value[at - 1];
    if ((before != ' ' && before != 'x') ||
        strchr("0123456789", param->value[at]) == NULL ||
        !read_number(param, at, &number))
      continue;
    simpler_number(shrink, item, &number);
    rounder(shrink, item, &number);
  }
}

/* Who shows that the device serves must go on asking as it did when nobody
 * else was there. */
static bool is_asked_about(const struct course *course, const char *name) {
  static const char served[] = "served: {peer: ";
  for (size_t i = 0; i < course->expect_count && name != NULL; i++) {
    const char *expect = course->expects[i];
    if (strncmp(expect, served, sizeof(served) - 1) == 0 &&
        strncmp(expect + sizeof(served) - 1, name, strlen(name)) == 0)
      return true;
  }
  return false;
}

void shrink_item(struct shrink *shrink, size_t item) {
  const struct course_item *items = shrink->course->items;
  if (is_asked_about(shrink->course, items[item].name))
    return;
  fewer_params(shrink, item);
  fewer_steps(shrink, item);
  for (size_t i = 0; i < items[item].param_count; i++) {
    const char *name = items[item].params[i].name;
    if (strcmp(name, "steps") == 0)
      simpler_steps(shrink, item, i);
    else if (!IS_ONE_OF(name, "port", "source_port"))
      simpler_param(shrink, item, i);
  }
}
