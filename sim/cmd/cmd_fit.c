/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit fit: the smallest limits that pass, with proof. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/progress.h"
#include "cmd/selection.h"
#include "report/fit.h"

struct session {
  const struct options *options;
  struct diag *diag;
  struct selection selection;
  struct lab lab;
  struct fit *fits; /* as many as were selected */
  size_t count;     /* those that came to an end */
  struct progress progress;
};

static void session_done(struct session *session) {
  for (size_t i = 0; session->fits != NULL && i < session->selection.count; i++)
    fit_done(&session->fits[i]);
  free(session->fits);
  lab_close(&session->lab);
  selection_done(&session->selection);
}

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
        .margin_percent = options->margin_percent};
    status = fit_name_limits(fit, options->limits, session->diag);
  }
  return status;
}

static int session_init(struct session *session) {
  const struct options *options = session->options;
  int status = selection_make(options, &session->selection, session->diag);
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
  if (status == 0)
    progress_init(&session->progress, session->selection.count, !options->quiet,
                  session->lab.loop);
  return status;
}

static int fit_all(struct session *session) {
  int status = 0;
  for (size_t i = 0; i < session->selection.count && status == 0; i++) {
    struct fit *fit = &session->fits[i];
    progress_run(&session->progress, i, fit->selected->scenario->name,
                 fit->selected->variant->name);
    status = fit_search(fit, &session->lab, session->diag);
    if (status == 0)
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

enum status cmd_fit(const struct options *options, struct diag *diag) {
  struct session session = {.options = options, .diag = diag};
  int status = session_init(&session);
  print_diagnostics(diag);
  if (status == 0)
    status = fit_all(&session);
  int reported = session.count > 0
                     ? output_fits(options, session.fits, session.count, diag)
                     : 0;
  if (status == 0)
    status = reported;
  enum status outcome = status == 0 ? outcome_of(&session) : status_of(status);
  if (status == -ECANCELED)
    diag_add(diag, DIAG_ERROR, NULL, "interrupted");
  session_done(&session);
  return outcome;
}
