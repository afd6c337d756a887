/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what is running and what remains. See progress.h. Short work shows
 * nothing for long: the line is cleared when a run ends. */
#include "cmd/progress.h"

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
                        .run_count = run_count};
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

void progress_clear(const struct progress *progress) {
  if (!progress->shown)
    return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
}
