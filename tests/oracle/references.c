/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: runs of the independent build. See references.h. */
#include "references.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ATTEMPTS 5
#define EXIT_LATE 3

static int longest_first(const void *a, const void *b) {
  const struct reference_run *x = *(struct reference_run *const *)a;
  const struct reference_run *y = *(struct reference_run *const *)b;
  if (x->expected_ms != y->expected_ms)
    return x->expected_ms > y->expected_ms ? -1 : 1;
  return x < y ? -1 : x > y;
}

static void start(struct reference_run *run) {
  int ends[2];
  char program[512], msl[24], limit[24];
  snprintf(program, sizeof(program), "%s/oracle_reference_%s",
           ORACLE_REFERENCE_DIR, run->profile);
  snprintf(msl, sizeof(msl), "%lld", (long long)run->msl_ms);
  snprintf(limit, sizeof(limit), "%lld", (long long)run->limit_s);
  if (pipe(ends) != 0)
    abort();
  run->pid = fork();
  if (run->pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(program, program, run->cell, msl, limit, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  run->out = ends[0];
}

static void finished(struct reference_run *run, int status) {
  FILE *in = fdopen(run->out, "r");
  transcript_done(&run->transcript);
  bool sound = transcript_parse(&run->transcript, in);
  fclose(in);
  bool late = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_LATE;
  if (late && !transcript_equal(&run->transcript, run->simulated))
    run->state = REFERENCE_LATE;
  else if (late || (WIFEXITED(status) && WEXITSTATUS(status) == 0 && sound))
    run->state = REFERENCE_DONE;
  else
    run->state = REFERENCE_FAILED;
}

static void wait_for_one(struct reference_run **runs, size_t count) {
  int status;
  pid_t pid = wait(&status);
  for (size_t i = 0; i < count; i++) {
    if (runs[i]->pid == pid && runs[i]->state == REFERENCE_WAITS) {
      finished(runs[i], status);
      return;
    }
  }
}

static void round_of(struct reference_run **runs, size_t count,
                     size_t at_once) {
  size_t running = 0;
  for (size_t i = 0; i < count; i++) {
    if (running == at_once) {
      wait_for_one(runs, i);
      running--;
    }
    runs[i]->state = REFERENCE_WAITS;
    start(runs[i]);
    running++;
  }
  for (; running > 0; running--)
    wait_for_one(runs, count);
}

size_t references_run(struct reference_run *runs, size_t count,
                      size_t at_once) {
  size_t repeated = 0;
  struct reference_run **left = calloc(count + 1, sizeof(*left));
  if (left == NULL)
    abort();
  for (size_t i = 0; i < count; i++) {
    runs[i].state = REFERENCE_LATE;
    runs[i].pid = -1;
  }
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    size_t left_count = 0;
    for (size_t i = 0; i < count; i++) {
      if (runs[i].state == REFERENCE_LATE)
        left[left_count++] = &runs[i];
    }
    repeated += attempt > 0 ? left_count : 0;
    qsort(left, left_count, sizeof(struct reference_run *), longest_first);
    round_of(left, left_count, at_once);
    at_once = at_once > 8 ? at_once / 2 : at_once;
  }
  free(left);
  return repeated;
}
