/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: compiler and C library, as lwIP asks (lwip/arch.h). Assertions
 * end the simulated host, not the program that simulates it. */
#ifndef SOCKFIT_ARCH_CC_H
#define SOCKFIT_ARCH_CC_H

#include <stdbool.h> /* for esp-lwip 2.1.2, whose api.h relies on its port */
#include <stddef.h>
#include <stdint.h>
#include <sys/select.h> /* fd_set of 1024 bits: above every FD_SETSIZE here */
#include <sys/time.h>
#include <sys/types.h>

#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_ERRNO_STDINCLUDE 1
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1

/* A pointer of 64 bits does not fit where IPv6 reassembly keeps one
 * (core/ipv6/ip6_frag.c asks for this). */
#ifndef IPV6_FRAG_COPYHEADER
#define IPV6_FRAG_COPYHEADER 1
#endif

/* In every header of every packet; lwIP's own are functions. */
#if BYTE_ORDER == LITTLE_ENDIAN
#define lwip_htons(x) __builtin_bswap16(x)
#define lwip_htonl(x) __builtin_bswap32(x)
#endif

/* A statement that asserts must not carry printf formats into every object:
 * the text is enough, the simulator knows when and where (ends.c). */
void port_assert_failed(const char *text, const char *file, int line)
    __attribute__((noreturn));
#define LWIP_PLATFORM_ASSERT(text) port_assert_failed(text, __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(arguments) ((void)0)

uint32_t port_random(void);
#define LWIP_RAND() port_random()

/* esp-lwip's api_msg.c takes it from newlib's <sys/cdefs.h>. */
#ifndef __containerof
#define __containerof(pointer, type, member)                                   \
  ((type *)(void *)((char *)(pointer)-offsetof(type, member)))
#endif

#include "arch/hooks.h"

#endif
