/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: asks each expectation and draws the sum. Touches only what it
 * is given. */
#include "verdict/verdict.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "verdict/crashes.h"
#include "verdict/diagnosis.h"
#include "verdict/expect.h"

static const struct expectation {
  const char *kind;
  void (*check)(const struct checking *checking);
  bool (*judge)(const struct item *item, const struct trace *trace,
                struct text *found);
  const char *sampled_at;
  bool peers_leave;
} expectations[] = {
#define EXPECT(kind, sampled_at, peers_leave)                                  \
  {#kind, expect_##kind##_check, expect_##kind##_judge, sampled_at,            \
   peers_leave},
#include "verdict/expectations.def"
#undef EXPECT
};

/* Every kind of kinds.def has a line in expectations.def (there is a test). */
static const struct expectation *expectation_of(const struct item *item) {
  for (size_t i = 0; i < sizeof(expectations) / sizeof(*expectations); i++)
    if (strcmp(expectations[i].kind, item->kind->name) == 0)
      return &expectations[i];
  assert(!"an expectation without code");
  return NULL;
}

int verdict_check(const struct variant *variant, struct diag *diag) {
  size_t errors_before = diag->error_count;
  for (size_t i = 0; i < variant->expectation_count; i++) {
    const struct item *item = &variant->expectations[i];
    struct checking checking = {variant, item, diag};
    expectation_of(item)->check(&checking);
  }
  check_sense(variant, diag);
  if (variant->expectation_count == 0)
    diag_add(diag, DIAG_WARNING, &variant->place,
             "variant '%s': nothing is expected; no_refusals is assumed",
             variant->name);
  return diag->error_count > errors_before ? -EINVAL : 0;
}

static int by_time(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a;
  int64_t right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

static size_t drop_repeats(int64_t *times, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || times[kept - 1] != times[i])
      times[kept++] = times[i];
  return kept;
}

int verdict_needs(const struct variant *variant, int64_t **ret_times,
                  size_t *ret_count, bool *ret_peers_leave) {
  int64_t *times = calloc(variant->expectation_count + 1, sizeof(*times));
  if (!times)
    return -ENOMEM;
  size_t count = 0;
  bool peers_leave = false;
  for (size_t i = 0; i < variant->expectation_count; i++) {
    const struct item *item = &variant->expectations[i];
    const struct expectation *expectation = expectation_of(item);
    if (expectation->sampled_at)
      times[count++] = item_number(item, expectation->sampled_at);
    peers_leave = peers_leave || expectation->peers_leave;
  }
  qsort(times, count, sizeof(*times), by_time);
  *ret_times = times;
  *ret_count = drop_repeats(times, count);
  *ret_peers_leave = peers_leave;
  return 0;
}

static bool host_failed(const struct trace *trace) {
  for (size_t i = 0; i < trace->event_count; i++)
    if (trace->events[i].kind == TRACE_HOST_FAILED)
      return true;
  return false;
}

/* In real time a run may have real peers, which do not say what they saw, and
 * ends when somebody says so. NULL: it can be judged. */
static const char *not_judged_because(const struct variant *variant,
                                      const struct item *item,
                                      const struct trace *trace) {
  const struct expectation *expectation = expectation_of(item);
  bool about_peer = strcmp(item->kind->name, "peer") == 0 ||
                    strcmp(item->kind->name, "served") == 0;
  if (!variant->tap)
    return NULL;
  if (about_peer && variant->real_peers)
    return "not judged: the peers are real";
  if (expectation->sampled_at != NULL &&
      item_number(item, expectation->sampled_at) >= trace->ended_at_ns)
    return "not judged: the run ended before that";
  if (expectation->peers_leave && !trace->has_tail)
    return "not judged: the peers were still there when the run ended";
  return NULL;
}

/* Judge each in turn into judged. Returns 0 or -ENOMEM. */
static int judge_all(const struct variant *variant, const struct trace *trace,
                     struct judged *judged, bool *ret_all_held) {
  judged->judgements =
      calloc(variant->expectation_count + 1, sizeof(*judged->judgements));
  if (!judged->judgements)
    return -ENOMEM;
  bool all_held = true;
  for (size_t i = 0; i < variant->expectation_count; i++) {
    const struct item *item = &variant->expectations[i];
    struct text found = {0};
    const char *because = not_judged_because(variant, item, trace);
    bool held = true;
    if (because != NULL)
      text_add(&found, "%s", because);
    else
      held = expectation_of(item)->judge(item, trace, &found);
    judged->judgements[judged->count++] =
        (struct judgement){item, held, found.data};
    if (found.failed)
      return -ENOMEM;
    all_held = all_held && held;
  }
  if (variant->expectation_count == 0) {
    struct text found = {0};
    all_held = expect_no_refusals_judge(NULL, trace, &found);
    text_done(&found);
  }
  *ret_all_held = all_held;
  return 0;
}

int verdict_judge(const struct variant *variant, const struct trace *trace,
                  struct judged *ret_judged) {
  struct judged judged = {0};
  bool all_held;
  int error = judge_all(variant, trace, &judged, &all_held);
  if (!error) {
    bool crashed = crashes_unexpected(variant, trace);
    judged.verdict = all_held && !crashed ? VERDICT_PASS : VERDICT_FAIL;
    if (!trace->complete)
      judged.verdict = VERDICT_UNDECIDED;
    if (host_failed(trace))
      judged.verdict = VERDICT_ERROR;
    error = diagnosis_write(trace, &judged);
  }
  if (error) {
    judged_done(&judged);
    return error;
  }
  *ret_judged = judged;
  return 0;
}

void judged_done(struct judged *judged) {
  for (size_t i = 0; i < judged->count; i++)
    free(judged->judgements[i].found);
  free(judged->judgements);
  for (size_t i = 0; i < judged->diagnosis_count; i++)
    free(judged->diagnosis[i]);
  free(judged->diagnosis);
  *judged = (struct judged){0};
}

const char *verdict_name(enum verdict verdict) {
  switch (verdict) {
  case VERDICT_PASS:
    return "pass";
  case VERDICT_FAIL:
    return "fail";
  case VERDICT_UNDECIDED:
    return "undecided";
  case VERDICT_ERROR:
    return "error";
  }
  return "-";
}
