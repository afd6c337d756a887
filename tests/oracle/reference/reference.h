/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: what its few files share. */
#ifndef ORACLE_REFERENCE_H
#define ORACLE_REFERENCE_H

#include "lwip/memp.h"

/* network.c: in tcpip_thread, add the one interface. */
void network_add(void);
/* Tell the remote end. */
void network_command(const char *text);

/* main.c: write down a line, with the time. list: 'c' what calls return, 'w'
 * what the device sends. */
void transcript(char list, const char *text);

/* cells.c: the number of a cell by its name, or -1; and run it. */
int cells_find(const char *name);
void cells_run(int number);

/* arp_queue.c, tcp_count.c: what memp.c tells them. Whether there is to be none
 * of the type now; an object was taken; it was given back. */
int arp_queue_refuses(memp_t type);
void arp_queue_took(memp_t type, const void *object);
void arp_queue_gave(memp_t type, const void *object);
void tcp_count_took(memp_t type);
void tcp_count_gave(memp_t type);

#endif
