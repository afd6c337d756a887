/* SPDX-License-Identifier: BSD-3-Clause */
/* study, internal: drawing a random course. */
#ifndef SOCKFIT_STUDY_EXPLORE_DRAW_H
#define SOCKFIT_STUDY_EXPLORE_DRAW_H

#include "study/explore.h"

enum feature {
#define FEATURE(name, help) FEATURE_##name,
#include "study/features.def"
#undef FEATURE
  FEATURE_COUNT
};

struct draw {
  const struct explorer *explorer;
  struct arena *arena;
  struct course *course;
  uint64_t state;    /* of the random numbers */
  uint32_t features; /* bit i: enum feature */
  int serial;        /* peers made up so far */
};

/* One function a feature: add what it stands for. */
#define FEATURE(name, help) void add_##name(struct draw *draw);
#include "study/features.def"
#undef FEATURE

bool draw_has(const struct draw *draw, enum feature feature);

/* 0 to below - 1; 0 for below 0. */
int64_t draw_below(struct draw *draw, int64_t below);
/* From least to most, small ones as likely as large ones. */
int64_t draw_magnitude(struct draw *draw, int64_t least, int64_t most);

/* A port of the device's; NULL: it has none of that sort. */
const struct explore_door *draw_door(struct draw *draw, bool is_tcp);

/* A peer with a name of its own (name NULL) that comes and leaves while the
 * others are there. NULL: too many. */
struct course_item *draw_peer(struct draw *draw, const char *kind,
                              const char *name);

/* A fault of the kind, at a random time. */
struct course_item *draw_fault(struct draw *draw, const char *kind);

/* Random steps of a scripted client at that door. */
const char *draw_steps(struct draw *draw, const struct explore_door *door);

/* Random values for some of the kind's parameters. */
void draw_params(struct draw *draw, struct course_item *item);

#endif
