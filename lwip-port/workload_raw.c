/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: boot of a device without threads: each workload's set-up is a
 * timer of the main loop, and in the scenario's order where times are equal. */
#include "workload_own.h"

#include "sockfit/raw.h"

struct booting {
  struct workload workload; /* first */
  struct raw_timer start;
};

void port_workload_set_up(struct workload *w) {
  w->reported = true;
}

static void set_up(void *arg) {
  struct workload *w = arg;
  w->kind->main(w);
  port_workload_set_up(w);
}

void port_workloads_start(void) {
  size_t count = port_config->workload_count;
  struct booting *all =
      port_own_get_zeroed(count == 0 ? 1 : count, sizeof(*all));
  for (size_t i = 0; i < count; i++) {
    const struct image_workload *spec = &port_config->workloads[i];
    all[i].workload.spec = spec;
    all[i].workload.kind = port_kind_of(spec->kind);
    int caller = port_owner_set(spec->owner);
    raw_timer_set(&all[i].start, port_booted_at_ns + spec->at_ns, set_up,
                  &all[i].workload);
    port_owner_set(caller);
  }
}

/* sim/limits refuses the fault `restart` on these profiles: a component here is
 * callbacks and PCBs all over the loop, and no task that could end. */
void port_workload_stop(int owner) {
  (void)owner;
  port_fatal("a workload of the raw API cannot be stopped", __FILE__, __LINE__);
}

void port_workload_start(int owner) {
  (void)owner;
}
