/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: what a switch has learnt: behind which port an Ethernet address
 * is. As in a real one there is room for so many and no more; what finds none
 * is not learnt, and frames for it go to everybody. */
#ifndef SOCKFIT_WORLD_LAN_TABLE_H
#define SOCKFIT_WORLD_LAN_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

/* Of a common unmanaged switch, and IEEE 802.1Q's default ageing time. */
#define LAN_TABLE_ADDRESSES_MAX 8192
#define LAN_TABLE_AGEING_NS (300 * NS_PER_S)

struct lan_port;
struct lan_table;

/* NULL: no memory. */
struct lan_table *lan_table_new(void);

void lan_table_free(struct lan_table *table); /* accepts NULL */

/* A frame with that sender (6 octets) came in by port. Addresses that were
 * silent for LAN_TABLE_AGEING_NS are forgotten only when there is no room, so
 * that a quiet host does not change what others see. */
void lan_table_learn(struct lan_table *table, const uint8_t *mac,
                     struct lan_port *port, int64_t now_ns);

/* NULL: not learnt. */
struct lan_port *lan_table_find(const struct lan_table *table,
                                const uint8_t *mac);

/* Addresses that it knows. */
size_t lan_table_count(const struct lan_table *table);

#endif
