/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: what its few files share. */
#ifndef ORACLE_REFERENCE_H
#define ORACLE_REFERENCE_H

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

#endif
