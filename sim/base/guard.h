/* SPDX-License-Identifier: BSD-3-Clause */
/* base: a process of ours between this one and a program beside it (live.h).
 * When this process dies, however that happens, the guard kills the program and
 * all that it has started, also what has left its process group and session;
 * so it does in the end when this process tells it to. It needs no right of any
 * kind. (The kernel's signal at a parent's death reaches the program alone, and
 * a PID namespace is for root.) */
#ifndef SOCKFIT_BASE_GUARD_H
#define SOCKFIT_BASE_GUARD_H

#include <signal.h>

#define GUARD_WORD "--guard" /* argv[1] of a process that is one */
#define GUARD_STATUS_FD 3

/* Signals to a guard. */
#define GUARD_LEAVE                                                            \
  SIGTERM                 /* the program gets SIGTERM; when it ends, all end */
#define GUARD_KILL SIGHUP /* all are killed at once */

/* What main() does with GUARD_WORD. argv is the parent's process ID, then the
 * program and its arguments, NULL behind the last. When the program ends, an
 * int is written to GUARD_STATUS_FD: its exit status, 128 + its signal, or 127
 * when it could not be started. Returns the exit status of this process. */
int guard_main(char *const *argv);

#endif
