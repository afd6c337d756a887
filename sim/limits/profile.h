/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: profiles. A profile is a set of lwIP options, each with its
 * reason, and of the port's own rules, which are options too (SOCKFIT_*). Each
 * is one file, lwip-port/profiles/NAME.def, and one line in profiles.def. */
#ifndef SOCKFIT_LIMITS_PROFILE_H
#define SOCKFIT_LIMITS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct profile_option {
  const char *name;  /* lwIP's or the port's macro */
  const char *value; /* as C source: "16", "(4 * TCP_MSS)" */
  const char *because;
};

/* How the device's limits follow from its consumers (facts/esphome.md). */
enum accounting {
  ACCOUNTING_ESP32,     /* MEMP_NUM_NETCONN = max(10, TCP + UDP + TCP_LISTEN) */
  ACCOUNTING_FIXED,     /* the platform's numbers, whatever the consumers say */
  ACCOUNTING_POOLS,     /* netconns likewise, and a pool for each PCB type */
  ACCOUNTING_LIBRETINY, /* at least 8 TCP, 6 UDP, 2 TCP_LISTEN; netconns the sum
                         */
  ACCOUNTING_RP2,       /* the same minimums for pools of PCBs; no netconns */
  ACCOUNTING_ZEPHYR,    /* one number: max(TCP + UDP + TCP_LISTEN, 10) */
};

struct profile {
  const char *name;
  const char *help; /* one line */
  enum accounting accounting;
  int64_t sockets_max; /* most socket slots that the platform allows; 0 where
                        * there are no sockets */
  const char *sockets_max_because;
  int64_t call_cost_ns;  /* processor time of one socket call */
  int64_t frame_cost_ns; /* and of one frame sent or received */
  const struct profile_option *options;
  size_t option_count;
};

/* All profiles in the order of profiles.def. */
const struct profile *const *profiles_all(size_t *ret_count);

/* By name, or NULL. */
const struct profile *profile_find(const char *name);

/* The roomy stack that peers run: not a device, not in profiles_all. */
const struct profile *profile_peer(void);

#endif
