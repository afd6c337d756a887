/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: SplitMix64. Whoever needs randomness has a state of its own,
 * made from the scenario's seed, so that one does not disturb another. */
#ifndef SOCKFIT_WORLD_RANDOM_H
#define SOCKFIT_WORLD_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state) {
  uint64_t mixed = (*state += UINT64_C(0x9e3779b97f4a7c15));
  mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
  return mixed ^ (mixed >> 31);
}

/* 0 to below - 1; below must not be 0. The bias of the remainder is far below
 * what a run could show. */
static inline uint64_t random_below(uint64_t *state, uint64_t below) {
  return random_next(state) % below;
}

#endif
