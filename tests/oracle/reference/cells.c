/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: the cells, compiled against plain lwIP. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lwip/inet.h"
#include "lwip/sockets.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"

#include "reference.h"

static void cell_say(const char *text);
static void cell_command(const char *text);
static void cell_sleep(unsigned ms);
static void cell_task(void (*entry)(void *arg), void *arg);

#include "../cells/table.h"

static void cell_say(const char *text) {
  transcript('c', text);
}

/* ---- the remote end ---- */

static void reached(void *arg) {
  sys_sem_signal(arg);
}

/* The frame, its answer and the answer to that have been looked at: a machine
 * with much to do must not change the order of things. */
static void cell_command(const char *text) {
  sys_sem_t sem;
  network_command(text);
  sys_sem_new(&sem, 0);
  for (int i = 0; i < 3; i++) {
    if (tcpip_callback(reached, &sem) == ERR_OK)
      sys_arch_sem_wait(&sem, 0);
  }
  sys_sem_free(&sem);
}

static void cell_sleep(unsigned ms) {
  struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};
  while (nanosleep(&left, &left) != 0) {
  }
}

static void cell_task(void (*entry)(void *arg), void *arg) {
  sys_thread_new("cell", entry, arg, 0, 0);
}

int cells_find(const char *name) {
  for (int i = 0; i < CELL_COUNT; i++) {
    if (strcmp(cell_table[i].name, name) == 0)
      return i;
  }
  return -1;
}

void cells_run(int number) {
  cell_table[number].run();
  cell_sleep(CELL_TRAILER_MS);
}
