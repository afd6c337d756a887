/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: one peer as a process on the machine's own stack. */
#ifndef SOCKFIT_PARITY_RUNTIME_H
#define SOCKFIT_PARITY_RUNTIME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "world/addresses.h"

struct workload;

/* What peers tell their parent; in memory that all of them share. */
struct runtime_counts {
  _Atomic uint64_t attempts;
  _Atomic uint64_t ended[ATTEMPT_LOST + 1]; /* by enum image_attempt */
};

struct runtime_shared {
  _Atomic int64_t origin_ns; /* the run's 0 on the machine's clock; 0: not yet
                              */
  _Atomic uint32_t listening_count;
  struct runtime_counts counts[]; /* by item of the scenario */
};

struct runtime_peer {
  const struct item *item;
  const struct addresses *addresses;
  struct runtime_shared *shared;
  struct runtime_counts *counts;
  uint32_t ipv4; /* host byte order */
  uint64_t seed;
  const char *interface;
  void (*main)(const struct workload *w);
};

/* Be this peer. Does not return: whoever started the process ends it. */
void runtime_be(const struct runtime_peer *peer) __attribute__((noreturn));

/* Let the device learn this peer's address. */
void runtime_introduce(const struct runtime_peer *peer);

/* CLOCK_MONOTONIC. */
int64_t runtime_machine_ns(void);

/* For sockets.c. Only one task of a peer runs at a time, as in the simulator;
 * others do while one waits. */
void runtime_wait_begins(void);
void runtime_wait_is_over(void);
void runtime_is_listening(void);

#endif
