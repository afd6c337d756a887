/* SPDX-License-Identifier: BSD-3-Clause */
/* study: random courses: numbers, times, steps and parameters. Everything comes
 * from the seed. See explore_draw.h. */
#include "study/explore_draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "world/random.h"

bool draw_has(const struct draw *draw, enum feature feature) {
  return (draw->features >> feature & 1) != 0;
}

int64_t draw_below(struct draw *draw, int64_t below) {
  return below <= 0 ? 0 : (int64_t)random_below(&draw->state, (uint64_t)below);
}

int64_t draw_magnitude(struct draw *draw, int64_t least, int64_t most) {
  int64_t top = least < 1 ? 1 : least;
  int doublings = 0;
  while (top << doublings < most)
    doublings++;
  int64_t bound = top << draw_below(draw, doublings + 1);
  if (bound > most)
    bound = most;
  return least + draw_below(draw, bound - least + 1);
}

const struct explore_door *draw_door(struct draw *draw, bool is_tcp) {
  const struct explorer *explorer = draw->explorer;
  int64_t count = 0;
  for (size_t i = 0; i < explorer->door_count; i++)
    count += explorer->doors[i].is_tcp == is_tcp;
  int64_t which = draw_below(draw, count);
  for (size_t i = 0; i < explorer->door_count; i++)
    if (explorer->doors[i].is_tcp == is_tcp && which-- == 0)
      return &explorer->doors[i];
  return NULL;
}

/* While peers are about, in whole milliseconds. */
static int64_t draw_moment_ms(struct draw *draw) {
  const struct explorer *explorer = draw->explorer;
  int64_t from_ms = explorer->settle_ns / NS_PER_MS;
  int64_t to_ms = explorer->leave_ns / NS_PER_MS - 2000;
  return from_ms + draw_below(draw, to_ms - from_ms);
}

struct course_item *draw_peer(struct draw *draw, const char *kind,
                              const char *name) {
  char made_up[32];
  int len = snprintf(made_up, sizeof(made_up), "peer_%d", ++draw->serial);
  struct course_item *item = course_add(
      draw->course, FAMILY_PEER, kind,
      name != NULL ? name : arena_copy(draw->arena, made_up, (size_t)len));
  if (item == NULL)
    return NULL;
  int64_t at_ms = draw_below(draw, 2) == 0
                      ? draw->explorer->settle_ns / NS_PER_MS
                      : draw_moment_ms(draw);
  course_set(item, draw->arena, "at", "%" PRId64 "ms", at_ms);
  course_set(item, draw->arena, "until", "%" PRId64 "ms",
             draw->explorer->leave_ns / NS_PER_MS);
  return item;
}

struct course_item *draw_fault(struct draw *draw, const char *kind) {
  struct course_item *item = course_add(draw->course, FAMILY_FAULT, kind, NULL);
  if (item != NULL)
    course_set(item, draw->arena, "at", "%" PRId64 "ms", draw_moment_ms(draw));
  return item;
}

/* ---- steps ---- */

static bool speaks_http(const struct explorer *explorer,
                        const struct explore_door *door) {
  if (door->owner < 0)
    return false;
  const char *kind =
      explorer->selected.variant->consumers[door->owner].kind->name;
  return strcmp(kind, "web_server") == 0 || strcmp(kind, "httpd") == 0 ||
         strcmp(kind, "camera_web_server") == 0;
}

static void add_middle(struct draw *draw, const struct explore_door *door,
                       struct text *steps) {
  switch (draw_below(draw, 5)) {
  case 0:
    text_add(steps, "; send %" PRId64, draw_magnitude(draw, 1, 3000));
    break;
  case 1:
    text_add(steps, "; send %" PRId64 " x%" PRId64 " every %" PRId64 "ms",
             draw_magnitude(draw, 1, 1400), draw_magnitude(draw, 2, 12),
             draw_magnitude(draw, 1, 1000));
    break;
  case 2:
    text_add(steps, "; sleep %" PRId64 "ms", draw_magnitude(draw, 1, 8000));
    break;
  case 3:
    text_add(steps, "%s",
             speaks_http(draw->explorer, door) ? "; get /" : "; recv any");
    break;
  default:
    text_add(steps, "%s",
             speaks_http(draw->explorer, door) ? "; get / x2"
                                               : "; ask 10 for 10");
  }
}

static const char *draw_end(struct draw *draw) {
  static const char *const rude[] = {"vanish", "abort", "reboot", "vanish"};
  static const char *const polite[] = {"close", "shutdown; sleep 1s; close",
                                       "hold 5s", "shutdown; recv eof"};
  if (draw_has(draw, FEATURE_leavers) && draw_below(draw, 3) > 0)
    return rude[draw_below(draw, 4)];
  return polite[draw_below(draw, 4)];
}

const char *draw_steps(struct draw *draw, const struct explore_door *door) {
  struct text steps = {0};
  text_add(&steps, "connect");
  for (int64_t i = draw_below(draw, 4); i > 0; i--)
    add_middle(draw, door, &steps);
  text_add(&steps, "; %s", draw_end(draw));
  const char *kept = steps.failed
                         ? "connect; close"
                         : arena_copy(draw->arena, steps.data, steps.len);
  text_done(&steps);
  return kept;
}

/* ---- parameters by their declaration ---- */

/* Those that draw_peer and its callers set, and whose random values would only
 * make a run long. */
static bool is_set_elsewhere(const char *name) {
  static const char *const names[] = {
      "at",          "until", "count", "stay", "away",      "visits",
      "source_port", "port",  "steps", "size", "datagrams", "ports"};
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
    if (strcmp(names[i], name) == 0)
      return true;
  return false;
}

static void draw_choice(struct draw *draw, struct course_item *item,
                        const struct param_spec *spec) {
  int64_t count = 1;
  for (const char *at = spec->choices; *at != '\0'; at++)
    count += *at == '|';
  const char *word = spec->choices;
  for (int64_t skip = draw_below(draw, count); skip > 0; skip--)
    word = strchr(word, '|') + 1;
  course_set(item, draw->arena, spec->name, "%.*s", (int)strcspn(word, "|"),
             word);
}

static void draw_param(struct draw *draw, struct course_item *item,
                       const struct param_spec *spec) {
  int64_t most = spec->max > 20 ? 20 : spec->max;
  switch (spec->type) {
  case PARAM_NUMBER:
    if (most >= spec->min)
      course_set(item, draw->arena, spec->name, "%" PRId64,
                 draw_magnitude(draw, spec->min, most));
    break;
  case PARAM_TIME:
    course_set(item, draw->arena, spec->name, "%" PRId64 "ms",
               draw_magnitude(draw, 200, 20000));
    break;
  case PARAM_BOOL:
    course_set(item, draw->arena, spec->name, "%s",
               draw_below(draw, 2) == 0 ? "false" : "true");
    break;
  case PARAM_CHOICE:
    draw_choice(draw, item, spec);
    break;
  default:
    break; /* texts and names stay as they are */
  }
}

void draw_params(struct draw *draw, struct course_item *item) {
  const struct kind *kind = kinds_find(item->family, item->kind);
  for (size_t i = 0; i < kind->param_count; i++) {
    if (!is_set_elsewhere(kind->params[i].name) && draw_below(draw, 3) == 0)
      draw_param(draw, item, &kind->params[i]);
  }
}

/* ---- the whole ---- */

static void add_expectations(const struct explorer *explorer,
                             struct course *course, struct arena *arena) {
  static const char *const kinds[] = {
#define INVARIANT(kind, meaning) #kind,
#include "study/invariants.def"
#undef INVARIANT
  };
  for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
    if (strcmp(kinds[i], "served") != 0)
      course_expect(course, arena, "%s", kinds[i]);
  }
  for (size_t i = 0; i < explorer->visitors.count; i++)
    course_expect(course, arena, "%s", explorer->visitors.expects[i]);
  for (size_t i = 0; i < explorer->own_count; i++)
    course_expect(course, arena, "%s", explorer->own[i]);
}

void explorer_draw(const struct explorer *explorer, uint64_t seed,
                   struct arena *arena, struct course *ret_course) {
  static void (*const adders[])(struct draw * draw) = {
#define FEATURE(name, help) add_##name,
#include "study/features.def"
#undef FEATURE
  };
  struct draw draw = {.explorer = explorer,
                      .arena = arena,
                      .course = ret_course,
                      .state = seed};
  *ret_course = (struct course){
      .seed = seed, .run_for_ns = explorer->visit_ns + 12 * NS_PER_S};
  draw.features = (uint32_t)random_next(&draw.state);
  if (draw_below(&draw, 2) == 0) /* fewer: a quarter of them */
    draw.features &= (uint32_t)random_next(&draw.state);
  for (int i = 0; i < FEATURE_COUNT; i++) {
    if (draw_has(&draw, (enum feature)i))
      adders[i](&draw);
  }
  for (size_t i = 0;
       i < explorer->visitors.count && ret_course->count < COURSE_ITEMS_MAX;
       i++)
    ret_course->items[ret_course->count++] = explorer->visitors.items[i];
  add_expectations(explorer, ret_course, arena);
}
