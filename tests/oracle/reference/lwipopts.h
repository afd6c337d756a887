/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: the options of a profile, as plain #defines made of
 * its .def file when this is built, and what the unix port needs besides. */
#ifndef ORACLE_LWIPOPTS_H
#define ORACLE_LWIPOPTS_H

#include "profile_options.h"

/* One build for shortened cells and full ones. */
#undef TCP_MSL
#define TCP_MSL reference_msl_ms
extern unsigned reference_msl_ms;

/* A pointer of 64 bits does not fit where IPv6 reassembly keeps one. */
#define IPV6_FRAG_COPYHEADER 1

/* An assertion is an outcome; everything else that lwIP prints is not. */
void reference_assertion(const char *text) __attribute__((noreturn));
#define LWIP_PLATFORM_ASSERT(text) reference_assertion(text)
#define LWIP_PLATFORM_DIAG(arguments) ((void)0)

/* A rule that plain lwIP lacks had something to do. */
void reference_rule(const char *name);

#endif
