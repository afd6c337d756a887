/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: faults on a timetable. See faults.h. */
#include "world/faults.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/hosts.h"
#include "world/residents.h"

static const struct {
  const char *name;
  const struct fault_kind *kind;
} kinds[] = {
#define FAULT(id, ...) {#id, &fault_##id},
#include "scenario/kinds.def"
};

static const struct fault_kind *kind_of(const struct item *item) {
  for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
    if (strcmp(kinds[i].name, item->kind->name) == 0)
      return kinds[i].kind;
  assert(!"a fault without code");
  return NULL;
}

/* The parameter of that name when the kind has it and it was given, or has a
 * fallback. */
static const struct param *find(const struct item *item, const char *name) {
  for (size_t i = 0; i < item->kind->param_count; i++)
    if (strcmp(item->params[i].spec->name, name) == 0)
      return item->params[i].text ? &item->params[i] : NULL;
  return NULL;
}

/* ---- the timetable ---- */

/* None begins after run_for: what is then left of the run shows what stays. */
static void plan_next(struct fault *fault) {
  const struct item *item = fault->item;
  const struct param *every = find(item, "every");
  const struct param *times = find(item, "times");
  int64_t limit = every == NULL ? 1 : times == NULL ? INT64_MAX : times->number;
  int64_t at_ns = fault->begun == 0 ? item_number(item, "at")
                  : every == NULL   ? 0
                                    : fault->begun_ns + every->number;
  if (fault->begun < limit && at_ns < fault->world->plan->variant->run_for_ns)
    clock_set(&fault->world->clock, &fault->timer, at_ns);
}

static void begin(struct fault *fault) {
  fault->active = fault->kind->end != NULL;
  fault->begun++;
  fault->begun_ns = fault->world->clock.now_ns;
  fault->kind->begin(fault);
  if (fault->active)
    clock_set(&fault->world->clock, &fault->timer,
              fault->begun_ns + item_number(fault->item, "for"));
  else
    plan_next(fault);
}

static void due(struct timer *timer) {
  struct fault *fault = (struct fault *)timer;
  if (!fault->active) {
    begin(fault);
    return;
  }
  fault->active = false;
  fault->kind->end(fault);
  plan_next(fault);
}

int faults_plan(struct world *world) {
  const struct variant *variant = world->plan->variant;
  struct faults *faults = &world->faults;
  faults->all = calloc(variant->fault_count + 1, sizeof(*faults->all));
  if (faults->all == NULL)
    return -ENOMEM;
  faults->count = variant->fault_count;
  for (size_t i = 0; i < faults->count; i++) {
    struct fault *fault = &faults->all[i];
    const struct item *item = &variant->faults[i];
    const struct param *host = find(item, "host");
    *fault = (struct fault){
        .timer.due = due, .world = world, .item = item, .kind = kind_of(item)};
    if (host != NULL)
      hosts_find(variant, host->text, &fault->first_host, &fault->host_count);
    if (fault->first_host < world->resident_count)
      plan_next(fault);
    else
      fault->host_count = 0; /* a real peer: out of our hands */
  }
  return 0;
}

int faults_check(struct world *world) {
  int status = 0;
  for (size_t i = 0; i < world->faults.count; i++) {
    struct fault *fault = &world->faults.all[i];
    int checked = fault->kind->check == NULL ? 0 : fault->kind->check(fault);
    status = status == 0 ? checked : status;
  }
  return status;
}

void faults_done(struct world *world) {
  for (size_t i = 0; i < world->faults.count; i++)
    timers_stop(&world->clock.timers, &world->faults.all[i].timer);
  free(world->faults.all);
}

/* ---- for the kinds ---- */

struct resident *fault_host(const struct fault *fault, size_t k) {
  return &fault->world->residents[fault->first_host + k];
}

const struct fault *fault_next(const struct resident *resident,
                               const struct fault_kind *kind,
                               const struct fault *after) {
  const struct faults *faults = &resident->world->faults;
  size_t host = (size_t)(resident - resident->world->residents);
  for (size_t i = after == NULL ? 0 : (size_t)(after - faults->all) + 1;
       i < faults->count; i++) {
    const struct fault *fault = &faults->all[i];
    if (fault->active && fault->kind == kind && host >= fault->first_host &&
        host < fault->first_host + fault->host_count)
      return fault;
  }
  return NULL;
}

/* Kinds tell what begins after they were marked active, and what ends after
 * that mark is gone. */
static enum fault_phase phase_of(const struct fault *fault) {
  if (fault->kind->end == NULL)
    return FAULT_ONCE;
  return fault->active ? FAULT_BEGINS : FAULT_ENDS;
}

void fault_tell(const struct fault *fault, const char *format, ...) {
  const struct world_observer *observer = fault->world->plan->observer;
  const struct item *item = fault->item;
  const struct param *whom = find(item, "host");
  if (whom == NULL)
    whom = find(item, "consumer");
  char what[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof(what), format, arguments);
  va_end(arguments);
  char *text = text_format("%s %s: %s", item->kind->name,
                           whom == NULL ? "" : whom->text, what);
  observer->fault(observer->arg, fault->world->clock.now_ns,
                  (size_t)(fault - fault->world->faults.all), phase_of(fault),
                  text == NULL ? what : text);
  free(text);
}
