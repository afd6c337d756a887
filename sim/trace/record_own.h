/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: what the files of the recorder share; nobody else's. */
#ifndef SOCKFIT_TRACE_RECORD_OWN_H
#define SOCKFIT_TRACE_RECORD_OWN_H

#include "trace/record.h"

/* A new event of the trace, to be filled in further; its texts are copies.
 * NULL: enough of them are kept, or there is no memory (recorder->failed). */
struct trace_event *recorder_add_event(struct recorder *recorder, int64_t at_ns,
                                       enum trace_event_kind kind,
                                       const struct image_event *event);

/* NULL: none of the scenario's. */
struct trace_consumer *recorder_consumer(struct trace *trace, int owner);

/* The owner has one socket more (1) or less (-1). */
void recorder_count_socket(struct recorder *recorder, int owner, int change);

/* The table of sockets at this instant; ret->slots is malloc'ed, or NULL and
 * recorder->failed. The device must be on. */
void recorder_keep_slots(struct recorder *recorder, struct trace_slots *ret);

/* record_end.c: for the world's observer, which arg, a recorder, belongs to. */
void recorder_device_off(void *arg, int64_t at_ns);
void recorder_device_crashed(void *arg, int64_t at_ns,
                             const struct world_crash *crash);

#endif
