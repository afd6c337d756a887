/* SPDX-License-Identifier: BSD-3-Clause */
/* study: small scopes, all of them: every order in which up to a few consumers
 * can do a few socket operations next to a variant's device, each order a run
 * that must keep the invariants.
 *
 * A consumer holds one socket at a time: socket opens it; then it can listen,
 * connect or close; a listener can accept or close; a connected one can send or
 * close. Orders that differ only in which consumer is called which are the
 * same, and are run once. */
#ifndef SOCKFIT_STUDY_EXHAUSTIVE_H
#define SOCKFIT_STUDY_EXHAUSTIVE_H

#include "study/explore.h"

#define EXHAUSTIVE_CONSUMERS 4
#define EXHAUSTIVE_OPERATIONS 6

/* One order: at turn i consumer who[i] does operation what[i]. */
struct interleaving {
  size_t length;
  int who[EXHAUSTIVE_OPERATIONS];
  const char *what[EXHAUSTIVE_OPERATIONS];
};

/* Call each (unless NULL) for every order of exactly `operations` operations of
 * up to `consumers` consumers, always in the same order, until it returns
 * anything but 0. ret_count: how many there were. Returns what each did. */
int interleavings_walk(int consumers, size_t operations,
                       int (*each)(void *arg,
                                   const struct interleaving *interleaving),
                       void *arg, size_t *ret_count);

/* Write the interleaving as a course next to the device of explorer, of which
 * selected and lab are used. */
void interleaving_course(const struct explorer *explorer,
                         const struct interleaving *interleaving,
                         struct arena *arena, struct course *ret_course);

/* Run one, as number index (its seed: the number from 1). known, ret_unit: as
 * of explorer_seed. Returns as explorer_try. */
int exhaustive_run(const struct explorer *explorer,
                   const struct interleaving *interleaving, size_t index,
                   const struct explore_result *known,
                   struct explore_unit *ret_unit, struct diag *diag);

#endif
