/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the guard of a program. See guard.h. */
#include "base/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN "/proc/thread-self/children"

struct guard {
  pid_t program;
  bool ended; /* the program; not what it has started */
};

/* ---- the program ---- */

/* Returns only when that fails: the exit status. */
static int become_program(char *const *argv, const sigset_t *signals) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigprocmask(SIG_SETMASK, signals, NULL);
  execvp(argv[0], argv);
  fprintf(stderr, "error: cannot start %s: %s\n", argv[0], strerror(errno));
  return 127;
}

/* The program alone keeps the terminal and is signaled with our process group.
 * Returns 0, or the exit status of the process that returns. */
static int start(struct guard *guard, char *const *argv,
                 const sigset_t *signals) {
  guard->program = fork();
  if (guard->program == 0)
    return become_program(argv, signals);
  if (guard->program < 0)
    return 1;
  setsid();
  signal(SIGPIPE, SIG_IGN); /* whoever is told may be dead */
  close(STDIN_FILENO);
  close(STDOUT_FILENO);
  return 0;
}

static void note_ended(struct guard *guard, int how) {
  int status = WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
  guard->ended = true;
  if (write(GUARD_STATUS_FD, &status, sizeof(status)) < 0)
    return; /* dead it is */
}

/* Those that have ended, orphans of the program's too. False: none is left. */
static bool reap(struct guard *guard, int options) {
  int how;
  pid_t pid;
  while ((pid = waitpid(-1, &how, options)) > 0) {
    if (pid == guard->program)
      note_ended(guard, how);
    if (options == 0)
      return true;
  }
  return pid == 0;
}

/* ---- the end ---- */

/* False: there is nobody, or nobody whom we may kill. */
static bool kill_children(void) {
  FILE *children = fopen(CHILDREN, "re");
  bool any = false;
  int pid;
  if (children == NULL)
    return false;
  while (fscanf(children, "%d", &pid) == 1)
    any = kill(pid, SIGKILL) == 0 || any;
  fclose(children);
  return any;
}

/* Whoever loses its parent becomes a child of ours, so that each round reaches
 * one generation more. */
static void kill_all(struct guard *guard) {
  if (!guard->ended)
    kill(guard->program, SIGKILL);
  while (kill_children() && reap(guard, 0))
    continue;
  if (!guard->ended)
    reap(guard, 0);
}

static void watch_over(struct guard *guard, const sigset_t *signals) {
  bool leaving = false;
  for (;;) {
    int signal = sigwaitinfo(signals, NULL);
    if (signal == SIGCHLD)
      reap(guard, WNOHANG);
    if (signal == GUARD_LEAVE && !guard->ended)
      kill(guard->program, SIGTERM);
    leaving = leaving || signal == GUARD_LEAVE;
    if (signal == GUARD_KILL || (leaving && guard->ended))
      break;
  }
  kill_all(guard);
}

int guard_main(char *const *argv) {
  struct guard guard = {0};
  sigset_t signals, before;
  sigemptyset(&signals);
  sigaddset(&signals, GUARD_LEAVE);
  sigaddset(&signals, GUARD_KILL);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGINT); /* of the terminal, until setsid() */
  sigaddset(&signals, SIGQUIT);
  sigprocmask(SIG_BLOCK, &signals, &before);
  prctl(PR_SET_PDEATHSIG, GUARD_KILL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  fcntl(GUARD_STATUS_FD, F_SETFD, FD_CLOEXEC);
  if (getppid() != (pid_t)strtol(argv[0], NULL, 10))
    return 1; /* it died before it could have told us */
  int status = start(&guard, argv + 1, &before);
  if (status != 0)
    return status;
  watch_over(&guard, &signals);
  return 0;
}
