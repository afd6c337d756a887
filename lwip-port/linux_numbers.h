/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: Linux's numbers and lwIP's, for C functions of a program that was
 * compiled with this machine's headers (function.c). */
#ifndef SOCKFIT_LINUX_NUMBERS_H
#define SOCKFIT_LINUX_NUMBERS_H

#include "lwip/sockets.h"

/* lwIP's level, in place, and option; -1 for one that it does not have. */
int linux_option(int *level, int name);

/* lwIP's flags of send() and recv(); -1 when there is one it does not have. */
int linux_flags(int flags);

/* Events of poll(); those that the other does not have are left out. */
short linux_events_to_lwip(short events);
short linux_events_from_lwip(short events);

/* An address that is NULL has no octets. Returns how many there are. */
socklen_t linux_address_to_lwip(const void *address, socklen_t len,
                                struct sockaddr_storage *ret);
/* ret and ret_len (in: its room; out: the address's size) may be NULL. */
void linux_address_from_lwip(const struct sockaddr_storage *address,
                             socklen_t len, void *ret, uint32_t *ret_len);

#endif
