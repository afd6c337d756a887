/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: events become frames of the capture. For record.c; what a frame
 * holds is in event_frame.h.
 *
 * A slot is looked at when an event is about it. Where it is connected to is
 * often not known yet when it opens, and its socket is gone when it closes, so
 * slots of TCP that have no remote end so far are looked at with each frame. */
#ifndef SOCKFIT_TRACE_EVENT_SOURCE_H
#define SOCKFIT_TRACE_EVENT_SOURCE_H

#include "limits/limits.h"
#include "trace/record.h"

/* How errnos are numbered on the device; a later stage knows. */
struct event_numbers {
  const struct limits *limits; /* borrowed, as long as the recorder */
  /* -1: a name that has none. */
  int (*number)(const struct limits *limits, const char *error_name);
};

/* Count a frame for an event that was just added, and write it if anybody
 * captures. Called when what the event changed is counted. event may be NULL:
 * then, and where events are no frames, nothing happens. */
void event_source_tell(struct recorder *recorder, struct trace_event *event);

/* A frame has passed the device's port. */
void event_source_frame(struct recorder *recorder);

void event_source_free(struct event_source *source); /* accepts NULL */

#endif
