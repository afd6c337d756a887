/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: runs the steps of a scripted TCP client (steps.h) against the
 * device. An attempt begins with each connect and is served when its steps are
 * over, or at the step `served`. A step that fails ends the steps; after
 * `served` that counts as a lost connection. Compiled into an image. */
#ifndef SOCKFIT_WORKLOADS_SCRIPT_H
#define SOCKFIT_WORKLOADS_SCRIPT_H

#include "attempt.h"
#include "steps.h"

/* Where connections come from, for all scripts of one host together. */
struct script_ports {
  uint32_t next; /* 0: any port, chosen by the stack */
  uint32_t step; /* from one connection to the next */
};

struct script {
  const struct workload *w;
  const struct steps *steps;
  struct script_ports *ports; /* NULL: any */
  uint32_t ipv4;              /* network byte order */
  uint16_t port;
  uint32_t timeout_ms;    /* connect, and silence in every other step */
  uint32_t read_delay_ms; /* before each recv() */
  /* What becomes of a connection whose step has failed: CLOSE, ABORT, VANISH
   * or REBOOT. */
  enum step_verb on_failure;
  /* The script's own. */
  struct attempt attempt;
  bool was_served;
  int fd;
};

/* A script with the parameters that all scripted peers have: port, timeout,
 * read_delay, syn_retry (kinds.def: SCRIPT_PARAMS). */
void script_init(struct script *script, const struct workload *w,
                 const struct steps *steps);

/* Parse a text that is correct by construction or that the scenario stage has
 * checked. Returns the steps, to be freed, or NULL without memory. */
struct steps *script_parse(const char *text);

/* Run the steps once, `repeat` included, or until the host leaves. Returns 0,
 * or the negative errno of the step that failed. No socket is left open. */
int script_run(struct script *script);

/* Run the text again and again until the host leaves, with a pause of 1 ms or
 * more behind each turn. */
void script_run_for_ever(const struct workload *w, const char *text,
                         uint32_t pause_ms, enum step_verb on_failure);

#endif
