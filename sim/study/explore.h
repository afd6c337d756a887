/* SPDX-License-Identifier: BSD-3-Clause */
/* study: swarm testing. A variant's device is left alone with random peers,
 * faults and failing allocations, one course of events a seed, and must keep
 * the invariants (invariants.def). What a seed gives depends on the variant and
 * that seed alone, so that seeds may be run anywhere and in any order. */
#ifndef SOCKFIT_STUDY_EXPLORE_H
#define SOCKFIT_STUDY_EXPLORE_H

#include "study/course.h"
#include "study/culprits.h"
#include "study/one_run.h"

#define DOORS_MAX 32
#define NEEDS_MAX 16

/* A port on which the device can be reached. */
struct explore_door {
  int port;
  int owner; /* index of the consumer, or OWNER_STACK */
  bool is_tcp;
};

/* Somebody whom a consumer wants to talk to. */
struct explore_need {
  const char *kind; /* of peer */
  const char *name;
  int64_t port; /* 0: none */
};

/* What is known of the device before anybody comes. */
struct explorer {
  struct selected selected; /* borrowed */
  struct lab *lab;          /* borrowed */
  struct arena *arena;      /* of all that is below; owned */
  struct course base;       /* the scenario's own peers and faults */
  struct course visitors;   /* who comes last, and what is expected of them */
  struct explore_door doors[DOORS_MAX];
  size_t door_count;
  struct explore_need needs[NEEDS_MAX];
  size_t need_count;
  const char *pools[TRACE_POOLS_MAX]; /* that may be made to refuse */
  size_t pool_count;
  const char *own[COURSE_EXPECTS_MAX]; /* the scenario's own expectations, as
                                          far as they are promises and hold */
  size_t own_count;
  int64_t settle_ns; /* the device is up */
  int64_t leave_ns;  /* everybody has left */
  int64_t visit_ns;  /* the visitors come */
};

/* One failure, shrunk. */
struct explore_finding {
  char fingerprint[FINGERPRINT_SIZE];
  char *about;    /* what fails, for a person; owned */
  char *scenario; /* text of a file that reproduces it; owned */
  uint64_t seed;  /* the first that fails so */
  size_t hits;    /* how many seeds fail so */
  size_t events;  /* peers and faults that it takes */
};

/* What one seed, or interleaving, gave: a unit of work. */
struct explore_unit {
  struct explore_finding failures[CULPRITS_MAX]; /* about and scenario NULL:
                                                    a unit before has them */
  size_t count;
  size_t runs;  /* with those that shrinking took */
  bool refused; /* it met a limit */
};

struct explore_result {
  struct explore_finding *findings; /* in the order of seeds */
  size_t count;
  size_t seeds;        /* run */
  size_t runs;         /* with those that shrinking took */
  size_t failed_seeds; /* with at least one failure */
  size_t refused;      /* that met a limit */
};

/* Look at the device on its own: boot it, see where it listens and whom it
 * calls. The variant of selected, lab and what they point to are borrowed until
 * explorer_done. Sets lab->every_peer_kind.
 * Returns 0; a negative errno with a diagnosis as one_run_execute; -ENOMEM. */
int explorer_init(struct explorer *explorer, const struct selected *selected,
                  struct lab *lab, struct diag *diag);
void explorer_done(struct explorer *explorer);

/* Run one course. ret_culprits: who failed. Returns 0, -ECANCELED, -ENOMEM, or
 * a negative errno with a diagnosis. */
int explorer_try(const struct explorer *explorer, const struct course *course,
                 struct culprits *ret_culprits, struct diag *diag);

/* The random course of a seed, all its strings in arena or the explorer's. */
void explorer_draw(const struct explorer *explorer, uint64_t seed,
                   struct arena *arena, struct course *ret_course);

/* Make course as short as it gets with this fingerprint still failing, by at
 * most runs_max runs; *runs is counted up. Returns as explorer_try. */
int explorer_shrink(const struct explorer *explorer, struct course *course,
                    const char *fingerprint, struct arena *arena,
                    size_t runs_max, size_t *runs);

/* Run one seed. Of its failures those whose fingerprint known has not are
 * shrunk, and have a text and a scenario. ret_unit: explore_unit_done. Returns
 * as explorer_try. */
int explorer_seed(const struct explorer *explorer, uint64_t seed,
                  const struct explore_result *known,
                  struct explore_unit *ret_unit, struct diag *diag);

/* What a run of that seed, or number, gave, whose course is not to be shrunk.
 * Returns 0 or -ENOMEM. */
int explore_unit_make(const struct explorer *explorer,
                      const struct course *course, uint64_t seed,
                      const struct culprits *culprits,
                      const struct explore_result *known,
                      struct explore_unit *ret_unit);

/* Count the unit, and move what is new of what it found to result. Units come
 * in the order of seeds. Returns 0 or -ENOMEM. */
int explore_result_take(struct explore_result *result,
                        struct explore_unit *unit);

void explore_unit_done(struct explore_unit *unit);
void explore_result_done(struct explore_result *result);

#endif
