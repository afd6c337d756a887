/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the search for the smallest values. See fit.h.
 *
 * First all limits at once are made roomy, by doubling those that were full.
 * What the runs then had in use is where each search starts, and it goes down
 * from there until something fails. */
#include "study/fit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "study/retry.h"
#include "study/trial.h"

#define DOUBLINGS_MAX 6

struct search {
  struct fit *fit;
  const struct lab *lab;
  struct diag *diag;
};

/* ---- upwards: roomy ---- */

static int64_t most_of(const struct fit *fit, const struct fit_limit *limit) {
  const struct profile *profile = fit->selected->limits->profile;
  int64_t most = limit->option->max;
  if (strcmp(limit->option->name, "MEMP_NUM_NETCONN") == 0 &&
      profile->sockets_max > 0 && profile->sockets_max < most)
    most = profile->sockets_max;
  return most;
}

/* Double those that were full; when none was, all. Returns whether any grew. */
static bool grow(struct fit *fit, const struct trial *trial) {
  bool any_full = false, grown = false;
  for (size_t i = 0; i < fit->limit_count; i++)
    any_full = any_full || trial->refused[i];
  for (size_t i = 0; i < fit->limit_count; i++) {
    struct fit_limit *limit = &fit->limits[i];
    int64_t most = most_of(fit, limit);
    int64_t more = limit->roomy < most / 2 ? limit->roomy * 2 : most;
    if ((any_full && !trial->refused[i]) || more <= limit->roomy)
      continue;
    limit->roomy = more;
    grown = true;
  }
  return grown;
}

static bool any_refused(const struct fit *fit, const struct trial *trial) {
  for (size_t i = 0; i < fit->limit_count; i++) {
    if (trial->refused[i])
      return true;
  }
  return false;
}

static struct limit_change *roomy_values(const struct fit *fit) {
  struct limit_change *changes = calloc(fit->limit_count + 1, sizeof(*changes));
  for (size_t i = 0; changes != NULL && i < fit->limit_count; i++)
    changes[i] =
        (struct limit_change){fit->limits[i].option, fit->limits[i].roomy};
  return changes;
}

/* Until all pass and nobody is refused, or nothing helps; the last trial. */
static int make_roomy(const struct search *search, struct trial *trial) {
  struct fit *fit = search->fit;
  for (int doubling = 0;; doubling++) {
    struct limit_change *changes = roomy_values(fit);
    int status = changes == NULL ? -ENOMEM
                                 : trial_run(fit, search->lab, changes, trial,
                                             search->diag);
    free(changes);
    if (status != 0)
      return status;
    bool passes = trial->failure.because == NULL;
    if ((passes && !any_refused(fit, trial)) || doubling == DOUBLINGS_MAX ||
        !grow(fit, trial))
      return 0;
    trial_done(trial);
  }
}

/* ---- downwards ---- */

/* The failure, taken over by the caller; because NULL: it passes. */
static int try_one(const struct search *search, size_t index, int64_t value,
                   struct fit_failure *ret_failure) {
  struct limit_change *changes = roomy_values(search->fit);
  struct trial trial;
  if (changes == NULL)
    return -ENOMEM;
  changes[index].value = value;
  int status =
      trial_run(search->fit, search->lab, changes, &trial, search->diag);
  free(changes);
  if (status != 0)
    return status;
  *ret_failure = trial.failure;
  trial.failure = (struct fit_failure){0};
  trial_done(&trial);
  return 0;
}

/* Where to begin: the peak, unless it fails, which no refusal explains. */
static int begin_at(const struct search *search, size_t index, int64_t peak) {
  struct fit_limit *limit = &search->fit->limits[index];
  struct fit_failure failure = {0};
  int64_t first = peak < limit->option->min ? limit->option->min : peak;
  limit->smallest = limit->roomy;
  if (first >= limit->roomy)
    return 0;
  int status = try_one(search, index, first, &failure);
  if (status == 0 && failure.because == NULL)
    limit->smallest = first;
  fit_failure_done(&failure);
  return status;
}

static int go_down(const struct search *search, size_t index, int64_t peak) {
  struct fit_limit *limit = &search->fit->limits[index];
  int status = begin_at(search, index, peak);
  while (status == 0 && limit->smallest > limit->option->min &&
         limit->fails.because == NULL) {
    status = try_one(search, index, limit->smallest - 1, &limit->fails);
    if (status == 0 && limit->fails.because == NULL)
      limit->smallest--;
  }
  return status;
}

/* ---- the whole ---- */

static void add_margin(struct fit *fit) {
  for (size_t i = 0; i < fit->limit_count; i++) {
    struct fit_limit *limit = &fit->limits[i];
    int64_t share = limit->smallest * (int64_t)fit->margin_percent;
    int64_t more = (int64_t)fit->margin + (share + 99) / 100;
    int64_t most = most_of(fit, limit);
    limit->chosen =
        limit->smallest < most - more ? limit->smallest + more : most;
    int64_t value = limit->chosen;
    while (value < most && !fit_allowed(fit, limit->option, value))
      value++;
    limit->raised = value > limit->chosen && value < most;
    if (limit->raised)
      limit->chosen = value;
  }
}

/* What was chosen is run as a whole as well: limits were fitted one at a
 * time. */
static int prove_together(const struct search *search) {
  struct fit *fit = search->fit;
  struct limit_change *changes = roomy_values(fit);
  struct retry retry;
  struct trial trial;
  if (changes == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < fit->limit_count; i++)
    changes[i].value = fit->limits[i].chosen;
  int status =
      trial_run(search->fit, search->lab, changes, &trial, search->diag);
  if (status == 0) {
    fit->together = trial.failure;
    trial.failure = (struct fit_failure){0};
    trial_done(&trial);
    if (!fit->together.impossible)
      status = retry_init(&retry, fit->selected, changes, fit->limit_count,
                          search->diag);
    if (status == 0 && !fit->together.impossible) {
      fit->chosen = retry.selected.limits;
      retry.selected.limits = NULL;
      retry_done(&retry);
    }
  }
  free(changes);
  return status;
}

/* A pool that the device does not have cannot be fitted; `all` named those. */
static void drop_unmeasured(struct fit *fit, struct trial *trial) {
  size_t kept = 0;
  for (size_t i = 0; i < fit->limit_count; i++) {
    if (trial->peaks[i] < 0)
      continue;
    trial->peaks[kept] = trial->peaks[i];
    fit->limits[kept++] = fit->limits[i];
  }
  fit->limit_count = kept;
}

static int search_all(const struct search *search) {
  struct fit *fit = search->fit;
  struct trial roomy;
  int status = make_roomy(search, &roomy);
  if (status != 0)
    return status;
  fit->found = roomy.failure.because == NULL;
  fit->hopeless = roomy.failure;
  roomy.failure = (struct fit_failure){0};
  if (fit->found)
    drop_unmeasured(fit, &roomy);
  if (fit->found && fit->limit_count == 0) {
    diag_add(search->diag, DIAG_ERROR, &fit->selected->variant->profile_place,
             "nothing to fit on profile %s: the heap is its only limit",
             fit->selected->limits->profile->name);
    status = -EINVAL;
  }
  for (size_t i = 0; i < fit->limit_count && fit->found && status == 0; i++)
    status = go_down(search, i, roomy.peaks[i]);
  trial_done(&roomy);
  if (status == 0 && fit->found) {
    add_margin(fit);
    status = prove_together(search);
  }
  return status;
}

int fit_search(struct fit *fit, const struct lab *lab, struct diag *diag) {
  struct search search = {.fit = fit, .lab = lab, .diag = diag};
  struct fit_runs own = {0}, *given = fit->runs;
  if (given == NULL)
    fit->runs = &own;
  int status = search_all(&search);
  fit->runs = given;
  fit_runs_done(&own);
  return status;
}

void fit_failure_done(struct fit_failure *failure) {
  free(failure->because);
  *failure = (struct fit_failure){0};
}

void fit_done(struct fit *fit) {
  for (size_t i = 0; i < fit->limit_count; i++)
    fit_failure_done(&fit->limits[i].fails);
  fit_failure_done(&fit->hopeless);
  fit_failure_done(&fit->together);
  free(fit->limits);
  limits_free(fit->chosen);
  free(fit->sizes_now);
  free(fit->sizes_chosen);
  text_done(&fit->paste);
  *fit = (struct fit){0};
}
