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
};

/* wanted: it is shown if there is a terminal. Watches the loop's compilers;
 * progress must live as long as they run. */
void progress_init(struct progress *progress, size_t run_count, bool wanted,
                   struct loop *loop);

/* Run number index (from 0) begins; names are borrowed until the next one. */
void progress_run(struct progress *progress, size_t index, const char *scenario,
                  const char *variant);

/* Make room for other words. */
void progress_clear(const struct progress *progress);

#endif
