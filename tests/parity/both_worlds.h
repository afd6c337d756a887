/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: whether a variant's peers can live on the machine's stack. */
#ifndef SOCKFIT_PARITY_BOTH_WORLDS_H
#define SOCKFIT_PARITY_BOTH_WORLDS_H

#include "scenario/scenario.h"

/* Why they cannot, as a phrase for the table; NULL: they can. Static. */
const char *both_worlds_not_because(const struct variant *variant);

/* How often a SYN is repeated a second after the other, before the pauses grow:
 * the simulated peers' lwIP does it 12 times, those with `syn_retry: linux`
 * never. For all peers alike, as a namespace has it. */
int both_worlds_syn_linear(const struct variant *variant);

#endif
