/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: one attempt of a peer, from its begin to its one end. Compiled
 * into an image. */
#ifndef SOCKFIT_WORKLOADS_ATTEMPT_H
#define SOCKFIT_WORKLOADS_ATTEMPT_H

#include "sockfit/workload.h"

struct attempt {
  const struct workload *w;
  int64_t started_ns;
  bool open; /* begun and not ended */
};

void attempt_begin(struct attempt *attempt, const struct workload *w);

/* The handshake is complete. For peers whose attempt is a connection. */
void attempt_connected(const struct attempt *attempt);

/* The connection of an attempt that was served has been ended by the device,
 * though the peer would have kept it. Nothing while the host is leaving. */
void attempt_lost(const struct attempt *attempt);

/* Answered in full. Does nothing to an attempt that is not open. */
void attempt_served(struct attempt *attempt);

/* Ended without an answer: error is 0 for the end of the stream, else a
 * negative errno. Does nothing to an attempt that is not open, and only
 * forgets it when the host is leaving: then the peer itself closed. */
void attempt_failed(struct attempt *attempt, int error);

#endif
