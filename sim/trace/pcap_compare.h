/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: two captures side by side. */
#ifndef SOCKFIT_TRACE_PCAP_COMPARE_H
#define SOCKFIT_TRACE_PCAP_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

/* Where two captures part. */
struct pcap_difference {
  bool differs;
  uint64_t
      frame; /* as Wireshark numbers it; of equal ones how many there are */
  int64_t at_ns[2];   /* its time in each; -1: that one has ended before */
  uint32_t octets[2]; /* its length in each */
  uint32_t octet;     /* first that differs, from 0 */
};

/* Compare the files frame by frame, times and octets. Returns 0; a negative
 * errno with a diagnosis when one cannot be read, -EBADMSG when it is cut off
 * in the middle of a frame. */
int pcap_compare(const char *path, const char *other,
                 struct pcap_difference *ret_difference, struct diag *diag);

#endif
