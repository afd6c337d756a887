/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit explore: random courses of events, or all small ones, next to
 * the device of a variant. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/explore_files.h"
#include "cmd/explore_units.h"
#include "cmd/forms.h"
#include "cmd/merging.h"
#include "cmd/output.h"

struct session {
  const struct options *options;
  struct diag *diag;
  struct selection selection;
  struct lab lab;
  struct explore_units units;
  struct pieces pieces;
  struct progress progress;
  struct explored *explored;
  struct explore_result *results;
  size_t count; /* variants that were explored */
  enum status outcome;
};

/* One variant of the session. */
struct work {
  struct session *session;
  struct explorer *explorer;
  struct explored *explored;
  struct explore_result *result;
  size_t variant; /* its number */
};

static void explored_done(struct explored *explored,
                          struct explore_result *result) {
  for (size_t i = 0; explored->files != NULL && i < result->count; i++)
    free(explored->files[i]);
  free((void *)explored->files);
  explore_result_done(result);
}

static void session_done(struct session *session, int status) {
  pieces_end(&session->pieces, status, session->diag);
  explore_units_done(&session->units);
  for (size_t i = 0; i < session->count; i++)
    explored_done(&session->explored[i], &session->results[i]);
  free(session->explored);
  free(session->results);
  lab_close(&session->lab);
  selection_done(&session->selection);
}

static int begin_pieces(struct session *session) {
  const struct options *options = session->options;
  struct text words = {0};
  text_add(&words, "%zu", explore_unit_count(options));
  const char *const all[] = {
      "explore", options->exhaustive ? "exhaustive" : "seeds", words.data};
  int status = words.failed ? -ENOMEM
                            : pieces_begin(&session->pieces, EXPLORE_SCHEMA,
                                           &session->selection, &session->lab,
                                           all, 3, session->diag);
  text_done(&words);
  return status;
}

static int session_init(struct session *session) {
  const struct options *options = session->options;
  int status = forms_check_joined(options, session->pieces.joined != NULL,
                                  "--json -o", session->diag);
  if (status == 0)
    status = selection_make(options, &session->selection, session->diag);
  if (status == 0)
    status = output_check(options, session->selection.count, session->diag);
  if (status == 0)
    status = lab_open(&session->lab, options->lwip_dir, options->jobs,
                      session->diag);
  if (status != 0)
    return status;
  size_t count = session->selection.count;
  session->explored = calloc(count, sizeof(*session->explored));
  session->results = calloc(count, sizeof(*session->results));
  return session->explored == NULL || session->results == NULL
             ? -ENOMEM
             : begin_pieces(session);
}

/* ---- one variant after the other ---- */

static int write_findings(struct work *work, const struct selected *selected) {
  const char *given = work->session->options->output;
  const char *folder = given == NULL ? "." : given;
  size_t count = work->result->count;
  char **files = calloc(count + 1, sizeof(*files));
  if (files == NULL)
    return -ENOMEM;
  work->explored->files = files;
  int status = count == 0 ? 0 : files_make_folder(folder);
  for (size_t i = 0; i < count && status == 0; i++)
    status = explore_file_write(folder, selected, &work->result->findings[i],
                                &files[i]);
  if (status != 0)
    diag_add(work->session->diag, DIAG_ERROR, NULL, "cannot write to %s: %s",
             folder, strerror(-status));
  return status;
}

/* What another process needs not ask again: images are made by now. */
static int share(struct work *work) {
  struct session *session = work->session;
  size_t left = 0;
  for (size_t i = 0; i < session->selection.count; i++)
    left += explore_units_left(&session->units, i, session->pieces.part.shard,
                               work->explored->seed_count);
  session->progress.scenario = work->explored->scenario;
  session->progress.variant = work->explored->variant;
  return pieces_share(&session->pieces, session->lab.loop, left,
                      &session->progress, &session->outcome, session->diag);
}

static int run_units(struct work *work) {
  struct session *session = work->session;
  struct explore_work units = {.explorer = work->explorer,
                               .units = &session->units,
                               .pieces = &session->pieces,
                               .progress = &session->progress,
                               .explored = work->explored,
                               .result = work->result,
                               .variant = work->variant,
                               .diag = session->diag};
  progress_init(&session->progress, work->explored->seed_count,
                !session->options->quiet, session->lab.loop);
  int status = work->variant == 0 ? share(work) : 0;
  if (status == 0)
    status = explore_units_run(&units);
  progress_clear(&session->progress);
  return status;
}

/* What was found before; files that are gone are there again. */
static int tell_again(struct work *work, const struct selected *selected) {
  struct session *session = work->session;
  int status = explored_read(session->options->reports[REPORT_json],
                             work->variant, work->result, session->diag);
  return status == 0 ? write_findings(work, selected) : status;
}

static int explore(struct work *work, const struct selected *selected) {
  struct session *session = work->session;
  const struct options *options = session->options;
  *work->explored = (struct explored){
      .scenario = selected->scenario->name,
      .variant = selected->variant->name,
      .exhaustive = options->exhaustive,
      .first_seed = options->exhaustive ? 1 : selected->variant->seed,
      .seed_count = explore_unit_count(options),
      .result = work->result};
  if (session->pieces.finished)
    return tell_again(work, selected);
  int status =
      explorer_init(work->explorer, selected, &session->lab, session->diag);
  if (status != 0)
    return status;
  status = run_units(work);
  int written =
      pieces_is_worker(&session->pieces) ? 0 : write_findings(work, selected);
  explorer_done(work->explorer);
  return status == 0 ? written : status;
}

static int explore_all(struct session *session) {
  struct explorer *explorer = malloc(sizeof(*explorer));
  const struct report_style style = {.quiet = session->options->quiet};
  const char *json = session->options->reports[REPORT_json];
  bool taken = json != NULL && strcmp(json, "-") == 0;
  int status = explorer == NULL ? -ENOMEM : 0;
  for (size_t i = 0; i < session->selection.count && status == 0; i++) {
    struct work work = {.session = session,
                        .explorer = explorer,
                        .explored = &session->explored[i],
                        .result = &session->results[i],
                        .variant = i};
    session->count++;
    status = explore(&work, &session->selection.items[i]);
    if (work.explored->files != NULL)
      report_explored(taken ? stderr : stdout, work.explored, &style);
  }
  free(explorer);
  return status;
}

static int write_json(struct session *session) {
  const char *path = session->options->reports[REPORT_json];
  char *data = NULL;
  size_t len = 0;
  FILE *memory = path == NULL ? NULL : open_memstream(&data, &len);
  if (memory == NULL)
    return path == NULL ? 0 : -ENOMEM;
  int status = report_explored_json(memory, session->explored, session->count,
                                    pieces_part(&session->pieces),
                                    pieces_whole(&session->pieces));
  if (fclose(memory) != 0 && status == 0)
    status = -ENOMEM;
  if (status == 0)
    status = output_write(path, data, len, session->diag);
  free(data);
  return status;
}

enum status explore_joined(const struct options *options,
                           const struct part *joined, struct diag *diag) {
  struct session session = {.options = options, .diag = diag};
  session.pieces = (struct pieces){.options = options,
                                   .joined = joined,
                                   .take = explore_units_take,
                                   .arg = &session.units};
  int status = session_init(&session);
  bool worker = pieces_is_worker(&session.pieces);
  print_diagnostics(diag);
  if (status == 0)
    status = explore_all(&session);
  if (status == 0 && !worker && !session.pieces.finished)
    status = write_json(&session);
  if (status != 0 && session.outcome == STATUS_HELD)
    session.outcome = status_of(status);
  for (size_t i = 0; i < session.count && status == 0 && !worker; i++)
    if (session.results[i].count > 0)
      session.outcome = STATUS_NOT_HELD;
  enum status outcome = session.outcome;
  session_done(&session, status);
  return outcome;
}

enum status cmd_explore(const struct options *options, struct diag *diag) {
  return explore_joined(options, NULL, diag);
}
