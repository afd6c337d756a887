/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: one frame of the LAN in a few words. */
#ifndef SOCKFIT_REPORT_PACKETS_H
#define SOCKFIT_REPORT_PACKETS_H

#include "trace/detail.h"
#include "world/addresses.h"

struct packet {
  const char *from; /* host name of the scenario; borrowed from addresses */
  const char *to;   /* likewise, or "everyone" */
  char text[96];    /* "SYN 49153 > 80" */
};

/* Frames that are too short or of no known kind are told as such. */
void packets_describe(const struct addresses *addresses,
                      const struct detail_frame *frame,
                      struct packet *ret_packet);

#endif
