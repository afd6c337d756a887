/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit sweep: a scenario over a grid of its keys. Points that are done
 * go through lines of JSON, whether this process, an earlier one that was
 * killed, or one of several has done them: the result cannot tell. */
#include <errno.h>
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/progress.h"
#include "cmd/resume.h"
#include "cmd/sweep_output.h"
#include "cmd/sweep_points.h"
#include "cmd/workers.h"

/* Everything that one invocation holds. */
struct session {
  const struct options *options;
  struct diag *diag;
  struct lab lab;
  struct sweep sweep;
  struct resume resume;
  enum status outcome;
};

static void session_done(struct session *session, bool finished) {
  resume_end(&session->resume, finished);
  sweep_done(&session->sweep);
  lab_close(&session->lab);
}

/* ---- what was done before ---- */

static int take_line(void *arg, const char *line) {
  struct session *session = arg;
  return sweep_take_line(&session->sweep, line);
}

static int take_result(void *arg, const char *path) {
  struct session *session = arg;
  struct sweep *sweep = &session->sweep;
  struct sweep before;
  struct diag told = {0}; /* what is there is replaced */
  int status = sweep_read(path, &before, &told);
  diag_done(&told);
  if (status != 0)
    return status == -ENOMEM ? status : 0;
  if (identity_difference(&before.identity, &sweep->identity) == NULL &&
      before.shard.number == sweep->shard.number &&
      before.shard.count == sweep->shard.count &&
      before.grid.point_count == sweep->grid.point_count) {
    struct sweep_point *points = sweep->points;
    sweep->points = before.points;
    before.points = points;
    diag_add(session->diag, DIAG_INFO, NULL,
             "%s is complete: nothing is left to run", path);
  }
  sweep_done(&before);
  return 0;
}

static struct resume_taker taker_of(struct session *session) {
  return (struct resume_taker){take_line, take_result, session};
}

/* ---- what is to be done ---- */

static int run_point(struct session *session, size_t i) {
  struct sweep *sweep = &session->sweep;
  struct selection selection = {0};
  struct sweep_point point = {0};
  int status = sweep_points_select(session->options, sweep, i, &selection,
                                   session->diag);
  if (status != 0)
    return status;
  status = sweep_point_run(&selection.items[0], sweep->seed_count,
                           &session->lab, &point, session->diag);
  selection_done(&selection);
  if (status != 0)
    return status;
  sweep->points[i] = point;
  char *line = sweep_line(sweep, i);
  sweep_point_done(&sweep->points[i]);
  status = line == NULL ? -ENOMEM : sweep_take_line(sweep, line);
  if (status == 0)
    status = journal_add(session->resume.journal, line, session->diag);
  free(line);
  return status;
}

static int run_here(struct session *session) {
  const struct sweep *sweep = &session->sweep;
  size_t count = shard_unit_count(sweep->shard, sweep->grid.point_count);
  size_t done = sweep_done_count(sweep);
  struct progress progress;
  int status = 0;
  progress_init(&progress, count, !session->options->quiet, session->lab.loop);
  for (size_t i = 0; i < sweep->grid.point_count && status == 0; i++) {
    if (!shard_has(sweep->shard, i) || sweep->points[i].done)
      continue;
    progress_run(&progress, done++, sweep->scenario, sweep->variant);
    status = run_point(session, i);
  }
  progress_clear(&progress);
  loop_watch_commands(session->lab.loop, NULL, NULL);
  return status;
}

/* Images of the first point are made here: the others differ from them in a few
 * objects only. */
static int run_on(struct session *session, size_t jobs) {
  struct sweep *sweep = &session->sweep;
  struct selection selection = {0};
  struct resume_taker taker = taker_of(session);
  int status =
      sweep_points_select(session->options, sweep, sweep_first_missing(sweep),
                          &selection, session->diag);
  if (status == 0)
    status =
        sweep_point_prepare(&selection.items[0], &session->lab, session->diag);
  selection_done(&selection);
  struct progress progress;
  progress_init(&progress,
                shard_unit_count(sweep->shard, sweep->grid.point_count),
                !session->options->quiet, session->lab.loop);
  progress_others(&progress, session->resume.path, sweep->scenario,
                  sweep->variant);
  if (status == 0)
    status =
        workers_run(session->options, session->lab.loop, sweep->shard, jobs,
                    session->resume.path, &session->outcome, session->diag);
  progress_alone(&progress);
  loop_watch_commands(session->lab.loop, NULL, NULL);
  int read = resume_read(&session->resume, &taker, session->diag);
  return status != 0 ? status : read;
}

static int run(struct session *session) {
  const struct sweep *sweep = &session->sweep;
  size_t jobs = loop_jobs(session->lab.loop);
  size_t left = shard_unit_count(sweep->shard, sweep->grid.point_count) -
                sweep_done_count(sweep);
  if (jobs > left)
    jobs = left;
  int status = 0;
  if (jobs > 1 && session->options->part == NULL)
    status = run_on(session, jobs);
  if (status == 0) /* all, or what a process has left out */
    status = run_here(session);
  return status;
}

static int prepare(struct session *session) {
  const struct options *options = session->options;
  bool worker = options->part != NULL;
  int status = worker ? 0 : sweep_output_check(options, session->diag);
  if (status == 0)
    status = lab_open(&session->lab, options->lwip_dir, options->jobs,
                      session->diag);
  if (status == 0)
    status = sweep_points_init(options, &session->lab, &session->sweep,
                               session->diag);
  if (status != 0)
    return status;
  if (worker)
    diag_done(session->diag); /* the other one has given the warnings */
  else
    status = sweep_points_check(options, &session->sweep, session->diag);
  if (status != 0)
    return status;
  struct resume_taker taker = taker_of(session);
  return resume_begin(&session->resume, options, &session->sweep.identity,
                      session->sweep.shard, &taker, session->diag);
}

enum status cmd_sweep(const struct options *options, struct diag *diag) {
  struct session session = {.options = options, .diag = diag};
  int status = prepare(&session);
  print_diagnostics(diag);
  if (status == 0)
    status = run(&session);
  if (status == 0 && options->part == NULL)
    status = sweep_output(options, &session.sweep, &session.outcome, diag);
  if (status == -ECANCELED)
    diag_add(diag, DIAG_ERROR, NULL, "interrupted%s",
             resume_is_possible(&session.resume)
                 ? "; --resume goes on from here"
                 : "");
  enum status outcome = session.outcome;
  if (status != 0 && outcome == STATUS_HELD)
    outcome = status_of(status);
  session_done(&session, status == 0);
  return outcome;
}
