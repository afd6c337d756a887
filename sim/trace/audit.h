/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: what must hold in every run, whatever the scenario: time goes
 * forward, the device's frames are well formed, and the socket table and the
 * pools agree with what was reported. Checked while a trace is recorded; the
 * first breach of each is kept in trace->audit. */
#ifndef SOCKFIT_TRACE_AUDIT_H
#define SOCKFIT_TRACE_AUDIT_H

#include "trace/record.h"

/* Something happens at at_ns. */
void audit_time(struct recorder *recorder, int64_t at_ns);

/* A frame at the device's port, without FCS. Only those that the device sends
 * are checked: on the way to it a link may have flipped a bit. */
void audit_frame(struct recorder *recorder, const uint8_t *frame, size_t len);

/* The device's own tables against what its events add up to. */
void audit_counts(struct recorder *recorder);

/* What is wrong with a frame's lengths or checksums (Ethernet, ARP, IPv4,
 * IPv6, and TCP, UDP, ICMP in them), as a static text; NULL: nothing. */
const char *audit_frame_fault(const uint8_t *frame, size_t len);

#endif
