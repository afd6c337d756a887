/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: what a plain TCP server does with what it hears (MODE_PARAMS of
 * kinds.def): echo, respond, close_first, hold, sink. Compiled into an image,
 * for devices and peers. */
#ifndef SOCKFIT_WORKLOADS_TCP_MODE_H
#define SOCKFIT_WORKLOADS_TCP_MODE_H

#include "tcp_service.h"

enum tcp_mode_kind {
  TCP_MODE_ECHO,        /* sends back what it reads */
  TCP_MODE_RESPOND,     /* answers each piece with respond_octets */
  TCP_MODE_CLOSE_FIRST, /* the same, and closes behind the answer */
  TCP_MODE_HOLD,        /* reads and says nothing */
  TCP_MODE_SINK,        /* as hold, and logs how much came */
};

struct tcp_mode {
  enum tcp_mode_kind kind;
  uint32_t respond_octets;
  uint32_t respond_after_ms;
};

void tcp_mode_read(const struct workload *w, struct tcp_mode *ret_mode);

/* Answer one piece of input, waiting at most 5 s for the client to take it.
 * Returns 0 to keep the connection, or a negative errno to end it. */
int tcp_mode_answer(const struct tcp_mode *mode,
                    struct tcp_service_client *client, const void *data,
                    size_t len);

#endif
