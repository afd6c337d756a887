/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what is running and what remains. See progress.h. Short work shows
 * nothing for long: the line is cleared when a run ends. */
#include "cmd/progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS 79 /* a line that breaks cannot be cleared */

static void show(const struct progress *progress, const char *doing) {
  char line[COLUMNS + 1];
  if (!progress->shown)
    return;
  snprintf(line, sizeof(line), "[%zu of %zu] %s, %s:%s", progress->run + 1,
           progress->run_count, doing, progress->scenario, progress->variant);
  fprintf(stderr, "\r%s\033[K", line);
  fflush(stderr);
}

static void on_compilers(void *arg, size_t ended, size_t count) {
  const struct progress *progress = arg;
  char doing[64];
  snprintf(doing, sizeof(doing), "compiling lwIP, %zu of %zu left",
           count - ended, count);
  show(progress, doing);
}

void progress_init(struct progress *progress, size_t run_count, bool wanted,
                   struct loop *loop) {
  const char *terminal = getenv("TERM");
  bool dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
  *progress =
      (struct progress){.shown = wanted && !dumb && isatty(STDERR_FILENO),
                        .run_count = run_count,
                        .loop = loop,
                        .journal = -1};
  if (progress->shown)
    loop_watch_commands(loop, on_compilers, progress);
}

void progress_run(struct progress *progress, size_t index, const char *scenario,
                  const char *variant) {
  progress->run = index;
  progress->scenario = scenario;
  progress->variant = variant;
  show(progress, "running");
}

/* ---- other processes ---- */

/* What was added since the last look. */
static void count_lines(struct progress *progress) {
  char some[4096];
  ssize_t len;
  while ((len = read(progress->journal, some, sizeof(some))) > 0)
    for (ssize_t i = 0; i < len; i++)
      progress->lines += some[i] == '\n';
}

static void on_others(void *arg, size_t ended, size_t count) {
  struct progress *progress = arg;
  char line[COLUMNS + 1], of[32] = "";
  count_lines(progress);
  if (progress->run_count > 0)
    snprintf(of, sizeof(of), " of %zu", progress->run_count);
  snprintf(line, sizeof(line), "[%zu%s done] %zu processes, %s:%s",
           progress->lines, of, count - ended, progress->scenario,
           progress->variant);
  fprintf(stderr, "\r%s\033[K", line);
  fflush(stderr);
}

void progress_others(struct progress *progress, const char *path,
                     const char *scenario, const char *variant) {
  if (!progress->shown)
    return;
  progress->scenario = scenario;
  progress->variant = variant;
  progress->journal = open(path, O_RDONLY | O_CLOEXEC);
  progress->lines = 0;
  count_lines(progress);
  progress->lines -= progress->lines > 0; /* the first says whose they are */
  loop_watch_commands(progress->loop, on_others, progress);
}

void progress_alone(struct progress *progress) {
  if (!progress->shown)
    return;
  if (progress->journal >= 0)
    close(progress->journal);
  progress->journal = -1;
  progress_clear(progress);
  loop_watch_commands(progress->loop, on_compilers, progress);
}

void progress_clear(const struct progress *progress) {
  if (!progress->shown)
    return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
}
