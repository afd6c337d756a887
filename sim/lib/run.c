/* SPDX-License-Identifier: BSD-3-Clause */
/* lib: one run, from the scenario to its results. See sockfit/sockfit.h. */
#include "lib/own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "verdict/verdict.h"

/* ---- the scenario, with what was added ---- */

static int load(const struct sockfit *sockfit, struct scenario **ret,
                struct diag *diag) {
  if (sockfit->text == NULL)
    return scenario_load(sockfit->path, sockfit->overrides,
                         sockfit->override_count, ret, diag);
  struct scenario_text text = {.path = sockfit->path,
                               .text = sockfit->text,
                               .len = strlen(sockfit->text)};
  return scenario_load_text(&text, sockfit->overrides, sockfit->override_count,
                            ret, diag);
}

static const struct variant *find_variant(const struct scenario *scenario,
                                          const char *name, struct diag *diag) {
  struct text all = {0};
  const struct variant *found = NULL;
  if (name == NULL && scenario->variant_count == 1)
    found = &scenario->variants[0];
  for (size_t i = 0; i < scenario->variant_count; i++) {
    const struct variant *variant = &scenario->variants[i];
    text_add(&all, "%s%s", i == 0 ? "" : ", ", variant->name);
    if (name != NULL && strcmp(variant->name, name) == 0)
      found = variant;
  }
  if (found == NULL && name == NULL)
    diag_add(diag, DIAG_ERROR, NULL, "%s has several variants; name one of: %s",
             scenario->file, all.data == NULL ? "-" : all.data);
  else if (found == NULL)
    diag_add(diag, DIAG_ERROR, NULL, "%s has no variant '%s'; it has %s",
             scenario->file, name, all.data == NULL ? "-" : all.data);
  text_done(&all);
  return found;
}

static int check_sources(const struct sockfit *sockfit,
                         const struct variant *variant, struct diag *diag) {
  for (size_t i = 0; i < variant->consumer_count && sockfit->text != NULL; i++)
    if (strcmp(variant->consumers[i].kind->name, "source") == 0) {
      diag_add(diag, DIAG_ERROR, &variant->consumers[i].place,
               "files of a consumer are looked for beside the scenario, which "
               "must be a file then: sockfit_open()");
      return -EINVAL;
    }
  return 0;
}

/* A function that is bound to a name that the variant does not have: a slip. */
static int check_names(const struct sockfit *sockfit,
                       const struct variant *variant, struct diag *diag) {
  int status = 0;
  for (size_t i = 0; i < sockfit->function_count; i++) {
    const struct world_function *function = &sockfit->functions[i];
    bool peer = function->family == FAMILY_PEER;
    const struct item *items = peer ? variant->peers : variant->consumers;
    size_t count = peer ? variant->peer_count : variant->consumer_count;
    bool found = false;
    for (size_t k = 0; k < count; k++)
      found |= world_function_of(function, 1, &items[k]) != NULL;
    if (!found) {
      diag_add(diag, DIAG_ERROR, NULL,
               "variant '%s' has no %s '%s' of the kind function",
               variant->name, peer ? "peer" : "consumer", function->name);
      status = -EINVAL;
    }
  }
  return status;
}

static int choose(const struct sockfit *sockfit, const char *name,
                  struct sockfit_run *run, struct diag *diag) {
  int status = load(sockfit, &run->scenario, diag);
  if (status != 0)
    return status;
  const struct variant *variant = find_variant(run->scenario, name, diag);
  if (variant == NULL)
    return -EINVAL;
  run->selected = (struct selected){
      .scenario = run->scenario, .variant = variant, .trusted = true};
  status = check_sources(sockfit, variant, diag);
  if (status == 0)
    status = check_names(sockfit, variant, diag);
  if (status == 0)
    status = verdict_check(variant, diag);
  if (status == 0 && variant->tap) {
    diag_add(diag, DIAG_ERROR, &variant->place,
             "a run in real time (link: tap) is for sockfit serve");
    status = -EINVAL;
  }
  return status != 0 ? status
                     : limits_derive(variant, &run->selected.limits, diag);
}

/* ---- the run ---- */

/* What the loop takes for itself. It leaves them with the system's default. */
static const int signals[SIGNAL_COUNT] = {SIGINT, SIGTERM, SIGCHLD};

/* Images stay for the next run. The loop does not: it has signals, which are
 * the test's between two runs. */
static int open_lab(struct sockfit *sockfit, struct diag *diag) {
  struct lab *lab = &sockfit->lab;
  for (size_t i = 0; i < SIGNAL_COUNT; i++)
    sigaction(signals[i], NULL, &sockfit->actions[i]);
  if (sockfit->lab_is_open) {
    lab->loop = loop_new();
    return lab->loop == NULL ? -ENOMEM : 0;
  }
  int status = lab_open(lab, sockfit->lwip_dir, 0, diag);
  sockfit->lab_is_open = status == 0;
  return status;
}

static void leave_lab(struct sockfit *sockfit) {
  loop_free(sockfit->lab.loop);
  sockfit->lab.loop = NULL;
  for (size_t i = 0; i < SIGNAL_COUNT; i++)
    sigaction(signals[i], &sockfit->actions[i], NULL);
}

static int execute(struct sockfit *sockfit, struct sockfit_run *run,
                   struct diag *diag) {
  run->run = (struct one_run){.selected = &run->selected,
                              .functions = sockfit->functions,
                              .function_count = sockfit->function_count};
  if (sockfit->pcap_path != NULL) {
    run->run.pcap_path = strdup(sockfit->pcap_path);
    if (run->run.pcap_path == NULL)
      return -ENOMEM;
  }
  int64_t *times = NULL;
  size_t count;
  int status =
      verdict_needs(run->selected.variant, &times, &count, &run->peers_left);
  free(times);
  if (status == 0)
    status = one_run_execute(&run->run, &sockfit->lab, diag);
  run->run.functions = NULL; /* they are the scenario's, which may go first */
  run->run.function_count = 0;
  return status == 0 ? results_take(run) : status;
}

/* Everything that there is to tell, a line each. */
static void keep_error(struct sockfit *sockfit, int status,
                       const struct diag *diag) {
  struct text all = {0};
  for (size_t i = 0; i < diag->count; i++) {
    char *line = diag_format(&diag->entries[i]);
    text_add(&all, "%s", line == NULL ? "" : line);
    free(line);
  }
  if (status == -ECANCELED)
    text_add(&all, "interrupted\n");
  else if (status != 0 && all.len == 0)
    text_add(&all, "%s\n", strerror(-status));
  if (all.len > 0 && !all.failed)
    all.data[all.len - 1] = '\0'; /* the last line's end */
  free(sockfit->error);
  sockfit->error = all.failed ? NULL : all.data;
}

struct sockfit_run *sockfit_run(struct sockfit *sockfit, const char *variant) {
  struct sockfit_run *run = calloc(1, sizeof(*run));
  struct diag diag = {0};
  int status = run == NULL ? -ENOMEM : choose(sockfit, variant, run, &diag);
  if (status == 0) {
    status = open_lab(sockfit, &diag);
    if (status == 0)
      status = execute(sockfit, run, &diag);
    leave_lab(sockfit);
  }
  keep_error(sockfit, status, &diag);
  diag_done(&diag);
  if (status == 0)
    return run;
  sockfit_run_free(run);
  return NULL;
}
