/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: what a scenario may name. Consumers, peers, expectations and
 * faults are "items": a kind, a name and parameters. kinds.def lists them all;
 * a new workload, peer, expectation or fault adds one entry there and one file
 * of code (sim/workloads/device/KIND.c, sim/workloads/peer/KIND.c,
 * sim/verdict/expect_KIND.c or sim/world/fault_KIND.c). */
#ifndef SOCKFIT_SCENARIO_KINDS_H
#define SOCKFIT_SCENARIO_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum item_family {
  FAMILY_CONSUMER,
  FAMILY_PEER,
  FAMILY_EXPECTATION,
  FAMILY_FAULT,
};

/* Consumers and peers have names; of expectations and faults there may be as
 * many of one kind as wanted. */
static inline bool family_is_named(enum item_family family) {
  return family == FAMILY_CONSUMER || family == FAMILY_PEER;
}

enum param_type {
  PARAM_NUMBER,  /* an integer within min..max                              */
  PARAM_TIME,    /* a duration with its unit, in ns                         */
  PARAM_BOOL,    /* true or false, stored as 1 or 0                         */
  PARAM_TEXT,    /* any scalar                                              */
  PARAM_LIST,    /* a text or a list of texts; stored one a line            */
  PARAM_HOST,    /* the name of a peer, or an IPv4 address                  */
  PARAM_STEPS,   /* what a scripted client does (workloads/common/steps.h)  */
  PARAM_CHOICE,  /* one of the words in choices ("a|b|c")                   */
  PARAM_RATE,    /* a bit rate with its unit; 0: unlimited                  */
  PARAM_PERCENT, /* 0% to 100%, in millionths                               */
  PARAM_BOUND,   /* a number with an optional comparison: 5, "<= 19", "> 0" */
};

struct param_spec {
  const char *name;
  enum param_type type;
  const char *fallback; /* as a scenario would write it; NULL: no value   */
  int64_t min;          /* NUMBER only                                    */
  int64_t max;
  const char *choices; /* CHOICE only                                     */
  const char *help;    /* one line                                        */
  bool required;       /* every item must give it                         */
};

/* Sockets by ESPHome's types (facts: Socket Consumption API). */
struct socket_counts {
  int tcp;
  int udp;
  int tcp_listen;
};

struct kind {
  enum item_family family;
  const char *name;
  const char *help;
  struct socket_counts declared;  /* consumers: what ESPHome registers     */
  const char *declared_as;        /* the name it registers TCP and UDP under;
                                     NULL: the consumer's own */
  const char *listen_declared_as; /* and TCP_LISTEN                        */
  const struct param_spec *params;
  size_t param_count;
};

/* What a consumer's kind is written for, added up. */
enum kind_api { KIND_SOCKETS = 1, KIND_RAW = 2 };

/* All kinds of one family in the order of kinds.def; ret_count how many. */
const struct kind *const *kinds_of(enum item_family family, size_t *ret_count);

/* The APIs that a kind of consumer is written for: sim/workloads/device/KIND.c,
 * sim/workloads/raw/KIND.c, or both. Other families: KIND_SOCKETS. A kind that
 * is not in kinds.def, as tests have them: both. */
unsigned kinds_apis(const struct kind *kind);

/* The kind of that family and name, or NULL. */
const struct kind *kinds_find(enum item_family family, const char *name);

#endif
