/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what explore must know of a device before it sends anybody: where it
 * listens, whom it calls, which pools it has, and what a visitor is answered
 * when all is well. See explore.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "study/explore.h"

#define ACTIVE_NS (40 * NS_PER_S) /* from settling to leaving */
#define LATEST_NS (60 * NS_PER_S) /* a consumer that starts later is late */
#define AFTER_TIME_WAIT (10 * NS_PER_S)
#define FIRST_CHOSEN_PORT 49152  /* TCP_LOCAL_PORT_RANGE_START, also UDP's */
#define VISIT_NS (12 * NS_PER_S) /* what a visit may take */

static const struct variant *variant_of(const struct explorer *explorer) {
  return explorer->selected.variant;
}

/* ---- times ---- */

static void plan_times(struct explorer *explorer) {
  const struct variant *variant = variant_of(explorer);
  int64_t latest_ns = 0;
  for (size_t i = 0; i < variant->consumer_count; i++) {
    int64_t at_ns = item_number(&variant->consumers[i], "at");
    if (at_ns > latest_ns && at_ns <= LATEST_NS)
      latest_ns = at_ns;
  }
  int64_t msl_ns =
      limits_number(explorer->selected.limits, "TCP_MSL", 60000) * NS_PER_MS;
  explorer->settle_ns = (latest_ns + 4 * NS_PER_S) / NS_PER_S * NS_PER_S;
  explorer->leave_ns = explorer->settle_ns + ACTIVE_NS;
  explorer->visit_ns = explorer->leave_ns + 2 * msl_ns + AFTER_TIME_WAIT;
}

/* ---- the scenario's own peers and faults ---- */

/* Those that come in time, none before the device has settled, and all leave.
 */
static void take_peers(struct explorer *explorer) {
  const struct variant *variant = variant_of(explorer);
  for (size_t i = 0; i < variant->peer_count; i++) {
    const struct item *peer = &variant->peers[i];
    const struct param *until = item_param(peer, "until");
    int64_t at_ns = item_number(peer, "at");
    if (at_ns >= explorer->leave_ns)
      continue;
    struct course_item *item = course_add_item(&explorer->base, peer);
    if (item == NULL)
      return;
    if (at_ns < explorer->settle_ns)
      course_set(item, explorer->arena, "at", "%" PRId64 "ms",
                 explorer->settle_ns / NS_PER_MS);
    if (!until->given || until->number > explorer->leave_ns)
      course_set(item, explorer->arena, "until", "%" PRId64 "ms",
                 explorer->leave_ns / NS_PER_MS);
  }
}

/* Those of the device: a peer that has one may be left out. */
static void take_faults(struct explorer *explorer) {
  const struct variant *variant = variant_of(explorer);
  for (size_t i = 0; i < variant->fault_count; i++) {
    const struct item *fault = &variant->faults[i];
    const struct course_param *host = NULL;
    if (item_number(fault, "at") >= explorer->leave_ns)
      continue;
    struct course_item *item = course_add_item(&explorer->base, fault);
    if (item == NULL)
      return;
    for (size_t k = 0; k < item->param_count; k++) {
      if (strcmp(item->params[k].name, "host") == 0)
        host = &item->params[k];
    }
    if (host != NULL && strcmp(host->value, "device") != 0)
      course_remove(&explorer->base, explorer->base.count - 1);
  }
}

/* ---- whom it calls ---- */

static bool is_taken(const struct explorer *explorer, const char *name) {
  for (size_t i = 0; i < explorer->base.count; i++)
    if (explorer->base.items[i].name != NULL &&
        strcmp(explorer->base.items[i].name, name) == 0)
      return true;
  for (size_t i = 0; i < explorer->need_count; i++)
    if (strcmp(explorer->needs[i].name, name) == 0)
      return true;
  return false;
}

/* The kind that answers is the parameter's usual value: mqtt_broker,
 * http_server; who is pinged may be anybody. */
static void note_needs(struct explorer *explorer, const struct item *consumer) {
  for (size_t i = 0; i < consumer->kind->param_count; i++) {
    const struct param *param = &consumer->params[i];
    if (param->spec->type != PARAM_HOST || param->text == NULL ||
        strchr("0123456789", *param->text) != NULL ||
        is_taken(explorer, param->text) || explorer->need_count == NEEDS_MAX)
      continue;
    struct explore_need need = {.kind = param->spec->fallback,
                                .name = param->text};
    if (need.kind == NULL || kinds_find(FAMILY_PEER, need.kind) == NULL)
      need.kind = "pinger";
    for (size_t k = 0; k < consumer->kind->param_count; k++) {
      if (strcmp(consumer->params[k].spec->name, "port") == 0)
        need.port = consumer->params[k].number;
    }
    explorer->needs[explorer->need_count++] = need;
  }
}

/* ---- where it can be reached ---- */

/* A port that lwIP has chosen is another one as soon as anybody comes. */
static bool is_chosen(const struct explorer *explorer,
                      const struct image_slot *slot) {
  const struct item *owner =
      slot->owner < 0 ? NULL : &variant_of(explorer)->consumers[slot->owner];
  for (size_t i = 0; owner != NULL && i < owner->kind->param_count; i++) {
    const struct param *param = &owner->params[i];
    if (strcmp(param->spec->name, "port") == 0 && param->text != NULL)
      return param->number != slot->local_port &&
             slot->local_port >= FIRST_CHOSEN_PORT;
  }
  return slot->local_port >= FIRST_CHOSEN_PORT;
}

static void note_door(struct explorer *explorer,
                      const struct image_slot *slot) {
  struct explore_door door = {slot->local_port, slot->owner,
                              strcmp(slot->protocol, "TCP") == 0};
  if (door.port == 0 || (door.is_tcp && slot->tcp_state != IMAGE_TCP_LISTEN) ||
      strcmp(slot->protocol, "RAW") == 0 || is_chosen(explorer, slot) ||
      explorer->door_count == DOORS_MAX)
    return;
  for (size_t i = 0; i < explorer->door_count; i++)
    if (explorer->doors[i].port == door.port &&
        explorer->doors[i].is_tcp == door.is_tcp)
      return;
  explorer->doors[explorer->door_count++] = door;
}

static void note_pools(struct explorer *explorer, const struct trace *trace) {
  for (size_t i = 0; i < trace->pool_count; i++) {
    const char *name = trace->pools[i].name;
    bool allocates = strncmp(name, "MEMP_NUM_", 9) == 0 ||
                     strcmp(name, "PBUF_POOL_SIZE") == 0 ||
                     strcmp(name, "heap") == 0;
    if (allocates)
      explorer->pools[explorer->pool_count++] =
          arena_copy(explorer->arena, name, strlen(name));
  }
}

static int run_alone(struct explorer *explorer, struct diag *diag) {
  struct variant alone = *variant_of(explorer);
  struct selected selected = explorer->selected;
  alone.peer_count = alone.fault_count = alone.expectation_count = 0;
  alone.link_count = 0;
  alone.dhcp = false;
  alone.run_for_ns = explorer->settle_ns;
  selected.variant = &alone;
  struct one_run run = {.selected = &selected};
  int status = one_run_execute(&run, explorer->lab, diag);
  if (status == 0) {
    for (size_t i = 0; i < run.trace.end_slots.count; i++)
      note_door(explorer, &run.trace.end_slots.slots[i]);
    note_pools(explorer, &run.trace);
  }
  one_run_done(&run);
  return status;
}

/* ---- visitors ---- */

/* Who would be answered by a consumer, as a kind of peer and its steps. */
static const char *steps_for(const struct explorer *explorer,
                             const struct item *consumer, const char **kind) {
  const char *name = consumer->kind->name;
  *kind = "tcp_client";
  if (strcmp(name, "api") == 0)
    *kind = "home_assistant";
  else if (strcmp(name, "mqtt_broker") == 0)
    *kind = "mqtt_client";
  else if (strcmp(name, "camera_web_server") == 0)
    *kind = "camera_viewer";
  else if (strcmp(name, "web_server") == 0 || strcmp(name, "httpd") == 0)
    return "connect; get /; close";
  else if (strcmp(name, "echo") == 0)
    return "connect; ask 10 for 10; close";
  else if (strcmp(name, "source") == 0) /* an end that it sees when it reads */
    return "connect; shutdown; recv eof";
  else if (strcmp(name, "tcp_server") != 0)
    return "connect; close";
  else if (strcmp(item_text(consumer, "mode"), "echo") == 0)
    return "connect; ask 10 for 10; close";
  else if (strcmp(item_text(consumer, "mode"), "respond") == 0) {
    char steps[64];
    int len =
        snprintf(steps, sizeof(steps), "connect; ask 10 for %" PRId64 "; close",
                 item_number(consumer, "respond_size"));
    return arena_copy(explorer->arena, steps, (size_t)len);
  } else
    return "connect; close";
  return NULL;
}

static void add_visitor(struct explorer *explorer,
                        const struct explore_door *door) {
  const char *kind;
  char name[32];
  if (!door->is_tcp || door->owner < 0)
    return;
  const char *steps =
      steps_for(explorer, &variant_of(explorer)->consumers[door->owner], &kind);
  int len = snprintf(name, sizeof(name), "visitor_%d", door->port);
  struct course_item *item =
      course_add(&explorer->visitors, FAMILY_PEER, kind,
                 arena_copy(explorer->arena, name, (size_t)len));
  if (item == NULL)
    return;
  course_set(item, explorer->arena, "at", "%" PRId64 "ms",
             explorer->visit_ns / NS_PER_MS);
  course_set(item, explorer->arena, "port", "%d", door->port);
  if (steps != NULL) {
    /* A failing allocation may have been waiting for this one all the time. */
    course_set(item, explorer->arena, "steps", "%s", steps);
    course_set(item, explorer->arena, "times", "6");
    course_set(item, explorer->arena, "every", "2s");
  }
  course_expect(&explorer->visitors, explorer->arena,
                "served: {peer: %s, at_least: 1}", name);
}

/* A visitor who is not served when nobody else has ever been there says
 * nothing: a server may not be meant to answer it. */
static int choose_visitors(struct explorer *explorer, struct diag *diag) {
  struct course *visitors = &explorer->visitors;
  struct culprits culprits = {0};
  visitors->seed = variant_of(explorer)->seed;
  visitors->run_for_ns = explorer->visit_ns + VISIT_NS;
  for (size_t i = 0; i < explorer->door_count; i++)
    add_visitor(explorer, &explorer->doors[i]);
  if (visitors->count == 0)
    return 0;
  int status = explorer_try(explorer, visitors, &culprits, diag);
  for (size_t i = culprits.count; i-- > 0;) {
    size_t gone = culprits.items[i].expectation;
    course_remove(visitors, gone);
    visitors->expect_count--;
    memmove(&visitors->expects[gone], &visitors->expects[gone + 1],
            (visitors->expect_count - gone) * sizeof(visitors->expects[0]));
  }
  return status;
}

/* ---- what the scenario itself expects ---- */

/* Promises that do not describe one course of events. What is said about a peer
 * is left out: it may not come. */
static bool is_promise(const struct item *expectation) {
  static const char *const kinds[] = {"no_refusals", "peak", "consumer",
                                      "declared"};
  for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
    if (strcmp(expectation->kind->name, kinds[i]) == 0)
      return true;
  return false;
}

static int take_promises(struct explorer *explorer, struct diag *diag) {
  const struct variant *variant = variant_of(explorer);
  struct one_run run = {.selected = &explorer->selected};
  if (variant->expectation_count == 0)
    return 0;
  int status = one_run_execute(&run, explorer->lab, diag);
  for (size_t i = 0; status == 0 && i < run.judgement.count &&
                     explorer->own_count < COURSE_EXPECTS_MAX / 2;
       i++) {
    const struct judgement *judgement = &run.judgement.judgements[i];
    if (judgement->held && is_promise(judgement->expectation))
      explorer->own[explorer->own_count++] = judgement->expectation->text;
  }
  one_run_done(&run);
  return status;
}

int explorer_init(struct explorer *explorer, const struct selected *selected,
                  struct lab *lab, struct diag *diag) {
  *explorer = (struct explorer){
      .selected = *selected, .lab = lab, .arena = arena_new()};
  lab->every_peer_kind = true;
  if (explorer->arena == NULL)
    return -ENOMEM;
  plan_times(explorer);
  take_peers(explorer);
  take_faults(explorer);
  for (size_t i = 0; i < selected->variant->consumer_count; i++)
    note_needs(explorer, &selected->variant->consumers[i]);
  if (selected->variant->dhcp)
    diag_add(diag, DIAG_WARNING, &selected->variant->place,
             "explore gives the device its address at once: 'address: dhcp' is "
             "left out");
  int status = run_alone(explorer, diag);
  if (status == 0)
    status = choose_visitors(explorer, diag);
  if (status == 0)
    status = take_promises(explorer, diag);
  if (status != 0)
    explorer_done(explorer);
  return status;
}

void explorer_done(struct explorer *explorer) {
  arena_free(explorer->arena);
  *explorer = (struct explorer){0};
}
