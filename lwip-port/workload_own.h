/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: what a workload is to the port: workload.c and the two ways to
 * boot, workload_tasks.c (NO_SYS 0) and workload_raw.c (NO_SYS 1). */
#ifndef SOCKFIT_WORKLOAD_OWN_H
#define SOCKFIT_WORKLOAD_OWN_H

#include "sockfit/workload.h"

#include "port.h"

struct workload {
  const struct image_workload *spec;
  const struct port_kind *kind;
  bool reported; /* its set-up is over */
  bool stopped;  /* and not yet set up again */
};

/* workload.c: the code of a kind; one that is not in this image ends the host.
 */
const struct port_kind *port_kind_of(const char *name);
/* Report a state to the verdict, and nothing else. */
void port_workload_report(const struct workload *w,
                          enum image_workload_state state);

/* Its set-up is over: the next one has its turn. Again does no harm. */
void port_workload_set_up(struct workload *w);

#endif
