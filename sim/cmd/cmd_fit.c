/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit fit: the smallest limits that pass, with proof. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/forms.h"
#include "cmd/merging.h"
#include "cmd/output.h"
#include "cmd/pieces.h"
#include "cmd/progress.h"
#include "report/fit.h"
#include "study/sweep.h"

struct session {
  const struct options *options;
  struct diag *diag;
  struct selection selection;
  struct lab lab;
  struct fit_runs runs;
  struct pieces pieces;
  struct fit *fits; /* as many as were selected */
  size_t count;     /* those that came to an end */
  struct progress progress;
  enum status outcome;
};

static void session_done(struct session *session, int status) {
  pieces_end(&session->pieces, status, session->diag);
  for (size_t i = 0; session->fits != NULL && i < session->selection.count; i++)
    fit_done(&session->fits[i]);
  free(session->fits);
  fit_runs_done(&session->runs);
  lab_close(&session->lab);
  selection_done(&session->selection);
}

/* ---- runs ---- */

static int keep_run(void *arg, const struct fit_run *run, struct diag *diag) {
  return pieces_add(arg, units_fit_line(run), diag);
}

static int take_line(void *arg, const char *line) {
  struct fit_run run;
  int status = units_read_fit(line, &run);
  if (status != 0)
    return status == -ENOMEM ? status : 0;
  return fit_runs_add(arg, &run);
}

static int begin_pieces(struct session *session) {
  const struct options *options = session->options;
  struct text words = {0};
  text_add(&words, "%s %zu %zu %zu%%",
           options->limits == NULL ? "sockets" : options->limits,
           options->seeds, options->margin, options->margin_percent);
  const char *const all[] = {"fit", words.data};
  int status = words.failed ? -ENOMEM
                            : pieces_begin(&session->pieces, FIT_SCHEMA,
                                           &session->selection, &session->lab,
                                           all, 2, session->diag);
  text_done(&words);
  return status;
}

/* ---- fits ---- */

static int prepare(struct session *session) {
  const struct options *options = session->options;
  int status = 0;
  for (size_t i = 0; i < session->selection.count && status == 0; i++) {
    struct fit *fit = &session->fits[i];
    *fit = (struct fit){
        .selected = &session->selection.items[i],
        .seed_count = options->seeds == 0 ? 1 : options->seeds,
        .shard = options->shard,
        .shard_count = options->shard_count == 0 ? 1 : options->shard_count,
        .margin = options->margin,
        .margin_percent = options->margin_percent,
        .runs = &session->runs,
        .number = i};
    status = fit_name_limits(fit, options->limits, session->diag);
  }
  return status;
}

static int session_init(struct session *session) {
  const struct options *options = session->options;
  int status = forms_check_joined(options, session->pieces.joined != NULL,
                                  "--json", session->diag);
  if (status == 0)
    status = selection_make(options, &session->selection, session->diag);
  if (status == 0)
    status = output_check(options, session->selection.count, session->diag);
  if (status != 0)
    return status;
  session->fits = calloc(session->selection.count + 1, sizeof(*session->fits));
  if (session->fits == NULL)
    return -ENOMEM;
  status = prepare(session);
  if (status == 0)
    status = lab_open(&session->lab, options->lwip_dir, options->jobs,
                      session->diag);
  return status == 0 ? begin_pieces(session) : status;
}

/* Seeds of this shard. */
static size_t seed_count(const struct session *session) {
  return shard_unit_count(session->pieces.part.shard,
                          session->fits[0].seed_count);
}

/* Each process searches with its part of the seeds, for the whole needs hardly
 * another run then. Images that all of them start with are made here. */
static int share(struct session *session) {
  size_t left = seed_count(session);
  int status = 0;
  if (!pieces_is_shared(&session->pieces, session->lab.loop, left))
    return 0;
  for (size_t i = 0; i < session->selection.count && status == 0; i++)
    status = sweep_point_prepare(session->fits[i].selected, &session->lab,
                                 session->diag);
  if (status != 0)
    return status;
  struct progress progress; /* nobody knows how many runs it takes */
  progress_init(&progress, 0, !session->options->quiet, session->lab.loop);
  progress.scenario = session->fits[0].selected->scenario->name;
  progress.variant = session->fits[0].selected->variant->name;
  status = pieces_share(&session->pieces, session->lab.loop, left, &progress,
                        &session->outcome, session->diag);
  loop_watch_commands(session->lab.loop, NULL, NULL);
  return status;
}

static int fit_all(struct session *session) {
  bool worker = pieces_is_worker(&session->pieces);
  int status = 0;
  if (seed_count(session) == 0) /* more parts than seeds */
    return 0;
  for (size_t i = 0; i < session->selection.count && status == 0; i++) {
    struct fit *fit = &session->fits[i];
    progress_run(&session->progress, i, fit->selected->scenario->name,
                 fit->selected->variant->name);
    status = fit_search(fit, &session->lab, session->diag);
    if (status == 0 && !worker)
      status = fit_finish(fit, &session->lab, session->diag);
    if (status == 0)
      session->count++;
    progress_clear(&session->progress);
    print_diagnostics(session->diag);
  }
  return status;
}

static enum status outcome_of(const struct session *session) {
  for (size_t i = 0; i < session->count; i++) {
    if (!session->fits[i].found || session->fits[i].together.because != NULL)
      return STATUS_NOT_HELD;
  }
  return STATUS_HELD;
}

/* What was told before. */
static void tell_again(struct session *session) {
  const struct whole *whole = &session->pieces.whole;
  const char *text = session->options->quiet ? whole->quiet : whole->text;
  fputs(text == NULL ? "" : text, stdout);
  session->outcome = whole->held ? STATUS_HELD : STATUS_NOT_HELD;
}

static int run(struct session *session) {
  int status = share(session);
  progress_init(&session->progress, session->selection.count,
                !session->options->quiet, session->lab.loop);
  if (status == 0)
    status = fit_all(session);
  if (pieces_is_worker(&session->pieces))
    return status;
  const struct part *part = pieces_part(&session->pieces);
  int reported = 0;
  if (session->count > 0 || (status == 0 && part != NULL))
    reported = output_fits(session->options, session->fits, session->count,
                           part, pieces_whole(&session->pieces), session->diag);
  if (status == 0)
    status = reported;
  if (status == 0)
    session->outcome = outcome_of(session);
  return status;
}

enum status fit_joined(const struct options *options, const struct part *joined,
                       struct diag *diag) {
  struct session session = {.options = options, .diag = diag};
  session.runs = (struct fit_runs){.made = keep_run, .arg = &session.pieces};
  session.pieces = (struct pieces){.options = options,
                                   .joined = joined,
                                   .take = take_line,
                                   .arg = &session.runs};
  int status = session_init(&session);
  print_diagnostics(diag);
  if (status == 0 && session.pieces.finished)
    tell_again(&session);
  else if (status == 0)
    status = run(&session);
  enum status outcome = session.outcome;
  if (status != 0 && outcome == STATUS_HELD)
    outcome = status_of(status);
  session_done(&session, status);
  return outcome;
}

enum status cmd_fit(const struct options *options, struct diag *diag) {
  return fit_joined(options, NULL, diag);
}
