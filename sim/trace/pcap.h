/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: the capture, written by libpcap with nanosecond times. */
#ifndef SOCKFIT_TRACE_PCAP_H
#define SOCKFIT_TRACE_PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

struct pcap_sink;

/* Create the file, or write to standard output for "-". A pipe or a FIFO is
 * opened when somebody reads it, and gets each frame at once. The first frame
 * of a run is at its virtual time since 1970. Returns 0; -ECANCELED when SIGINT
 * or SIGTERM came before a reader, as then pcap_sink_close does; or a negative
 * errno with a diagnosis. */
int pcap_sink_open(const char *path, struct pcap_sink **ret_sink,
                   struct diag *diag);

/* One Ethernet frame. After the first failure nothing more is written. */
void pcap_sink_add(struct pcap_sink *sink, int64_t at_ns, const void *frame,
                   size_t len);

/* Hand over what was added so far, for a reader that waits. */
void pcap_sink_flush(struct pcap_sink *sink);

/* Whether writing has failed. */
bool pcap_sink_has_failed(const struct pcap_sink *sink);

/* Flush and close. Returns 0, or the first failure (-ENOSPC when the disk
 * filled up) with a diagnosis; the file then ends with a whole frame or is
 * removed. Accepts NULL. */
int pcap_sink_close(struct pcap_sink *sink, struct diag *diag);

#endif
