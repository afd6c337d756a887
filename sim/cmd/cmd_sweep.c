/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit sweep: a scenario over a grid of its keys. Points that are done
 * go through lines of JSON, whether this process, an earlier one that was
 * killed, or one of several has done them: the result cannot tell. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/progress.h"
#include "cmd/sweep_output.h"
#include "cmd/sweep_points.h"
#include "cmd/workers.h"
#include "study/journal.h"

/* Everything that one invocation holds. */
struct session {
  const struct options *options;
  struct diag *diag;
  struct lab lab;
  struct sweep sweep;
  struct journal *journal; /* NULL: nobody else needs to know what is done */
  char *journal_path;
  char *scratch; /* folder of a journal that is not kept; NULL: there is none */
  bool begun;    /* the journal is ours */
  enum status outcome;
};

static void session_done(struct session *session, bool finished) {
  journal_close(session->journal);
  if (finished && session->begun)
    unlink(session->journal_path);
  if (session->scratch != NULL)
    files_remove_folder(session->scratch);
  sweep_done(&session->sweep);
  lab_close(&session->lab);
  free(session->journal_path);
  free(session->scratch);
}

static int take_line(void *arg, const char *line) {
  struct session *session = arg;
  return sweep_take_line(&session->sweep, line);
}

/* ---- what was done before ---- */

/* The file whose making can be resumed, or NULL. */
static const char *result_path(const struct session *session) {
  const char *path = session->options->reports[REPORT_json];
  bool kept = path != NULL && strcmp(path, "-") != 0 && !files_is_special(path);
  return kept ? path : NULL;
}

/* A result that came to its end before needs no second run. */
static int take_result(struct session *session, const char *path) {
  struct sweep before;
  struct diag told = {0}; /* what is there is replaced */
  struct sweep *sweep = &session->sweep;
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
  }
  sweep_done(&before);
  return 0;
}

static int make_scratch(struct session *session) {
  const char *folder = getenv("TMPDIR");
  session->scratch = text_format(
      "%s/sockfit-XXXXXX", folder == NULL || *folder == '\0' ? "/tmp" : folder);
  if (session->scratch == NULL)
    return -ENOMEM;
  if (mkdtemp(session->scratch) == NULL) {
    int status = -errno;
    diag_add(session->diag, DIAG_ERROR, NULL, "%s: %s", session->scratch,
             strerror(-status));
    free(session->scratch);
    session->scratch = NULL;
    return status;
  }
  session->journal_path = text_format("%s/journal", session->scratch);
  return session->journal_path == NULL ? -ENOMEM : 0;
}

static int begin_journal(struct session *session) {
  const char *result = result_path(session);
  bool resume = session->options->resume;
  int status = 0;
  if (resume && result == NULL) {
    diag_add(session->diag, DIAG_ERROR, NULL,
             "--resume needs --json FILE: what is done is kept in FILE.part");
    return -EINVAL;
  }
  if (result == NULL)
    status = make_scratch(session);
  else
    session->journal_path = text_format("%s.part", result);
  if (status != 0 || session->journal_path == NULL)
    return status != 0 ? status : -ENOMEM;
  if (resume && !files_exist(session->journal_path) && files_exist(result))
    status = take_result(session, result);
  if (status == 0)
    status = journal_begin(session->journal_path, &session->sweep.identity,
                           session->sweep.shard, resume, &session->journal,
                           session->diag);
  session->begun = status == 0;
  if (status == 0)
    status =
        journal_read(session->journal_path, take_line, session, session->diag);
  return status;
}

/* One of several processes: the journal is another's. */
static int join_journal(struct session *session) {
  workers_follow_parent();
  session->journal_path = strdup(session->options->part);
  if (session->journal_path == NULL)
    return -ENOMEM;
  int status =
      journal_join(session->journal_path, &session->journal, session->diag);
  if (status == 0)
    status =
        journal_read(session->journal_path, take_line, session, session->diag);
  return status;
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
    status = journal_add(session->journal, line, session->diag);
  free(line);
  return status;
}

static int run_here(struct session *session) {
  const struct sweep *sweep = &session->sweep;
  size_t count = shard_unit_count(sweep->shard, sweep->grid.point_count);
  struct progress progress;
  int status = 0;
  progress_init(&progress, count, !session->options->quiet, session->lab.loop);
  while (status == 0) {
    size_t i = sweep_first_missing(sweep);
    if (i == sweep->grid.point_count)
      break;
    progress_run(&progress, sweep_done_count(sweep), sweep->scenario,
                 sweep->variant);
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
  int status =
      sweep_points_select(session->options, sweep, sweep_first_missing(sweep),
                          &selection, session->diag);
  if (status == 0)
    status =
        sweep_point_prepare(&selection.items[0], &session->lab, session->diag);
  selection_done(&selection);
  if (status == 0)
    status =
        workers_run(session->options, session->lab.loop, sweep->shard, jobs,
                    session->journal_path, &session->outcome, session->diag);
  int read =
      journal_read(session->journal_path, take_line, session, session->diag);
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
  if (worker) {
    diag_done(session->diag); /* the other one has given the warnings */
    return join_journal(session);
  }
  status = sweep_points_check(options, &session->sweep, session->diag);
  return status == 0 ? begin_journal(session) : status;
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
             session.begun && session.scratch == NULL
                 ? "; --resume goes on from here"
                 : "");
  enum status outcome = session.outcome;
  if (status != 0 && outcome == STATUS_HELD)
    outcome = status_of(status);
  session_done(&session, status == 0);
  return outcome;
}
