/* SPDX-License-Identifier: BSD-3-Clause */
/* study: one set of values, run with every seed. See trial.h. */
#include "study/trial.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct trying {
  const struct fit *fit;
  const struct lab *lab;
  const struct limit_change *changes;
  struct diag *diag;
};

/* ---- one run ---- */

static int explain(const struct judged *judged, char **ret_because) {
  struct text line = {0};
  for (size_t i = 0; i < judged->count && line.len == 0; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    if (!judgement->held)
      text_add(&line, "%s: %s", judgement->expectation->text,
               judgement->found == NULL ? "not so" : judgement->found);
  }
  if (line.len == 0)
    text_add(&line, "%s",
             judged->diagnosis_count > 0 ? judged->diagnosis[0]
                                         : verdict_name(judged->verdict));
  *ret_because = line.data;
  return line.failed ? -ENOMEM : 0;
}

static int begin_run(const struct fit *fit, const struct limit_change *changes,
                     uint64_t seed, struct fit_run *ret_run) {
  struct fit_run run = {.fit = fit->number,
                        .seed = seed,
                        .limits =
                            calloc(fit->limit_count + 1, sizeof(*run.limits)),
                        .limit_count = fit->limit_count};
  for (size_t i = 0; run.limits != NULL && i < run.limit_count; i++)
    run.limits[i].value = changes[i].value;
  *ret_run = run;
  return run.limits == NULL ? -ENOMEM : 0;
}

static int make_run(const struct trying *trying, struct retry *retry,
                    struct fit_run *made) {
  struct one_run run = {.selected = &retry->selected};
  const struct fit *fit = trying->fit;
  retry->variant.seed = made->seed;
  int status = one_run_execute(&run, trying->lab, trying->diag);
  for (size_t i = 0; i < made->limit_count && status == 0; i++)
    made->limits[i].peak =
        fit_peak(&run.trace, fit->limits[i].option, &made->limits[i].refused);
  if (status == 0 && run.judgement.verdict != VERDICT_PASS)
    status = explain(&run.judgement, &made->because);
  one_run_done(&run);
  if (status == 0 && fit->runs->made != NULL)
    status = fit->runs->made(fit->runs->arg, made, trying->diag);
  return status;
}

static int take_run(const struct fit_run *run, struct trial *trial) {
  for (size_t i = 0; i < run->limit_count; i++) {
    const struct fit_run_limit *limit = &run->limits[i];
    if (limit->peak > trial->peaks[i])
      trial->peaks[i] = limit->peak;
    trial->refused[i] = trial->refused[i] || limit->refused;
  }
  if (run->because == NULL)
    return 0;
  trial->failure =
      (struct fit_failure){.seed = run->seed, .because = strdup(run->because)};
  return trial->failure.because == NULL ? -ENOMEM : 0;
}

/* Nobody makes a run twice. */
static int run_seed(const struct trying *trying, struct retry *retry,
                    uint64_t seed, struct trial *trial) {
  struct fit_runs *runs = trying->fit->runs;
  struct fit_run run;
  int status = begin_run(trying->fit, trying->changes, seed, &run);
  const struct fit_run *known = status == 0 ? fit_runs_find(runs, &run) : NULL;
  if (status == 0 && known == NULL)
    status = make_run(trying, retry, &run);
  if (status == 0)
    status = take_run(known == NULL ? &run : known, trial);
  if (status == 0 && known == NULL)
    status = fit_runs_add(runs, &run);
  fit_run_done(&run);
  return status;
}

/* ---- all seeds ---- */

static int trial_init(const struct fit *fit, struct trial *trial) {
  *trial = (struct trial){
      .peaks = calloc(fit->limit_count + 1, sizeof(*trial->peaks)),
      .refused = calloc(fit->limit_count + 1, sizeof(*trial->refused))};
  if (trial->peaks == NULL || trial->refused == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < fit->limit_count; i++)
    trial->peaks[i] = -1;
  return 0;
}

static int cannot_be(const struct diag *found, struct fit_failure *failure) {
  *failure = (struct fit_failure){
      .impossible = true,
      .because = strdup(found->count > 0 ? found->entries[0].text
                                         : "lwIP cannot have it")};
  return failure->because == NULL ? -ENOMEM : 0;
}

/* A value that cannot be is one that fails. */
static int make_retry(const struct trying *trying, struct retry *retry,
                      struct fit_failure *failure) {
  struct diag found = {0};
  int status = retry_init(retry, trying->fit->selected, trying->changes,
                          trying->fit->limit_count, &found);
  if (status == -EINVAL)
    status = cannot_be(&found, failure);
  diag_done(&found);
  return status;
}

int trial_run(const struct fit *fit, const struct lab *lab,
              const struct limit_change *changes, struct trial *ret_trial,
              struct diag *diag) {
  struct trying trying = {
      .fit = fit, .lab = lab, .changes = changes, .diag = diag};
  struct retry retry = {0};
  struct trial trial;
  int status = trial_init(fit, &trial);
  if (status == 0)
    status = make_retry(&trying, &retry, &trial.failure);
  uint64_t first = fit->selected->variant->seed;
  for (size_t i = fit->shard;
       i < fit->seed_count && status == 0 && trial.failure.because == NULL;
       i += fit->shard_count)
    status = run_seed(&trying, &retry, first + i, &trial);
  retry_done(&retry);
  if (status != 0)
    trial_done(&trial);
  else
    *ret_trial = trial;
  return status;
}

void trial_done(struct trial *trial) {
  fit_failure_done(&trial->failure);
  free(trial->peaks);
  free(trial->refused);
  *trial = (struct trial){0};
}
