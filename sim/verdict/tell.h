/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: the words in which verdicts and reports speak of a trace.
 * Those that take a struct text add to it. */
#ifndef SOCKFIT_VERDICT_TELL_H
#define SOCKFIT_VERDICT_TELL_H

#include "base/text.h"
#include "trace/trace.h"

/* "3.502 s"; to the nearest millisecond. */
void tell_time(struct text *text, int64_t at_ns);

/* ", packet 27": the event's own frame in the capture; ", after packet 26"
 * where events are no frames; nothing for 0: no packet had passed. */
void tell_packet(struct text *text, const struct trace *trace, uint64_t packet);

/* The consumer's name, or "lwIP" for OWNER_STACK. */
const char *tell_owner(const struct trace *trace, int owner);

/* What pool holds: "TCP PCBs"; the option itself when it is not in pools.def.
 */
const char *tell_pool(const char *pool);

/* What a refusal without a failing call meant: "a SYN was dropped ..."; NULL
 * for pools whose refusals are failed calls. */
const char *tell_refusal_meant(const char *pool);

/* "ENFILE (socket slots)"; without a pool "ECONNRESET"; "-" without both. */
void tell_error(struct text *text, const char *error_name, const char *pool);

/* "cam_snapshot socket ENFILE (socket slots) at 3.502 s, packet 27"; with
 * "connected to PEER" behind it where the call was about a connection, and "by
 * the fault refuse" where the scenario ordered it. */
void tell_call(struct text *text, const struct trace *trace,
               const struct trace_event *event);

/* Who holds how many: "web_server 3, cam_stream 3, api 1", most first, equals
 * in the scenario's order; "nobody" when there are none. */
void tell_holders(struct text *text, const struct trace *trace,
                  const struct trace_slots *slots);

/* What a run in real time did not keep, "the first 200000 events are kept, up
 * to 12.345 s; 17 more were only counted"; nothing when it kept all. */
void tell_left_out(struct text *text, const struct trace *trace);

/* "1st", "2nd", "3rd", "4th", "11th" ... */
void tell_ordinal(struct text *text, uint32_t number);

#endif
