/* SPDX-License-Identifier: BSD-3-Clause */
/* study, internal: what the steps share by which a failing course is made
 * short. Greedy, in a fixed order, until nothing more can go or the runs are
 * used up. See explorer_shrink in explore.h. */
#ifndef SOCKFIT_STUDY_SHRINK_H
#define SOCKFIT_STUDY_SHRINK_H

#include "study/explore.h"

struct shrink {
  const struct explorer *explorer;
  struct course *course; /* the shortest so far that fails */
  struct course *trial;
  const char *fingerprint;
  struct arena *arena;
  size_t runs_left;
  size_t runs;
  int status;
};

bool shrink_may_go_on(const struct shrink *shrink);

/* The shortest so far, as what is to be made shorter. */
struct course *shrink_begin(struct shrink *shrink);

/* Run the trial; take it over when it fails in the same way. What refers to
 * somebody who is not there any more goes first. */
bool shrink_still_fails(struct shrink *shrink);

/* Leave consumers of the device out, each with the peers that knock on its
 * ports and what is said about it; its limits stay. (shrink_consumers.c) */
void shrink_consumers(struct shrink *shrink);

/* Take from a course what is about consumers that are gone. */
void shrink_drop_consumers(const struct explorer *explorer,
                           struct course *course);

/* Fewer steps and parameters of a peer or fault, smaller and rounder numbers.
 * (shrink_item.c) */
void shrink_item(struct shrink *shrink, size_t item);

#endif
