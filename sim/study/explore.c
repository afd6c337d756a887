/* SPDX-License-Identifier: BSD-3-Clause */
/* study: swarm testing, one seed after the other. See explore.h. */
#include "study/explore.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

#define SHRINK_RUNS_MAX 250

/* Load the text and judge it. */
static int run_text(const struct explorer *explorer, const struct text *text,
                    struct culprits *ret_culprits, struct diag *diag) {
  /* The user's own source is found from where the scenario is. */
  const char *path = explorer->selected.scenario->file;
  struct place origin = {.file = "explore", .line = 1};
  struct scenario_text written = {.path = path,
                                  .text = text->data,
                                  .len = text->len,
                                  .origins = &origin,
                                  .origin_count = 1};
  struct scenario *scenario = NULL;
  struct limits *limits = NULL;
  int status = scenario_load_text(&written, NULL, 0, &scenario, diag);
  struct diag ignored = {0}; /* warnings were told when the file was loaded */
  if (status == 0)
    status = limits_derive(&scenario->variants[0], &limits, &ignored);
  diag_done(&ignored);
  if (status == 0) {
    struct selected selected = {.scenario = scenario,
                                .variant = &scenario->variants[0],
                                .limits = limits,
                                .trusted = explorer->selected.trusted};
    struct one_run run = {.selected = &selected, .ends_spinning = true};
    status = one_run_execute(&run, explorer->lab, diag);
    if (status == 0)
      culprits_find(&run, ret_culprits);
    one_run_done(&run);
  }
  limits_free(limits);
  scenario_free(scenario);
  return status;
}

int explorer_try(const struct explorer *explorer, const struct course *course,
                 struct culprits *ret_culprits, struct diag *diag) {
  struct text text = {0};
  course_write(course, explorer->selected.variant, "explore", "", &text);
  int status =
      text.failed ? -ENOMEM : run_text(explorer, &text, ret_culprits, diag);
  if (status != 0 && status != -ECANCELED && text.data != NULL)
    diag_add(diag, DIAG_ERROR, NULL,
             "explore made a scenario up that cannot "
             "be run:\n%s",
             text.data);
  text_done(&text);
  return status;
}

/* ---- findings ---- */

static struct explore_finding *find(const struct explore_result *result,
                                    const char *fingerprint) {
  for (size_t i = 0; i < result->count; i++)
    if (strcmp(result->findings[i].fingerprint, fingerprint) == 0)
      return &result->findings[i];
  return NULL;
}

/* The first comment says what fails, and of which device. */
static int write_finding(const struct explorer *explorer,
                         const struct course *course,
                         struct explore_finding *finding) {
  const struct scenario *scenario = explorer->selected.scenario;
  struct text intent = {0}, text = {0};
  char name[64];
  text_add(&intent, "%s: %s.\nFound by sockfit explore in %s:%s, seed %" PRIu64,
           finding->fingerprint, finding->about, scenario->name,
           explorer->selected.variant->name, finding->seed);
  snprintf(name, sizeof(name), "explore-%" PRIu64, finding->seed);
  course_write(course, explorer->selected.variant, name, intent.data, &text);
  finding->events = course->count;
  finding->scenario = text.data;
  int status = intent.failed || text.failed ? -ENOMEM : 0;
  text_done(&intent);
  return status;
}

/* What it means; still without its scenario. */
static int begin_finding(const struct course *course,
                         const struct culprit *culprit,
                         struct explore_finding *finding) {
  const char *expected = course->expects[culprit->expectation];
  char kind[64];
  snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(expected, ":"), expected);
  const char *meaning = culprits_meaning(kind);
  finding->about = text_format(
      "%s", meaning == NULL ? "the scenario expects otherwise" : meaning);
  return finding->about == NULL ? -ENOMEM : 0;
}

static int shrink_and_write(const struct explorer *explorer,
                            const struct course *drawn,
                            struct explore_finding *finding,
                            struct arena *arena, size_t *runs) {
  struct course *course = malloc(sizeof(*course));
  if (course == NULL)
    return -ENOMEM;
  *course = *drawn;
  int status = explorer_shrink(explorer, course, finding->fingerprint, arena,
                               SHRINK_RUNS_MAX, runs);
  if (status == 0)
    status = write_finding(explorer, course, finding);
  free(course);
  return status;
}

/* arena: of the course, which is shrunk; NULL: it is not. */
static int make_unit(const struct explorer *explorer,
                     const struct course *course, uint64_t seed,
                     const struct culprits *culprits, struct arena *arena,
                     const struct explore_result *known,
                     struct explore_unit *ret_unit) {
  struct explore_unit *unit = ret_unit;
  int status = 0;
  *unit = (struct explore_unit){.runs = 1, .refused = culprits->refused};
  for (size_t i = 0; i < culprits->count && status == 0; i++) {
    const struct culprit *culprit = &culprits->items[i];
    struct explore_finding *finding = &unit->failures[unit->count++];
    *finding = (struct explore_finding){.seed = seed, .hits = 1};
    memcpy(finding->fingerprint, culprit->fingerprint, FINGERPRINT_SIZE);
    if (find(known, culprit->fingerprint) != NULL)
      continue;
    status = begin_finding(course, culprit, finding);
    if (status == 0)
      status = arena == NULL ? write_finding(explorer, course, finding)
                             : shrink_and_write(explorer, course, finding,
                                                arena, &unit->runs);
  }
  if (status != 0)
    explore_unit_done(unit);
  return status;
}

int explore_unit_make(const struct explorer *explorer,
                      const struct course *course, uint64_t seed,
                      const struct culprits *culprits,
                      const struct explore_result *known,
                      struct explore_unit *ret_unit) {
  return make_unit(explorer, course, seed, culprits, NULL, known, ret_unit);
}

int explorer_seed(const struct explorer *explorer, uint64_t seed,
                  const struct explore_result *known,
                  struct explore_unit *ret_unit, struct diag *diag) {
  struct arena *arena = arena_new();
  struct course *course = malloc(sizeof(*course));
  struct culprits culprits = {0};
  int status = arena == NULL || course == NULL ? -ENOMEM : 0;
  if (status == 0) {
    explorer_draw(explorer, seed, arena, course);
    status = explorer_try(explorer, course, &culprits, diag);
  }
  if (status == 0)
    status = make_unit(explorer, course, course->seed, &culprits, arena, known,
                       ret_unit);
  free(course);
  arena_free(arena);
  return status;
}

/* ---- all seeds ---- */

static int keep(struct explore_result *result,
                struct explore_finding *finding) {
  struct explore_finding *findings =
      realloc(result->findings, (result->count + 1) * sizeof(*findings));
  if (findings == NULL)
    return -ENOMEM;
  result->findings = findings;
  findings[result->count++] = *finding;
  finding->about = NULL;
  finding->scenario = NULL;
  return 0;
}

int explore_result_take(struct explore_result *result,
                        struct explore_unit *unit) {
  int status = 0;
  result->seeds++;
  result->runs += unit->runs;
  result->failed_seeds += unit->count > 0;
  result->refused += unit->refused;
  for (size_t i = 0; i < unit->count && status == 0; i++) {
    struct explore_finding *found = find(result, unit->failures[i].fingerprint);
    if (found != NULL)
      found->hits++;
    else
      status = keep(result, &unit->failures[i]);
  }
  return status;
}

void explore_unit_done(struct explore_unit *unit) {
  for (size_t i = 0; i < unit->count; i++) {
    free(unit->failures[i].about);
    free(unit->failures[i].scenario);
  }
  *unit = (struct explore_unit){0};
}

void explore_result_done(struct explore_result *result) {
  for (size_t i = 0; i < result->count; i++) {
    free(result->findings[i].about);
    free(result->findings[i].scenario);
  }
  free(result->findings);
  *result = (struct explore_result){0};
}
