/* SPDX-License-Identifier: BSD-3-Clause */
/* base, internal: the loop as the files that drive libuv see it: loop.c and
 * live.c. */
#ifndef SOCKFIT_BASE_LOOP_OWN_H
#define SOCKFIT_BASE_LOOP_OWN_H

#include <uv.h>

#include "base/loop.h"

struct children;

struct loop {
  uv_loop_t uv;
  uv_signal_t interrupt;
  uv_signal_t terminate;
  uv_timer_t tick; /* while commands run */
  bool interrupted;
  size_t jobs;
  struct children *children; /* while commands run */
  void (*watch)(void *arg, size_t ended, size_t count);
  void *watch_arg;
};

#endif
