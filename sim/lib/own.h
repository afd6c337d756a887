/* SPDX-License-Identifier: BSD-3-Clause */
/* lib, internal: what is behind the library's opaque structs. */
#ifndef SOCKFIT_LIB_OWN_H
#define SOCKFIT_LIB_OWN_H

#include <signal.h>

#include "base/text.h"
#include "scenario/scenario.h"
#include "study/lab.h"
#include "study/one_run.h"

#include "lib/include/sockfit/sockfit.h"

#define SIGNAL_COUNT 3

struct sockfit {
  char *path;
  char *text;                 /* the scenario; NULL: path is a file */
  struct override *overrides; /* with strings of their own */
  size_t override_count;
  struct world_function *functions; /* likewise */
  size_t function_count;
  char *pcap_path;
  char *lwip_dir;
  struct lab lab; /* since the first run */
  bool lab_is_open;
  struct sigaction actions[SIGNAL_COUNT]; /* the test's, while a run is on */
  char *error; /* of the last call; NULL: nothing to tell */
};

struct sockfit_run {
  struct scenario *scenario;
  struct selected selected; /* with limits of its own */
  struct one_run run;
  bool peers_left; /* at the end of run_for, for no_leak */
  char *diagnosis;
  struct sockfit_refusal *refusals;
  size_t refusal_count;
  struct sockfit_pool *pools;
  size_t pool_count;
  struct sockfit_consumer *consumers;
  size_t consumer_count;
  struct sockfit_peer *peers;
  size_t peer_count;
  struct sockfit_expectation *expectations;
  size_t expectation_count;
  struct sockfit_log *logs;
  size_t log_count;
  char **messages; /* of checks */
  size_t message_count;
};

/* results.c: fill the arrays from trace and judgement. Returns 0 or -ENOMEM. */
int results_take(struct sockfit_run *run);

#endif
