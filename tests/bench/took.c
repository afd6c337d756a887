/* SPDX-License-Identifier: BSD-3-Clause */
/* bench: what a command takes, with everything that it starts and waits for.
 *
 *     bench_took [--memory] COMMAND...
 *                       wall and processor seconds, most memory in MB of that
 *                       one process (0 unless asked for), and the exit status
 *
 * Memory is looked at every 50 ms at most, each page counted once however often
 * it is mapped (Pss). That stops the process meanwhile, so it is done for at
 * most a 50th of the time. What the command prints is thrown away. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double wall_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* MB of process now; 0 when it is gone. */
static double memory_mb(pid_t process) {
  char path[64], line[128];
  double mb = 0;
  snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)process);
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return 0;
  while (fgets(line, sizeof(line), file) != NULL)
    if (strncmp(line, "Pss:", 4) == 0)
      mb = (double)atoll(line + 4) / 1024;
  fclose(file);
  return mb;
}

/* Wait for it; returns the most memory that was seen. */
static double wait_and_watch(pid_t child, int *ret_status,
                             struct rusage *ret_use) {
  double most_mb = 0, pause_s;
  sigset_t ended;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  while (wait4(child, ret_status, WNOHANG, ret_use) == 0) {
    double began_s = wall_s(), now_mb = memory_mb(child);
    most_mb = now_mb > most_mb ? now_mb : most_mb;
    pause_s = 50 * (wall_s() - began_s);
    pause_s = pause_s < 0.05 ? 0.05 : pause_s;
    const struct timespec pause = {
        (time_t)pause_s, (long)((pause_s - (double)(time_t)pause_s) * 1e9)};
    sigtimedwait(&ended, NULL, &pause);
  }
  return most_mb;
}

int main(int argc, char **argv) {
  int status;
  struct rusage use;
  bool memory = argc > 1 && strcmp(argv[1], "--memory") == 0;
  double most_mb = 0;
  sigset_t ended, before;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  sigprocmask(SIG_BLOCK, &ended, &before); /* it waits for sigtimedwait() */
  argv += memory;
  double began_s = wall_s();
  pid_t child = argv[1] != NULL ? fork() : -1;
  if (child < 0)
    return 2;
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &before, NULL);
    int nowhere = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
      dup2(nowhere, fd);
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  if (memory)
    most_mb = wait_and_watch(child, &status, &use);
  else
    wait4(child, &status, 0, &use);
  printf("%.4f %.4f %.1f %d\n", wall_s() - began_s,
         (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
             (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6,
         most_mb, WIFEXITED(status) ? WEXITSTATUS(status) : 128);
}
