/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the switch's uplink: one more port, whose other side is a
 * descriptor that gives and takes a frame with each read and write. A TAP
 * interface (world/tap.h) is one; a test may give it a socket. */
#ifndef SOCKFIT_WORLD_UPLINK_H
#define SOCKFIT_WORLD_UPLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/live.h"
#include "world/lan.h"

#define UPLINK_NAME_OCTETS 16

/* Open for as many runs as wanted, one after the other. */
struct uplink {
  int fd;      /* not blocking; -1: not open */
  int news_fd; /* netlink's news of the interface, or -1 */
  int ifindex; /* with news_fd */
  char name[UPLINK_NAME_OCTETS];
  bool is_private; /* in a namespace of our own */
  /* Of the run: */
  struct lan_port *port;
  bool down; /* so said the interface */
  bool gone;
  uint64_t dropped; /* frames that the interface did not take */
  void *arg;
  void (*changed)(void *arg, const char *text);
};

/* A port of this LAN from now on; frames that came before are forgotten.
 * changed(arg, text) is told when the interface goes down, comes up or is
 * deleted. Returns 0 or -ENOMEM. */
int uplink_attach(struct uplink *uplink, struct lan *lan,
                  void (*changed)(void *arg, const char *text), void *arg);

/* What to watch while the run lasts: at most 2. Returns how many. */
size_t uplink_descriptors(struct uplink *uplink,
                          struct live_descriptor *ret_descriptors);

/* Close it; what is not persistent is gone then. */
void uplink_close(struct uplink *uplink);

#endif
