/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: one attempt of a peer. */
#include "attempt.h"

void attempt_begin(struct attempt *attempt, const struct workload *w) {
  attempt->w = w;
  attempt->started_ns = workload_attempt(w);
  attempt->open = true;
}

void attempt_connected(const struct attempt *attempt) {
  workload_attempt_ended(attempt->w, attempt->started_ns, ATTEMPT_CONNECTED);
}

void attempt_lost(const struct attempt *attempt) {
  if (!workload_leaving())
    workload_attempt_ended(attempt->w, attempt->started_ns, ATTEMPT_LOST);
}

void attempt_served(struct attempt *attempt) {
  if (attempt->open)
    workload_attempt_ended(attempt->w, attempt->started_ns, ATTEMPT_SERVED);
  attempt->open = false;
}

static enum image_attempt failure(int error) {
  switch (-error) {
  case 0:
  case ENOTCONN:
  case EPROTO: /* no answer that means anything, then we closed */
    return ATTEMPT_CLOSED;
  case ECONNRESET:
    return ATTEMPT_RESET;
  default:
    /* ECONNABORTED is lwIP giving up on retransmissions; the rest are
     * addresses that do not answer. */
    return ATTEMPT_TIMEOUT;
  }
}

void attempt_failed(struct attempt *attempt, int error) {
  if (attempt->open && !workload_leaving())
    workload_attempt_ended(attempt->w, attempt->started_ns, failure(error));
  attempt->open = false;
}
