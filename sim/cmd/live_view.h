/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what a person sees while a run in real time goes on: on a terminal a
 * picture of slots, pools and refusals that is drawn anew, elsewhere a line for
 * each thing of note. On standard error, as all words are that no program
 * reads. */
#ifndef SOCKFIT_CMD_LIVE_VIEW_H
#define SOCKFIT_CMD_LIVE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/options.h"
#include "trace/record.h"

struct live_view {
  enum { LIVE_VIEW_NONE, LIVE_VIEW_LINES, LIVE_VIEW_PICTURE } kind;
  const struct variant *variant;
  const struct recorder *recorder; /* read only */
  bool color;
  size_t events_told; /* of the trace */
  char holders[256];  /* as told last */
  int lines;          /* of the picture on the screen */
};

/* recorder and variant are borrowed until live_view_end. */
void live_view_begin(struct live_view *view, const struct options *options,
                     const struct variant *variant,
                     const struct recorder *recorder);

/* Some times a second: show what is new. */
void live_view_tick(struct live_view *view, int64_t now_ns);

/* Leave the terminal as it was, under the last picture. */
void live_view_end(struct live_view *view);

#endif
