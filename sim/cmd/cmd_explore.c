/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit explore: random courses of events, or all small ones, next to
 * the device of a variant. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/progress.h"
#include "cmd/selection.h"
#include "report/explored.h"
#include "study/exhaustive.h"

#define SEEDS_USUALLY 1000
#define SAME_NAME_MAX 100

struct session {
  const struct options *options;
  struct diag *diag;
  struct selection selection;
  struct lab lab;
  struct progress progress;
  struct explored *explored;
  struct explore_result *results;
  size_t count; /* variants that were explored */
};

/* One variant of the session. */
struct work {
  struct session *session;
  struct explorer *explorer;
  struct explored *explored;
  struct explore_result *result;
  size_t index; /* of the next seed or interleaving */
};

static void explored_done(struct explored *explored,
                          struct explore_result *result) {
  for (size_t i = 0; explored->files != NULL && i < result->count; i++)
    free(explored->files[i]);
  free((void *)explored->files);
  explore_result_done(result);
}

static void session_done(struct session *session) {
  for (size_t i = 0; i < session->count; i++)
    explored_done(&session->explored[i], &session->results[i]);
  free(session->explored);
  free(session->results);
  lab_close(&session->lab);
  selection_done(&session->selection);
}

static int session_init(struct session *session) {
  const struct options *options = session->options;
  int status = selection_make(options, &session->selection, session->diag);
  if (status == 0)
    status = lab_open(&session->lab, options->lwip_dir, options->jobs,
                      session->diag);
  if (status != 0)
    return status;
  size_t count = session->selection.count;
  session->explored = calloc(count, sizeof(*session->explored));
  session->results = calloc(count, sizeof(*session->results));
  return session->explored == NULL || session->results == NULL ? -ENOMEM : 0;
}

/* ---- seeds ---- */

static bool is_mine(const struct options *options, size_t index) {
  return options->shard_count == 0 ||
         index % options->shard_count == options->shard;
}

static void tell_progress(struct work *work) {
  progress_run(&work->session->progress, work->index, work->explored->scenario,
               work->explored->variant);
}

static int run_seeds(struct work *work) {
  struct session *session = work->session;
  int status = 0;
  for (; work->index < work->explored->seed_count && status == 0;
       work->index++) {
    if (!is_mine(session->options, work->index))
      continue;
    tell_progress(work);
    status =
        explorer_seed(work->explorer, work->explored->first_seed + work->index,
                      work->result, session->diag);
  }
  return status;
}

static int run_interleaving(void *arg,
                            const struct interleaving *interleaving) {
  struct work *work = arg;
  size_t index = work->index++;
  if (!is_mine(work->session->options, index))
    return 0;
  if (index % 64 == 0)
    tell_progress(work);
  return exhaustive_run(work->explorer, interleaving, index, work->result,
                        &work->explored->refused, work->session->diag);
}

static int run_interleavings(struct work *work) {
  size_t count;
  return interleavings_walk(EXHAUSTIVE_CONSUMERS, EXHAUSTIVE_OPERATIONS,
                            run_interleaving, work, &count);
}

/* ---- files ---- */

/* A name that nobody has, or a file that holds this already. */
static int write_finding(const char *folder, const char *scenario,
                         const struct explore_finding *finding,
                         char **ret_path) {
  size_t len = strlen(finding->scenario);
  for (int i = 1; i <= SAME_NAME_MAX; i++) {
    char number[16] = "", *data = NULL;
    size_t there = 0;
    if (i > 1)
      snprintf(number, sizeof(number), "-%d", i);
    char *path = text_format("%s/explore-%s-%" PRIu64 "%s.yaml", folder,
                             scenario, finding->seed, number);
    if (path == NULL)
      return -ENOMEM;
    bool taken = files_exist(path);
    bool same = taken && files_read(path, len, &data, &there) == 0 &&
                there == len && memcmp(data, finding->scenario, len) == 0;
    free(data);
    if (!taken || same) {
      *ret_path = path;
      return same ? 0 : files_write_whole(path, finding->scenario, len);
    }
    free(path);
  }
  return -EEXIST;
}

static int write_findings(struct work *work) {
  const char *folder = work->session->options->output;
  size_t count = work->result->count;
  char **files = calloc(count + 1, sizeof(*files));
  if (files == NULL)
    return -ENOMEM;
  work->explored->files = files;
  int status = folder == NULL || count == 0 ? 0 : files_make_folder(folder);
  for (size_t i = 0; i < count && status == 0; i++)
    status =
        write_finding(folder == NULL ? "." : folder, work->explored->scenario,
                      &work->result->findings[i], &files[i]);
  if (status != 0)
    diag_add(work->session->diag, DIAG_ERROR, NULL, "cannot write to %s: %s",
             folder == NULL ? "." : folder, strerror(-status));
  return status;
}

/* ---- one variant after the other ---- */

static int explore(struct work *work, const struct selected *selected) {
  struct session *session = work->session;
  struct explored *explored = work->explored;
  size_t seeds = session->options->seeds;
  *explored = (struct explored){.scenario = selected->scenario->name,
                                .variant = selected->variant->name,
                                .exhaustive = session->options->exhaustive,
                                .first_seed = selected->variant->seed,
                                .seed_count = seeds > 0 ? seeds : SEEDS_USUALLY,
                                .result = work->result};
  if (explored->exhaustive) {
    size_t count;
    explored->first_seed = 1;
    interleavings_walk(EXHAUSTIVE_CONSUMERS, EXHAUSTIVE_OPERATIONS, NULL, NULL,
                       &count);
    explored->seed_count = count;
  }
  progress_init(&session->progress, explored->seed_count,
                !session->options->quiet, session->lab.loop);
  int status =
      explorer_init(work->explorer, selected, &session->lab, session->diag);
  if (status != 0)
    return status;
  status = explored->exhaustive ? run_interleavings(work) : run_seeds(work);
  progress_clear(&session->progress);
  int written = write_findings(work);
  explorer_done(work->explorer);
  return status == 0 ? written : status;
}

static int explore_all(struct session *session) {
  struct explorer *explorer = malloc(sizeof(*explorer));
  const struct report_style style = {.quiet = session->options->quiet};
  int status = explorer == NULL ? -ENOMEM : 0;
  for (size_t i = 0; i < session->selection.count && status == 0; i++) {
    struct work work = {.session = session,
                        .explorer = explorer,
                        .explored = &session->explored[i],
                        .result = &session->results[i]};
    session->count++;
    status = explore(&work, &session->selection.items[i]);
    if (work.explored->files != NULL)
      report_explored(stdout, work.explored, &style);
  }
  free(explorer);
  return status;
}

static int write_json(const struct session *session) {
  const char *path = session->options->reports[REPORT_json];
  char *data = NULL;
  size_t len = 0;
  FILE *memory = path == NULL ? NULL : open_memstream(&data, &len);
  if (memory == NULL)
    return path == NULL ? 0 : -ENOMEM;
  int status = report_explored_json(memory, session->explored, session->count);
  if (fclose(memory) != 0 && status == 0)
    status = -ENOMEM;
  if (status == 0)
    status = output_write(path, data, len, session->diag);
  free(data);
  return status;
}

enum status cmd_explore(const struct options *options, struct diag *diag) {
  struct session session = {.options = options, .diag = diag};
  int status = session_init(&session);
  print_diagnostics(diag);
  if (status == 0)
    status = explore_all(&session);
  if (status == 0)
    status = write_json(&session);
  enum status outcome = status_of(status);
  for (size_t i = 0; i < session.count && status == 0; i++)
    if (session.results[i].count > 0)
      outcome = STATUS_NOT_HELD;
  if (status == -ECANCELED)
    diag_add(diag, DIAG_ERROR, NULL, "interrupted");
  session_done(&session);
  return outcome;
}
