/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: a line on standard error that says what is running and what remains,
 * when standard error is a terminal. */
#ifndef SOCKFIT_CMD_PROGRESS_H
#define SOCKFIT_CMD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/loop.h"

struct progress {
  bool shown;
  size_t run_count;
  size_t run; /* from 0 */
  const char *scenario;
  const char *variant;
  struct loop *loop;
  int journal;  /* what other processes add to; -1: there are none */
  size_t lines; /* of it that were seen */
};

/* wanted: it is shown if there is a terminal. Watches the loop's compilers;
 * progress must live as long as they run. */
void progress_init(struct progress *progress, size_t run_count, bool wanted,
                   struct loop *loop);

/* Run number index (from 0) begins; names are borrowed until the next one. */
void progress_run(struct progress *progress, size_t index, const char *scenario,
                  const char *variant);

/* From now on other processes do the units that are left of run_count (0:
 * nobody knows how many), and add a line for each to the journal at path. They
 * are counted until progress_alone. Names as above. */
void progress_others(struct progress *progress, const char *path,
                     const char *scenario, const char *variant);
void progress_alone(struct progress *progress);

/* Make room for other words. */
void progress_clear(const struct progress *progress);

#endif
