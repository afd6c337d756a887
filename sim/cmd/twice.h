/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: --check-determinism: the runs of one invocation once more, in a process
 * of their own with other surroundings, and what differs. */
#ifndef SOCKFIT_CMD_TWICE_H
#define SOCKFIT_CMD_TWICE_H

#include "base/loop.h"
#include "cmd/options.h"
#include "cmd/selection.h"
#include "report/report.h"

struct twice {
  bool wanted;
  bool differs;       /* out: of twice_check */
  struct options own; /* of the first run: with a capture */
  char *folder;       /* for what is compared; owned */
  char *capture;      /* where the first run's goes when nobody asked for one;
                         owned, NULL: where the options say */
};

/* When options want it: make the folder. *options becomes those that the first
 * run is to have, which live as long as twice.
 * Returns 0; -EINVAL with a diagnosis when the capture goes to where it cannot
 * be read again; -ENOMEM; errnos of mkdtemp with a diagnosis. */
int twice_open(struct twice *twice, const struct options **options,
               struct diag *diag);

/* After the first run of everything that is selected: the second one. What
 * differs first, of each run, is an error in diag; that nothing does is told on
 * the standard error unless --quiet.
 * Returns 0 (see differs); -ECANCELED; -EIO with a diagnosis when the second
 * one could not be run or read; -ENOMEM. */
int twice_check(struct twice *twice, struct loop *loop,
                const struct selection *selection,
                const struct report_run *runs, struct diag *diag);

/* Removes the folder. Accepts one that is all zeros. */
void twice_close(struct twice *twice);

#endif
