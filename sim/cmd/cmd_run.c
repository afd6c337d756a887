/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit run: from scenario files to verdicts, stage by stage. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/debugger.h"
#include "cmd/live_run.h"
#include "cmd/output.h"
#include "cmd/progress.h"
#include "cmd/selection.h"
#include "cmd/twice.h"
#include "report/report.h"
#include "study/nearest_fix.h"
#include "study/one_run.h"

/* Everything that one invocation holds. */
struct session {
  const struct options *options;
  struct diag *diag;
  struct selection selection;
  struct lab lab;
  struct live_run live; /* when a variant wants real time */
  struct one_run_live hooks;
  bool live_open;
  struct one_run *runs;
  size_t run_count; /* those that were judged */
  struct progress progress;
  struct twice twice; /* --check-determinism */
};

static void session_done(struct session *session) {
  for (size_t i = 0; i < session->run_count; i++)
    one_run_done(&session->runs[i]);
  free(session->runs);
  if (session->live_open)
    live_run_close(&session->live);
  twice_close(&session->twice);
  lab_close(&session->lab);
  selection_done(&session->selection);
}

static int session_init(struct session *session) {
  session->lab.loop = loop_new(); /* first: from now on Ctrl-C is seen */
  if (session->lab.loop == NULL)
    return -ENOMEM;
  int status = twice_open(&session->twice, &session->options, session->diag);
  const struct options *options = session->options;
  if (status == 0)
    status = selection_make(options, &session->selection, session->diag);
  if (status == 0)
    status = output_check(options, session->selection.count, session->diag);
  if (status == 0)
    status = output_check_names(options, &session->selection, session->diag);
  if (status == 0)
    status = lab_open(&session->lab, options->lwip_dir, options->jobs,
                      session->diag);
  if (status != 0)
    return status;
  session->lab.places.asan = options->asan;
  session->lab.places.debug = options->debug;
  if (options->debug && debugger_prepare(options, &session->lab.places) != 0)
    return -ENOMEM;
  for (size_t i = 0; i < session->selection.count; i++)
    lwip_tree_compare(&session->lab.places.tree,
                      session->selection.items[i].limits, session->diag);
  progress_init(&session->progress, session->selection.count, !options->quiet,
                session->lab.loop);
  session->runs = calloc(session->selection.count, sizeof(*session->runs));
  session->hooks = live_run_hooks(&session->live);
  if (session->runs == NULL)
    return -ENOMEM;
  return live_run_open(options, &session->selection, session->lab.loop,
                       &session->live, &session->live_open, session->diag);
}

/* Virtual results carry no wall clock; this is the one figure that does. */
static double wall_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int run_all(struct session *session) {
  int status = 0;
  bool several = session->selection.count > 1;
  for (size_t i = 0; i < session->selection.count && status == 0; i++) {
    struct one_run *run = &session->runs[i];
    double started_s = wall_s();
    progress_run(&session->progress, i,
                 session->selection.items[i].scenario->name,
                 session->selection.items[i].variant->name);
    *run = (struct one_run){.selected = &session->selection.items[i],
                            .detail = session->twice.wanted ||
                                      output_needs_detail(session->options),
                            .event_frames = session->options->pcap_events};
    if (run->selected->variant->tap)
      run->live = &session->hooks;
    status = output_pcap_path(session->options, run->selected, several,
                              &run->pcap_path);
    if (status == 0)
      status = output_repeat_command(session->options, run->selected,
                                     &run->repeat_command);
    if (status == 0)
      status = one_run_execute(run, &session->lab, session->diag);
    if (status == 0 && run->live == NULL) /* what the fix does is seen again */
      status = nearest_fix_find(run, &session->lab);
    if (status == 0 && run->live == NULL)
      status = one_run_measure(run, &session->lab);
    run->wall_s = wall_s() - started_s;
    progress_clear(&session->progress);
    if (run->judged)
      session->run_count++;
    else
      one_run_done(run);
    print_diagnostics(session->diag);
  }
  return status;
}

static struct report_run report_of(const struct session *session,
                                   const struct one_run *run) {
  const struct diag *missing = &run->sizes_missing;
  return (struct report_run){
      .scenario = run->selected->scenario,
      .variant = run->selected->variant,
      .limits = run->selected->limits,
      .trace = &run->trace,
      .judged = &run->judgement,
      .wall_s = run->wall_s,
      .repeat_command = run->repeat_command,
      .pcap_path = session->twice.capture != NULL ? NULL : run->pcap_path,
      .sizes = run->sizes,
      .no_sizes_because =
          missing->count == 0 ? NULL : missing->entries[0].text};
}

static int report(struct session *session) {
  struct report_run *runs = calloc(session->run_count + 1, sizeof(*runs));
  if (runs == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < session->run_count; i++)
    runs[i] = report_of(session, &session->runs[i]);
  int status = output_reports(session->options, runs, session->run_count,
                              session->selection.count > 1, session->diag);
  if (status == 0 && session->twice.wanted &&
      session->run_count == session->selection.count)
    status = twice_check(&session->twice, session->lab.loop,
                         &session->selection, runs, session->diag);
  free(runs);
  return status;
}

static enum status outcome_of(const struct session *session) {
  enum status outcome = STATUS_HELD;
  for (size_t i = 0; i < session->run_count; i++) {
    enum verdict verdict = session->runs[i].judgement.verdict;
    if (verdict == VERDICT_UNDECIDED && outcome == STATUS_HELD)
      outcome = STATUS_UNDECIDED;
    if (verdict == VERDICT_FAIL || verdict == VERDICT_ERROR)
      outcome = STATUS_NOT_HELD;
  }
  return outcome;
}

enum status cmd_run(const struct options *options, struct diag *diag) {
  struct session session = {.options = options, .diag = diag};
  int status = session_init(&session);
  print_diagnostics(diag);
  if (status == 0)
    status = run_all(&session);
  int reported = session.run_count > 0 ? report(&session) : 0;
  if (status == 0)
    status = reported;
  enum status outcome = status == 0 ? outcome_of(&session) : status_of(status);
  if (status == 0 && session.twice.differs)
    outcome = STATUS_NOT_HELD;
  if (outcome == STATUS_HELD && !live_run_command_held(&session.live, diag))
    outcome = STATUS_NOT_HELD;
  if (status == -ECANCELED)
    diag_add(diag, DIAG_ERROR, NULL, "interrupted");
  session_done(&session);
  return outcome;
}
