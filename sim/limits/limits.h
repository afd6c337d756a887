/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: from consumers to the options that lwIP is compiled with. */
#ifndef SOCKFIT_LIMITS_LIMITS_H
#define SOCKFIT_LIMITS_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "limits/profile.h"
#include "scenario/scenario.h"

enum limit_origin {
  LIMIT_FROM_PROFILE,
  LIMIT_DERIVED,  /* from the consumers */
  LIMIT_SCENARIO, /* the user's: always wins */
};

/* One option of the image. */
struct limit {
  char *name;
  char *value; /* C source */
  enum limit_origin origin;
  char *because; /* one line, for plan */
};

struct limits {
  const struct profile *profile;
  struct socket_counts declared; /* sums over the consumers */
  struct limit *options;         /* sorted by name, each name once */
  size_t option_count;
  char **messages; /* ESPHome's log lines, word for word: "INFO ..." */
  size_t message_count;
};

/* Add up the variant's consumers by the profile's accounting and apply the
 * scenario's own limits. Warnings (a limit below the sum, ESPHome's wording)
 * go to diag as DIAG_WARNING.
 * Returns 0 and the limits (free with limits_free);
 *         -EINVAL  an unknown profile or option, a value out of range or not
 *                  a number, or a combination that lwIP or ESP-IDF refuses:
 *                  diag says which rule and where it comes from;
 *         -ENOMEM. */
int limits_derive(const struct variant *variant, struct limits **ret_limits,
                  struct diag *diag);

/* The limits of a peer: profile_peer() and nothing derived. NULL: no memory. */
struct limits *limits_peer(void);

void limits_free(struct limits *limits);

/* The option of that name, or NULL. */
const struct limit *limits_find(const struct limits *limits, const char *name);

/* Its value when it is a plain number, otherwise fallback. */
int64_t limits_number(const struct limits *limits, const char *name,
                      int64_t fallback);

#endif
