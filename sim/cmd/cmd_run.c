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
#include "cmd/live_run.h"
#include "cmd/nearest_fix.h"
#include "cmd/one_run.h"
#include "cmd/output.h"
#include "cmd/progress.h"
#include "cmd/selection.h"
#include "report/report.h"

/* Everything that one invocation holds. */
struct session {
  const struct options *options;
  struct diag *diag;
  struct selection selection;
  struct image_places places;      /* the device's */
  struct image_places peer_places; /* another lwIP when one was named */
  struct limits *peer_limits;
  struct loop *loop;
  struct one_run *runs;
  size_t run_count; /* those that were judged */
  struct progress progress;
  struct live_run live; /* when a variant wants real time */
  bool live_open;
};

static void session_done(struct session *session) {
  for (size_t i = 0; i < session->run_count; i++)
    one_run_done(&session->runs[i]);
  free(session->runs);
  if (session->live_open)
    live_run_close(&session->live);
  loop_free(session->loop);
  limits_free(session->peer_limits);
  image_places_done(&session->places);
  image_places_done(&session->peer_places);
  selection_done(&session->selection);
}

/* --lwip-dir is about the device. Peers are other machines: they keep the lwIP
 * that was fetched, so that they do not change with it. Where there is none,
 * they have the device's. */
static int find_peer_places(struct session *session) {
  struct diag missing = {0};
  int status = image_places_find(NULL, &session->peer_places, &missing);
  diag_done(&missing);
  return status == -ENOENT
             ? image_places_find(session->options->lwip_dir,
                                 &session->peer_places, session->diag)
             : status;
}

static int session_init(struct session *session) {
  const struct options *options = session->options;
  session->loop = loop_new(); /* first of all: from now on Ctrl-C is seen */
  if (session->loop == NULL)
    return -ENOMEM;
  int status = selection_make(options, &session->selection, session->diag);
  if (status == 0)
    status = output_check(options, session->selection.count, session->diag);
  if (status == 0)
    status =
        image_places_find(options->lwip_dir, &session->places, session->diag);
  if (status == 0)
    status = find_peer_places(session);
  if (status != 0)
    return status;
  for (size_t i = 0; i < session->selection.count; i++)
    lwip_tree_compare(&session->places.tree, session->selection.items[i].limits,
                      session->diag);
  session->peer_limits = limits_peer();
  loop_limit_jobs(session->loop, options->jobs);
  progress_init(&session->progress, session->selection.count, !options->quiet,
                session->loop);
  session->runs = calloc(session->selection.count, sizeof(*session->runs));
  if (session->peer_limits == NULL || session->runs == NULL)
    return -ENOMEM;
  return live_run_open(options, &session->selection, session->loop,
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
                            .detail = output_needs_detail(session->options)};
    if (run->selected->variant->tap)
      run->live = &session->live;
    status = output_pcap_path(session->options, run->selected, several,
                              &run->pcap_path);
    if (status == 0)
      status = output_repeat_command(session->options, run->selected,
                                     &run->repeat_command);
    if (status == 0)
      status =
          one_run_execute(run, &session->places, &session->peer_places,
                          session->peer_limits, session->loop, session->diag);
    if (status == 0 && run->live == NULL) /* what the fix does is seen again */
      status = nearest_fix_find(run, &session->places, &session->peer_places,
                                session->peer_limits, session->loop);
    if (status == 0 && run->live == NULL)
      status = one_run_measure(run, &session->places, session->loop);
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

static int report(const struct session *session) {
  struct report_run *runs = calloc(session->run_count + 1, sizeof(*runs));
  if (runs == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < session->run_count; i++)
    runs[i] = one_run_report(&session->runs[i]);
  int status = output_reports(session->options, runs, session->run_count,
                              session->selection.count > 1, session->diag);
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
  if (outcome == STATUS_HELD && !live_run_command_held(&session.live, diag))
    outcome = STATUS_NOT_HELD;
  if (status == -ECANCELED)
    diag_add(diag, DIAG_ERROR, NULL, "interrupted");
  session_done(&session);
  return outcome;
}
