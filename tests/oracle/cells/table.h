/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: all cells and their table, for one source of each side. */
#ifndef ORACLE_TABLE_H
#define ORACLE_TABLE_H

#include "../cell.h"

#include "socket.c"

#include "bind.c"

#include "accept.c"

#include "connect.c"

#include "data.c"

#include "close.c"

#include "option.c"

static const struct {
  const char *name;
  void (*run)(void);
} cell_table[] = {
#define HEADING(text)
#define CELL(name, full) {#name, cell_##name},
#include "../cells.def"
#undef CELL
#undef HEADING
};

#define CELL_COUNT ((int)(sizeof(cell_table) / sizeof(cell_table[0])))

/* When a cell begins after the stack came up, between two ticks of lwIP's
 * timers of a second; and what its last call may still cause. */
#define CELL_BEGINS_MS 300
#define CELL_TRAILER_MS 150

#endif
