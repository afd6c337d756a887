/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the course of a run: who comes when and what fails, as a list from
 * which things can be taken away, and which is an ordinary scenario when it is
 * written down. */
#ifndef SOCKFIT_STUDY_COURSE_H
#define SOCKFIT_STUDY_COURSE_H

#include "base/text.h"
#include "limits/limits.h"
#include "scenario/arena.h"
#include "scenario/scenario.h"

#define COURSE_ITEMS_MAX 48
#define COURSE_PARAMS_MAX 24
#define COURSE_EXPECTS_MAX 40
#define COURSE_CONSUMERS_MAX 64

/* Names and values as a scenario writes them, without quotes; borrowed. */
struct course_param {
  const char *name;
  const char *value;
};

/* A consumer that explore adds, a peer or a fault. */
struct course_item {
  enum item_family family;
  const char *kind;
  const char *name; /* NULL for faults */
  struct course_param params[COURSE_PARAMS_MAX];
  size_t param_count;
};

struct course {
  uint64_t seed;
  int64_t run_for_ns;
  struct course_item items[COURSE_ITEMS_MAX];
  size_t count;
  const char *expects[COURSE_EXPECTS_MAX]; /* "no_leak", "served: {...}" */
  size_t expect_count;
  bool
      gone[COURSE_CONSUMERS_MAX]; /* the device's consumers that are left out */
  const struct limits *limits;    /* of the whole device: they stay as they are
                                     when consumers go; NULL: nobody goes */
};

/* One more item, or NULL when there are too many. */
struct course_item *course_add(struct course *course, enum item_family family,
                               const char *kind, const char *name);

/* Set a parameter, or replace it; value (printf) is kept in arena. A parameter
 * too many, or no memory: it is left out. */
void course_set(struct course_item *item, struct arena *arena, const char *name,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The value of a parameter, or NULL. */
const char *course_get(const struct course_item *item, const char *name);

/* Take the parameter at index away. */
void course_unset(struct course_item *item, size_t index);

/* The same as item of a variant, with the parameters that it gives; strings
 * are borrowed from it. NULL: too many. */
struct course_item *course_add_item(struct course *course,
                                    const struct item *item);

void course_remove(struct course *course, size_t index);
void course_expect(struct course *course, struct arena *arena,
                   const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Write variant's device (profile, limits, IPv6, links and consumers that are
 * not gone) with this course as a scenario; peers of the course that are
 * variant's keep their links. The device has its address at once, also where
 * variant asks for it by DHCP. intent: its first comment, lines with a "\n"
 * between.
 * Failures are kept in out->failed. */
void course_write(const struct course *course, const struct variant *variant,
                  const char *name, const char *intent, struct text *out);

/* The line of one consumer of the device. folder: where paths of the user's own
 * source begin, as seen from the file that is written; NULL: where they did. */
void course_write_consumer(const struct item *item, const char *folder,
                           struct text *out);

#endif
