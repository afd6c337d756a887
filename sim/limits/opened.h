/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: what consumers open by our model, next to what they declare. */
#ifndef SOCKFIT_LIMITS_OPENED_H
#define SOCKFIT_LIMITS_OPENED_H

#include <stdbool.h>

#include "scenario/scenario.h"

struct opened {
  bool is_known;              /* false: the kind is not in opened.def, and the
                                 counts are the declared ones */
  struct socket_counts idle;  /* set up, nobody there */
  struct socket_counts worst; /* with every session and client it allows */
  const char *hidden;         /* taken and not registered; NULL: nothing */
};

/* What one consumer opens; raw: on a profile without sockets, where these are
 * PCBs. */
struct opened opened_of(const struct item *consumer, bool raw);

int opened_sum(const struct socket_counts *counts);

/* All consumers of a variant together. */
struct opened opened_together(const struct variant *variant, bool raw);

#endif
