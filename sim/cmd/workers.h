/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: a command on all processors: the program once more, as often as there
 * are jobs, each with a part of the units. They add what is done to one
 * journal (study/journal.h), from which this process takes the result. */
#ifndef SOCKFIT_CMD_WORKERS_H
#define SOCKFIT_CMD_WORKERS_H

#include "base/loop.h"
#include "cmd/options.h"
#include "study/shards.h"

/* Run the command that options is, in count processes that each have a part of
 * whole and are told "--part JOURNAL".
 * Returns 0 when each ended well; -ECANCELED when interrupted (they are ended
 * as well); -ECHILD with a diagnosis, and *ret_outcome: what one of them ended
 * with; -ENOMEM. */
int workers_run(const struct options *options, struct loop *loop,
                struct shard whole, size_t count, const char *journal,
                enum status *ret_outcome, struct diag *diag);

/* For a process that is one of them: to end when the other one is killed. */
void workers_follow_parent(void);

#endif
