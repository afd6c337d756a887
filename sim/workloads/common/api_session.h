/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, common: the device's side of one native API connection: what it
 * answers. How octets come and go is its user's business, so that devices with
 * sockets and with the raw API say the same. */
#ifndef SOCKFIT_WORKLOADS_API_SESSION_H
#define SOCKFIT_WORKLOADS_API_SESSION_H

#include <stdbool.h>

#include "common/api_message.h"

struct api_session {
  /* Set by the user. */
  const char *name; /* the device's */
  void *arg;
  int (*put)(void *arg, const uint8_t *frame, size_t len); /* 0 or -errno */
  /* Read by the user. */
  bool hello_done;
  bool subscribed; /* to states */
  bool ping_sent;  /* and nothing has come since */
};

/* Answer one message. Returns 0, or a negative errno to drop the client:
 * -EPROTO, -ESHUTDOWN when the client said goodbye, or what put() returned. */
int api_session_process(struct api_session *session,
                        const struct api_frame *request);

/* Ask whether the client is there. Returns what put() returns. */
int api_session_ping(struct api_session *session);

/* The state of the one sensor, its time since boot. Likewise. */
int api_session_state(struct api_session *session);

#endif
