/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: what a consumer really had open, by ESPHome's types, read from
 * the events of a run. */
#ifndef SOCKFIT_TRACE_MEASURED_H
#define SOCKFIT_TRACE_MEASURED_H

#include "trace/trace.h"

struct measured {
  struct socket_counts peak; /* most of each type, RAW counted as UDP */
  struct socket_counts end;  /* open at the end */
  int64_t over_at_ns;        /* first socket more than declared; -1: none */
  uint64_t over_packet;      /* and the last frame before it, 0: none */
};

/* The consumer of that index. A TCP socket between socket() and listen() is no
 * TCP socket yet. */
struct measured trace_measured(const struct trace *trace, size_t index);

#endif
