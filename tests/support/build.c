/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: see build.h. */
#include "support/build.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"

void build_variant(struct variant *variant, const char *profile) {
  *variant = (struct variant){
      .name = strdup("test"),
      .place = {"test.yaml", 5, 3},
      .profile = strdup(profile),
      .profile_place = {"test.yaml", 2, 10},
      .seed = 1,
      .run_for_ns = 60 * NS_PER_S,
      .limits = calloc(BUILD_ITEMS_MAX, sizeof(*variant->limits)),
      .consumers = calloc(BUILD_ITEMS_MAX, sizeof(*variant->consumers)),
      .peers = calloc(BUILD_ITEMS_MAX, sizeof(*variant->peers)),
      .expectations = calloc(BUILD_ITEMS_MAX, sizeof(*variant->expectations)),
      .faults = calloc(BUILD_ITEMS_MAX, sizeof(*variant->faults)),
  };
}

static void items_done(struct item *items, size_t count) {
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < items[i].kind->param_count; j++)
      free(items[i].params[j].text);
    free(items[i].params);
    free(items[i].name);
    free(items[i].text);
  }
  free(items);
}

void build_variant_done(struct variant *variant) {
  items_done(variant->consumers, variant->consumer_count);
  items_done(variant->peers, variant->peer_count);
  items_done(variant->expectations, variant->expectation_count);
  build_faults_done(variant);
  for (size_t i = 0; i < variant->limit_count; i++) {
    free(variant->limits[i].name);
    free(variant->limits[i].text);
  }
  free(variant->limits);
  free(variant->name);
  free(variant->profile);
}

static void set_bound(struct param *param, const char *value) {
  static const struct {
    const char *sign;
    enum bound_op op;
  } signs[] = {{"<=", BOUND_LE},
               {">=", BOUND_GE},
               {"!=", BOUND_NE},
               {"<", BOUND_LT},
               {">", BOUND_GT}};
  param->op = BOUND_EQ;
  for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
    size_t len = strlen(signs[i].sign);
    if (strncmp(value, signs[i].sign, len) == 0) {
      param->op = signs[i].op;
      value += len;
      break;
    }
  }
  param->number = strtoll(value, NULL, 10);
}

static void set_value(struct param *param, const char *value) {
  free(param->text);
  param->text = strdup(value);
  switch (param->spec->type) {
  case PARAM_NUMBER:
    param->number = strtoll(value, NULL, 10);
    break;
  case PARAM_TIME:
    ck_assert_int_eq(units_parse_time(value, &param->number), 0);
    break;
  case PARAM_BOOL:
    param->number = strcmp(value, "true") == 0;
    break;
  case PARAM_RATE:
    ck_assert_int_eq(units_parse_rate(value, &param->number), 0);
    break;
  case PARAM_PERCENT:
    ck_assert_int_eq(units_parse_percent(value, &param->number), 0);
    break;
  case PARAM_BOUND:
    set_bound(param, value);
    break;
  case PARAM_HOST:
  case PARAM_LIST:
  case PARAM_TEXT:
  case PARAM_STEPS:
  case PARAM_CHOICE:
    break;
  }
}

static void set_params(struct item *item, const char *params) {
  char *copy = strdup(params);
  char *rest = NULL;
  for (char *pair = strtok_r(copy, ",", &rest); pair != NULL;
       pair = strtok_r(NULL, ",", &rest)) {
    pair += strspn(pair, " ");
    char *equals = strchr(pair, '=');
    ck_assert_msg(equals != NULL, "'%s' has no value", pair);
    *equals = '\0';
    struct param *param = (struct param *)item_param(item, pair);
    param->given = true;
    param->place = (struct place){"test.yaml", item->place.line, 20};
    set_value(param, equals + 1);
  }
  free(copy);
}

static struct item *add_item(struct item *items, size_t *count, int line,
                             enum item_family family, const char *kind_name,
                             const char *name, const char *params) {
  ck_assert_uint_lt(*count, BUILD_ITEMS_MAX);
  const struct kind *kind = kinds_find(family, kind_name);
  ck_assert_msg(kind != NULL, "no kind '%s'", kind_name);
  struct item *item = &items[*count];
  *item = (struct item){
      .kind = kind,
      .name = strdup(name),
      .place = {"test.yaml", line + (int)*count, 5},
      .params = calloc(kind->param_count + 1, sizeof(*item->params)),
      .declared = kind->declared,
      .declared_as = kind->declared_as,
      .listen_declared_as = kind->listen_declared_as,
      .text = text_format("%s: {%s}", kind_name, params),
  };
  ++*count;
  for (size_t i = 0; i < kind->param_count; i++) {
    item->params[i].spec = &kind->params[i];
    if (kind->params[i].fallback)
      set_value(&item->params[i], kind->params[i].fallback);
  }
  set_params(item, params);
  return item;
}

struct item *build_consumer(struct variant *variant, const char *kind,
                            const char *name, const char *params) {
  return add_item(variant->consumers, &variant->consumer_count, 10,
                  FAMILY_CONSUMER, kind, name, params);
}

struct item *build_peer(struct variant *variant, const char *kind,
                        const char *name, const char *params) {
  return add_item(variant->peers, &variant->peer_count, 30, FAMILY_PEER, kind,
                  name, params);
}

struct item *build_expectation(struct variant *variant, const char *kind,
                               const char *params) {
  return add_item(variant->expectations, &variant->expectation_count, 50,
                  FAMILY_EXPECTATION, kind, kind, params);
}

struct item *build_fault(struct variant *variant, const char *kind,
                         const char *params) {
  return add_item(variant->faults, &variant->fault_count, 70, FAMILY_FAULT,
                  kind, kind, params);
}

void build_faults_done(struct variant *variant) {
  items_done(variant->faults, variant->fault_count);
}

void build_limit(struct variant *variant, const char *name, const char *text) {
  ck_assert_uint_lt(variant->limit_count, BUILD_ITEMS_MAX);
  struct setting *setting = &variant->limits[variant->limit_count];
  char *end;
  *setting = (struct setting){
      .name = strdup(name),
      .text = strdup(text),
      .value = strtoll(text, &end, strncmp(text, "0x", 2) == 0 ? 16 : 10),
      .place = {"test.yaml", 70 + (int)variant->limit_count, 7},
  };
  setting->is_number = *end == '\0';
  variant->limit_count++;
}

void build_quickstart(struct variant *variant) {
  build_consumer(variant, "api", "api", "");
  build_consumer(variant, "ota", "ota", "");
  build_consumer(variant, "mdns", "mdns", "");
  build_consumer(variant, "web_server", "web_server", "");
  build_consumer(variant, "camera_web_server", "cam_stream", "port=8080");
  build_consumer(variant, "camera_web_server", "cam_snapshot", "port=8081");
}

void build_trace(struct trace *trace, const struct variant *variant) {
  *trace = (struct trace){
      .events = calloc(BUILD_EVENTS_MAX, sizeof(*trace->events)),
      .event_capacity = BUILD_EVENTS_MAX,
      .consumers =
          calloc(variant->consumer_count + 1, sizeof(*trace->consumers)),
      .consumer_count = variant->consumer_count,
      .peers = calloc(variant->peer_count + 1, sizeof(*trace->peers)),
      .peer_count = variant->peer_count,
      .sockets_limit = 10,
      .lwip_version = "2.2.1",
      .ended_at_ns = 60 * NS_PER_S,
      .complete = true,
  };
  for (size_t i = 0; i < variant->consumer_count; i++) {
    trace->consumers[i].name = variant->consumers[i].name;
    trace->consumers[i].kind = variant->consumers[i].kind->name;
    trace->consumers[i].declared = &variant->consumers[i].declared;
  }
  for (size_t i = 0; i < variant->peer_count; i++) {
    trace->peers[i].name = variant->peers[i].name;
    trace->peers[i].kind = variant->peers[i].kind->name;
  }
}

struct trace_event *build_failed_call(struct trace *trace, int64_t at_ms,
                                      enum trace_event_kind kind, int owner,
                                      int call, const char *error_name,
                                      const char *pool) {
  ck_assert_uint_lt(trace->event_count, trace->event_capacity);
  struct trace_event *event = &trace->events[trace->event_count++];
  *event = (struct trace_event){.at_ns = at_ms * NS_PER_MS,
                                .kind = kind,
                                .owner = owner,
                                .slot = -1,
                                .call = call,
                                .error_name = error_name,
                                .pool = pool,
                                .nth = 1,
                                .nth_of_host = 1,
                                .state = -1};
  if (kind == TRACE_CALL_REFUSED) {
    trace->sockets_refused++;
    trace->consumers[owner].refused++;
  }
  return event;
}

void build_slots(struct trace_event *event, const struct image_slot *slots,
                 size_t count) {
  event->slots.slots = calloc(count, sizeof(*slots));
  memcpy(event->slots.slots, slots, count * sizeof(*slots));
  event->slots.count = count;
}

void build_pool(struct trace *trace, const char *name, int64_t limit,
                int64_t used, int64_t peak, int64_t refused) {
  trace->pools[trace->pool_count++] =
      (struct image_pool){name, limit, used, peak, refused, 0};
}

const char *build_diag_text(const struct diag *diag, size_t index) {
  return index < diag->count ? diag->entries[index].text : "";
}
