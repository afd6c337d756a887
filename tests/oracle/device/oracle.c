/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, simulator: the cells as a workload of a simulated device. What
 * they say, and what they want of the remote end, are log lines, which
 * simulator/simulate.c takes. */
#include "sockfit/workload.h"

#include <stdarg.h>

#include "lwip/inet.h"

static const struct workload *self;

static void cell_say(const char *text);
static void cell_command(const char *text);
static void cell_sleep(unsigned ms);
static void cell_task(void (*entry)(void *arg), void *arg);

#include "../cells/table.h"

static void cell_say(const char *text) {
  workload_log(self, 'I', "say", "%s", text);
}

static void cell_command(const char *text) {
  workload_log(self, 'I', "wire", "%s", text);
}

static void cell_sleep(unsigned ms) {
  workload_sleep_ms(ms);
}

static void cell_task(void (*entry)(void *arg), void *arg) {
  if (workload_task(self, "cell", entry, arg) != 0)
    cell_say("no memory for a task");
}

void oracle_main(const struct workload *w);
void oracle_main(const struct workload *w) {
  self = w;
  workload_log(w, 'I', "begin", "now");
  cell_table[workload_number(w, "value")].run();
  workload_sleep_ms(CELL_TRAILER_MS);
  workload_log(w, 'I', "end", "now");
}
