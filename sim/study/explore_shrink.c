/* SPDX-License-Identifier: BSD-3-Clause */
/* study: make a failing course short: fewer peers and faults, consumers,
 * expectations, and a shorter run. See shrink.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "study/shrink.h"

bool shrink_may_go_on(const struct shrink *shrink) {
  return shrink->status == 0 && shrink->runs_left > 0;
}

/* A fault of a peer that is not there would be a mistake. */
static void drop_orphans(struct course *course) {
  for (size_t i = course->count; i-- > 0;) {
    const struct course_item *item = &course->items[i];
    const char *host =
        item->family == FAMILY_FAULT ? course_get(item, "host") : NULL;
    bool found = host == NULL || strcmp(host, "device") == 0;
    for (size_t k = 0; k < course->count && !found; k++) {
      const char *name = course->items[k].name;
      found = name != NULL && strncmp(name, host, strlen(name)) == 0;
    }
    if (!found)
      course_remove(course, i);
  }
}

static bool names_a_peer(const struct course *course, const char *expect) {
  static const char served[] = "served: {peer: ";
  if (strncmp(expect, served, sizeof(served) - 1) != 0)
    return true;
  const char *name = expect + sizeof(served) - 1;
  for (size_t i = 0; i < course->count; i++) {
    const char *peer = course->items[i].name;
    if (peer != NULL && strlen(peer) == strcspn(name, ",") &&
        strncmp(peer, name, strlen(peer)) == 0)
      return true;
  }
  return false;
}

static void drop_expectations(struct course *course) {
  size_t kept = 0;
  for (size_t i = 0; i < course->expect_count; i++)
    if (names_a_peer(course, course->expects[i]))
      course->expects[kept++] = course->expects[i];
  course->expect_count = kept;
}

bool shrink_still_fails(struct shrink *shrink) {
  struct culprits culprits = {0};
  if (!shrink_may_go_on(shrink))
    return false;
  shrink_drop_consumers(shrink->explorer, shrink->trial);
  drop_orphans(shrink->trial);
  drop_expectations(shrink->trial);
  shrink->runs_left--;
  shrink->runs++;
  struct diag diag = {0};
  shrink->status =
      explorer_try(shrink->explorer, shrink->trial, &culprits, &diag);
  diag_done(&diag);
  if (shrink->status == -EINVAL) { /* such as 'every' shorter than 'for' */
    shrink->status = 0;
    return false;
  }
  bool fails = shrink->status == 0 &&
               culprits_with(&culprits, shrink->fingerprint) != NULL;
  if (fails)
    *shrink->course = *shrink->trial;
  return fails;
}

struct course *shrink_begin(struct shrink *shrink) {
  *shrink->trial = *shrink->course;
  return shrink->trial;
}

/* Halves, quarters, ... then one by one, from the last to the first. */
static void fewer_items(struct shrink *shrink) {
  for (size_t size = shrink->course->count; size > 0; size /= 2) {
    size_t end = shrink->course->count;
    while (end > 0 && shrink_may_go_on(shrink)) {
      size_t begin = end > size ? end - size : 0;
      struct course *trial = shrink_begin(shrink);
      for (size_t i = end; i-- > begin;)
        course_remove(trial, i);
      shrink_still_fails(shrink);
      end = begin < shrink->course->count ? begin : shrink->course->count;
    }
  }
}

/* The one expectation that fails; the others may change what happens (no_leak
 * lets the peers leave and the run go on), so that it may need them. */
static void fewer_expectations(struct shrink *shrink) {
  size_t len = strcspn(shrink->fingerprint, "/");
  struct course *trial = shrink_begin(shrink);
  size_t kept = 0;
  for (size_t i = 0; i < trial->expect_count; i++) {
    const char *expect = trial->expects[i];
    if (strncmp(expect, shrink->fingerprint, len) == 0 &&
        (expect[len] == '\0' || expect[len] == ':'))
      trial->expects[kept++] = expect;
  }
  trial->expect_count = kept;
  if (kept > 0 && shrink_still_fails(shrink))
    return;
  for (size_t i = shrink->course->expect_count; i-- > 0;) {
    trial = shrink_begin(shrink);
    if (trial->expect_count == 1)
      return;
    memmove(&trial->expects[i], &trial->expects[i + 1],
            (--trial->expect_count - i) * sizeof(trial->expects[0]));
    shrink_still_fails(shrink);
  }
}

/* ---- the run ---- */

/* When the last of them comes; a time in a course is in ms or s. */
static int64_t last_at_ns(const struct course *course) {
  int64_t last_ns = 0, at_ns;
  for (size_t i = 0; i < course->count; i++) {
    const char *at = course_get(&course->items[i], "at");
    if (at != NULL && units_parse_time(at, &at_ns) == 0 && at_ns > last_ns)
      last_ns = at_ns;
  }
  return last_ns;
}

/* Nothing comes after the last event but what it leaves behind. */
static void shorter_run(struct shrink *shrink) {
  static const int seconds[] = {10, 30, 60, 90};
  int64_t last_ns = last_at_ns(shrink->course);
  for (size_t i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
    struct course *trial = shrink_begin(shrink);
    int64_t shorter_ns = shrink->explorer->settle_ns + seconds[i] * NS_PER_S;
    if (shorter_ns <= last_ns)
      continue;
    if (shorter_ns >= trial->run_for_ns)
      return;
    trial->run_for_ns = shorter_ns;
    if (shrink_still_fails(shrink))
      return;
  }
}

int explorer_shrink(const struct explorer *explorer, struct course *course,
                    const char *fingerprint, struct arena *arena,
                    size_t runs_max, size_t *runs) {
  struct shrink shrink = {.explorer = explorer,
                          .course = course,
                          .trial = malloc(sizeof(*course)),
                          .fingerprint = fingerprint,
                          .arena = arena,
                          .runs_left = runs_max};
  if (shrink.trial == NULL)
    return -ENOMEM;
  fewer_items(&shrink);
  fewer_items(&shrink);
  fewer_expectations(&shrink);
  shorter_run(&shrink);
  shrink_consumers(&shrink);
  for (size_t i = 0; i < course->count; i++)
    shrink_item(&shrink, i);
  shorter_run(&shrink);
  fewer_items(&shrink);
  shrink_consumers(&shrink);
  free(shrink.trial);
  *runs += shrink.runs;
  return shrink.status;
}
