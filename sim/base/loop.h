/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the one event loop (libuv) of the program. Compilers run in it, the
 * scheduler runs in it, Ctrl-C arrives in it. Only its two files, loop.c and
 * live.c (base/live.h, real time), include libuv. */
#ifndef SOCKFIT_BASE_LOOP_H
#define SOCKFIT_BASE_LOOP_H

#include <stdbool.h>
#include <stddef.h>

struct loop;

/* A loop that watches SIGINT and SIGTERM from now on. NULL: no memory or no
 * descriptors left. */
struct loop *loop_new(void);

/* Ends every child that still runs. Accepts NULL. */
void loop_free(struct loop *loop);

/* True from the first SIGINT or SIGTERM on. */
bool loop_interrupted(const struct loop *loop);

/* One program to run. argv is borrowed, NULL-terminated, argv[0] is looked up
 * in PATH. Its standard input is empty, its standard output is ignored. */
struct command {
  char *const *argv;
  int seconds_max;  /* end it and its children then; 0: it may take for ever */
  bool is_overdue;  /* out: it was ended so */
  int exit_status;  /* out: of the program; -1 when it died of a signal or
                       could not be started */
  char *error_text; /* out: what it wrote to standard error; owned by the
                       caller, never NULL after loop_run_commands */
};

/* Run them all, at most loop_limit_jobs at a time, each in a process group of
 * its own so that an interruption ends its children as well. After the first
 * failure no further ones are started (their exit_status stays -1).
 * Returns 0 when every one exited 0; -ECHILD when one did not, or was ended;
 * -ECANCELED when interrupted; -ENOENT when a program was not found; -ENOMEM.
 */
int loop_run_commands(struct loop *loop, struct command *commands,
                      size_t count);

/* While commands run, watch(arg, ended, count) is called whenever something may
 * have ended, and now and then. NULL: nobody watches. */
void loop_watch_commands(struct loop *loop,
                         void (*watch)(void *arg, size_t ended, size_t count),
                         void *arg);

/* Call batch(arg) again and again until it returns false; between two calls
 * signals are looked at, at no cost to speak of.
 * Returns 0, or -ECANCELED when interrupted. */
int loop_run_batches(struct loop *loop, bool (*batch)(void *arg), void *arg);

/* Commands at a time from now on; 0: as many as there are processors, which is
 * what a new loop has. */
void loop_limit_jobs(struct loop *loop, size_t jobs);

/* How many that is. */
size_t loop_jobs(const struct loop *loop);

#endif
