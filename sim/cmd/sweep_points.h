/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: from the command line to the points of a sweep. */
#ifndef SOCKFIT_CMD_SWEEP_POINTS_H
#define SOCKFIT_CMD_SWEEP_POINTS_H

#include "cmd/options.h"
#include "cmd/selection.h"
#include "study/sweep.h"

/* Everything of the sweep but its results. Warnings about the scenario are
 * given as by sockfit run. Returns 0, or a negative errno with a diagnosis:
 * several files or variants, no --vary, what selection_make and grid_add
 * say, a key of an item that the variant does not have. */
int sweep_points_init(const struct options *options, const struct lab *lab,
                      struct sweep *ret_sweep, struct diag *diag);

/* The scenario as it is at a point; free with selection_done. Returns as
 * selection_make; a diagnosis says which point it was. */
int sweep_points_select(const struct options *options,
                        const struct sweep *sweep, size_t point,
                        struct selection *ret_selection, struct diag *diag);

/* Select every point of the shard once: nothing runs before all input is known
 * to be good. Returns as sweep_points_select. */
int sweep_points_check(const struct options *options, const struct sweep *sweep,
                       struct diag *diag);

#endif
