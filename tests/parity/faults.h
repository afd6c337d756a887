/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: faults of peers, for peers on the machine's stack. */
#ifndef SOCKFIT_PARITY_FAULTS_H
#define SOCKFIT_PARITY_FAULTS_H

#include "scenario/scenario.h"

enum faults_what {
  FAULTS_MUTE,   /* nothing of the host is heard */
  FAULTS_HEARD,  /* it is again */
  FAULTS_NO_SYN, /* it answers no SYN any more */
  FAULTS_OFF,    /* it loses power */
  FAULTS_ON,     /* it boots */
};

struct faults_event {
  int64_t at_ns; /* INT64_MAX: it has been */
  enum faults_what what;
  size_t first; /* hosts, the device being 0 */
  size_t count;
};

/* Why this fault of a peer cannot be had here; NULL: it can. */
const char *faults_not_because(const struct item *fault);

/* What befalls the peers' hosts, in no order. Returns how much, at most max. */
size_t faults_plan(const struct variant *variant, struct faults_event *ret,
                   size_t max);

/* Nothing of this address, or of one TCP port of it when port is not 0 (both in
 * host byte order), leaves the namespace any more, or it does again. ARP is
 * answered all the same. */
void faults_mute(uint32_t ipv4, uint16_t port, bool on);

/* In a peer's process: SIGUSR1 has its listeners hear no SYN, SIGUSR2 ends it
 * without a word on any connection. */
void faults_listen_to_signals(void);

#endif
