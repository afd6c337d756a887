/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: a run under a debugger. */
#ifndef SOCKFIT_CMD_DEBUGGER_H
#define SOCKFIT_CMD_DEBUGGER_H

#include "cmd/options.h"
#include "image/image.h"

/* For --debug: print how gdb is started on this very run, and give a task all
 * the time that somebody may need. Returns 0 or -ENOMEM. */
int debugger_prepare(const struct options *options,
                     const struct image_places *places);

#endif
