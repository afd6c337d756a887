/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: one cell on plain lwIP, with threads and real time.
 *
 *     oracle_reference_PROFILE CELL [MSL_MS [LIMIT_S]]
 *
 * prints the transcript: "c 123 socket 54" is what a call returned 123 ms after
 * the cell began, "w 123 7000 SYN" what the device sent, "r 123 NAME" that a
 * rule had a part which plain lwIP lacks. Exit status 0; 2 for a mistake in the
 * arguments; 3 when the machine was so busy that times mean nothing. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lwip/sys.h"
#include "lwip/tcpip.h"

#include "reference.h"

/* A thread that sleeps LOOK_MS and wakes LATE_MS too late shows that others
 * were late as well: a third of what separates two timer ticks. */
#define LOOK_MS 20
#define LATE_MS 100
#define BEGINS_MS 300

unsigned reference_msl_ms = 1000;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long began_ms;
static long latest_ms;

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_ms(long ms) {
  struct timespec left = {ms / 1000, ms % 1000 * 1000000};
  while (nanosleep(&left, &left) != 0) {
  }
}

void transcript(char list, const char *text) {
  pthread_mutex_lock(&mutex);
  printf("%c %ld %s\n", list, now_ms() - began_ms, text);
  pthread_mutex_unlock(&mutex);
}

/* Threads of the cell may still run: nothing is taken apart. */
static void leave(void) __attribute__((noreturn));
static void leave(void) {
  pthread_mutex_lock(&mutex);
  fflush(stdout);
  _exit(latest_ms > LATE_MS ? 3 : 0);
}

void reference_assertion(const char *text) {
  char line[160];
  snprintf(line, sizeof(line), "assertion: %s", text);
  transcript('c', line);
  leave();
}

void reference_rule(const char *name) {
  transcript('r', name);
}

static void *look_at_clock(void *arg) {
  (void)arg;
  for (;;) {
    long before_ms = now_ms();
    sleep_ms(LOOK_MS);
    long late_ms = now_ms() - before_ms - LOOK_MS;
    if (late_ms > latest_ms)
      latest_ms = late_ms;
  }
  return NULL;
}

static void *run_cell(void *arg) {
  cells_run(*(int *)arg);
  leave();
}

static void stack_is_up(void *arg) {
  network_add();
  sys_sem_signal(arg);
}

int main(int argc, char **argv) {
  static int cell;
  pthread_t thread;
  sys_sem_t up;
  long limit_s = argc > 3 ? atol(argv[3]) : 30;
  cell = argc > 1 ? cells_find(argv[1]) : -1;
  if (cell < 0) {
    fprintf(stderr, "usage: %s CELL [MSL_MS [LIMIT_S]]\n", argv[0]);
    return 2;
  }
  if (argc > 2)
    reference_msl_ms = (unsigned)atol(argv[2]);
  sys_sem_new(&up, 0);
  pthread_create(&thread, NULL, look_at_clock, NULL);
  tcpip_init(stack_is_up, &up);
  sys_arch_sem_wait(&up, 0);
  sleep_ms(BEGINS_MS);
  latest_ms = 0;
  began_ms = now_ms();
  pthread_create(&thread, NULL, run_cell, &cell);
  sleep_ms(limit_s * 1000);
  transcript('c', "still waiting");
  leave();
}
