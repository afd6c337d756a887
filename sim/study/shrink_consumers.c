/* SPDX-License-Identifier: BSD-3-Clause */
/* study: a failing course with fewer consumers of the device. See shrink.h. */
#include <stdlib.h>
#include <string.h>

#include "study/shrink.h"

static const struct variant *variant_of(const struct explorer *explorer) {
  return explorer->selected.variant;
}

static size_t consumer_count(const struct explorer *explorer) {
  size_t count = variant_of(explorer)->consumer_count;
  return count < COURSE_CONSUMERS_MAX ? count : COURSE_CONSUMERS_MAX;
}

/* ---- what goes with a consumer ---- */

/* The port that a peer knocks on, or 0. */
static int port_of(const struct course_item *item) {
  const char *port = course_get(item, "port");
  const struct kind *kind = kinds_find(item->family, item->kind);
  for (size_t i = 0; port == NULL && i < kind->param_count; i++)
    if (strcmp(kind->params[i].name, "port") == 0)
      port = kind->params[i].fallback;
  return port == NULL ? 0 : atoi(port);
}

/* Whose port it is. Servers, which the device calls, have a port of their own
 * and are nobody's: whether they are needed is seen when they are left out. */
static bool knocks_on_gone(const struct explorer *explorer,
                           const struct course *course,
                           const struct course_item *item) {
  int port = item->family == FAMILY_PEER ? port_of(item) : 0;
  for (size_t i = 0; i < explorer->need_count; i++)
    if (item->name != NULL && strcmp(explorer->needs[i].name, item->name) == 0)
      return false;
  for (size_t i = 0; i < explorer->door_count && port != 0; i++) {
    const struct explore_door *door = &explorer->doors[i];
    if (door->port == port && door->owner >= 0 &&
        (size_t)door->owner < COURSE_CONSUMERS_MAX && course->gone[door->owner])
      return true;
  }
  return false;
}

static bool is_gone(const struct explorer *explorer,
                    const struct course *course, const char *name) {
  for (size_t i = 0; i < consumer_count(explorer) && name != NULL; i++)
    if (course->gone[i] &&
        strcmp(variant_of(explorer)->consumers[i].name, name) == 0)
      return true;
  return false;
}

static bool is_its_name(const struct item *item, const struct param *param) {
  const char *name =
      strcmp(item->kind->name, "consumer") == 0 ? "name" : "consumer";
  return strcmp(param->spec->name, name) == 0;
}

/* Is that expectation, one of the scenario's own, about a consumer that is
 * gone? */
static bool is_about_gone(const struct explorer *explorer,
                          const struct course *course, const char *expect) {
  const struct variant *variant = variant_of(explorer);
  for (size_t i = 0; i < variant->expectation_count; i++) {
    const struct item *item = &variant->expectations[i];
    if (strcmp(item->text, expect) != 0)
      continue;
    for (size_t k = 0; k < item->kind->param_count; k++)
      if (is_its_name(item, &item->params[k]) &&
          is_gone(explorer, course, item->params[k].text))
        return true;
  }
  return false;
}

void shrink_drop_consumers(const struct explorer *explorer,
                           struct course *course) {
  size_t kept = 0;
  for (size_t i = course->count; i-- > 0;) {
    const struct course_item *item = &course->items[i];
    if (knocks_on_gone(explorer, course, item) ||
        is_gone(explorer, course, course_get(item, "consumer")))
      course_remove(course, i);
  }
  for (size_t i = 0; i < course->expect_count; i++)
    if (!is_about_gone(explorer, course, course->expects[i]))
      course->expects[kept++] = course->expects[i];
  course->expect_count = kept;
}

/* ---- fewer ---- */

/* Consumers that are there and not before begin: the last size of them go.
 * Returns where they began. */
static size_t take_out(struct course *trial, size_t end, size_t size) {
  size_t at = end;
  while (at > 0 && size > 0) {
    at--;
    size -= !trial->gone[at];
    trial->gone[at] = true;
  }
  return at;
}

/* Halves, quarters, ... then one by one, from the last to the first. */
void shrink_consumers(struct shrink *shrink) {
  size_t count = consumer_count(shrink->explorer);
  for (size_t size = (count + 1) / 2; size > 0; size /= 2) {
    size_t end = count;
    while (end > 0 && shrink_may_go_on(shrink)) {
      struct course *trial = shrink_begin(shrink);
      trial->limits = shrink->explorer->selected.limits;
      end = take_out(trial, end, size);
      if (memcmp(trial->gone, shrink->course->gone, sizeof(trial->gone)) != 0)
        shrink_still_fails(shrink);
    }
  }
}
