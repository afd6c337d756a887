/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the loop in real time: descriptors that are read when there is
 * something, one deadline, and one program that runs beside. The only place
 * that knows what time it is on this machine. */
#ifndef SOCKFIT_BASE_LIVE_H
#define SOCKFIT_BASE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/loop.h"

#define LIVE_DESCRIPTORS_MAX 4
#define LIVE_OVER INT64_MIN /* of turn: that was the end */

/* CLOCK_MONOTONIC, in ns. */
int64_t live_now_ns(void);

/* Called when fd can be read, or has failed: a read then says how. Returns
 * whether to go on watching it. */
struct live_descriptor {
  int fd;
  bool (*readable)(void *arg);
  void *arg;
};

struct live {
  /* Do what is due at now_ns. Returns when to be called again at the latest
   * (not after now_ns: at once, when descriptors have had their turn), or
   * LIVE_OVER. Called after descriptors were read, too. */
  int64_t (*turn)(void *arg, int64_t now_ns);
  void *arg;
  struct live_descriptor descriptors[LIVE_DESCRIPTORS_MAX];
  size_t descriptor_count;
};

/* Returns 0 when turn said LIVE_OVER, -ECANCELED when interrupted, or another
 * negative errno when a descriptor cannot be watched. A process at rest costs
 * nothing: it sleeps until the deadline, and nothing is done before its
 * time. */
int live_run(struct loop *loop, const struct live *live);

/* A program beside the loop: it has our standard input and standard error, and
 * our standard output unless stdout_is_taken (then standard error). It and all
 * that it starts is killed when we die, however that happens (guard.h). Only a
 * program that has GUARD_WORD may start one. */
struct live_program;

/* argv as for struct command, which is borrowed until live_program_end. A
 * program that is not found exits 127. Returns 0 or a negative errno. */
int live_program_start(struct loop *loop, char *const *argv,
                       bool stdout_is_taken, struct live_program **ret_program);

/* Has it ended? *ret_status is its exit status, or 128 + the signal. */
bool live_program_has_ended(const struct live_program *program,
                            int *ret_status);

/* End it if it still runs (SIGTERM, after a second SIGKILL), kill what it has
 * started and left behind, and free it. Accepts NULL. */
void live_program_end(struct live_program *program);

#endif
