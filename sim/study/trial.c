/* SPDX-License-Identifier: BSD-3-Clause */
/* study: one set of values, run with every seed. See trial.h. */
#include "study/trial.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct trying {
  const struct fit *fit;
  const struct lab *lab;
  struct diag *diag;
};

/* ---- one run ---- */

static int explain(const struct judged *judged, uint64_t seed,
                   struct fit_failure *failure) {
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
  *failure = (struct fit_failure){.seed = seed, .because = line.data};
  return line.failed ? -ENOMEM : 0;
}

static void take_peaks(const struct fit *fit, const struct trace *trace,
                       struct trial *trial) {
  for (size_t i = 0; i < fit->limit_count; i++) {
    bool refused;
    int64_t peak = fit_peak(trace, fit->limits[i].option, &refused);
    if (peak > trial->peaks[i])
      trial->peaks[i] = peak;
    trial->refused[i] = trial->refused[i] || refused;
  }
}

static int run_seed(const struct trying *trying, struct retry *retry,
                    uint64_t seed, struct trial *trial) {
  struct one_run run = {.selected = &retry->selected};
  retry->variant.seed = seed;
  int status = one_run_execute(&run, trying->lab, trying->diag);
  if (status == 0) {
    take_peaks(trying->fit, &run.trace, trial);
    if (run.judgement.verdict != VERDICT_PASS)
      status = explain(&run.judgement, seed, &trial->failure);
  }
  one_run_done(&run);
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
static int make_retry(const struct trying *trying,
                      const struct limit_change *changes, struct retry *retry,
                      struct fit_failure *failure) {
  struct diag found = {0};
  int status = retry_init(retry, trying->fit->selected, changes,
                          trying->fit->limit_count, &found);
  if (status == -EINVAL)
    status = cannot_be(&found, failure);
  diag_done(&found);
  return status;
}

int trial_run(const struct fit *fit, const struct lab *lab,
              const struct limit_change *changes, struct trial *ret_trial,
              struct diag *diag) {
  struct trying trying = {.fit = fit, .lab = lab, .diag = diag};
  struct retry retry = {0};
  struct trial trial;
  int status = trial_init(fit, &trial);
  if (status == 0)
    status = make_retry(&trying, changes, &retry, &trial.failure);
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
