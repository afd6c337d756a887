/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: runs the real program and keeps what it said. Everything fails the
 * test on a mistake of the test itself. */
#ifndef SOCKFIT_TESTS_PROGRAM_H
#define SOCKFIT_TESTS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PROGRAM_ARGS_MAX 16
#define PROGRAM_ENV_MAX 10

/* Exit statuses of sockfit. */
enum {
  EXIT_HELD = 0,
  EXIT_NOT_HELD = 1,
  EXIT_USAGE = 2,
  EXIT_HARNESS = 3,
  EXIT_UNDECIDED = 4,
};

/* What to start; unset members are NULL or false. */
struct program {
  const char *file; /* looked up in PATH; NULL: sockfit itself */
  const char *args[PROGRAM_ARGS_MAX + 1]; /* without the name */
  const char *env[PROGRAM_ENV_MAX + 1];   /* NAME=VALUE: set; NAME: unset */
  const char *folder;                     /* where it runs; NULL: here */
  bool stdout_closed;
  bool own_group; /* leader of a process group; otherwise libcheck ends it
                     together with a test that takes too long */
};

/* One that runs, then what it left. */
struct outcome {
  pid_t pid;  /* leader of a process group of its own */
  int status; /* as it exited, or 128 + the signal that killed it */
  char *out;
  size_t out_len;
  char *err;
  size_t err_len;
  int out_fd;
  int err_fd;
};

void program_start(const struct program *program, struct outcome *ret_outcome);
void program_wait(struct outcome *outcome);

/* Both. Free with outcome_done. */
void program_run(const struct program *program, struct outcome *ret_outcome);
void outcome_done(struct outcome *outcome);

/* Fail unless it exited like that; what it said is part of the message. */
void outcome_assert_status(const struct outcome *outcome, int status);

/* Lines of its standard error that contain "error: ". */
size_t outcome_errors(const struct outcome *outcome);

/* Fail unless status is right, its standard error has exactly one error, and
 * every word (NULL-terminated) is in it. */
void outcome_assert_refused(const struct outcome *outcome, int status,
                            const char *const words[]);

/* ---- files ---- */

/* A new folder, removed with all others by program_folders_remove, which is
 * for an unchecked fixture: it then runs after failures, too. */
char *program_folder(void);
void program_folders_make(void);
void program_folders_remove(void);

/* FOLDER/NAME, malloc'ed. */
char *path_in(const char *folder, const char *name);

/* The whole file. */
char *file_content(const char *path, size_t *ret_len);
void file_write(const char *path, const void *data, size_t len);
long file_size(const char *path); /* -1: not there */

/* Names in a folder, without . and .. ; -1 when there is no such folder. */
int folder_count(const char *path);

/* Whether there is such a program in PATH. When there is none, a line says
 * which tests are skipped; with CI=true that is a failure. */
bool tool_is_there(const char *name, const char *skipped);

/* Path of scenarios/quickstart.yaml, static. */
const char *quickstart(void);

/* All scenarios that ship, sorted; the program's life long. */
size_t shipped_scenarios(char *const **ret_paths);

#endif
