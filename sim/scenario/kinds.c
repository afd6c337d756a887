/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: kinds.def as constant tables. Three passes over the list,
 * since C has no nested array constants: the parameters of each kind, the
 * kinds, and per family an array of pointers to them. Touches nothing. */
#include "scenario/kinds.h"

#include <string.h>

/* Pass 1: static const struct param_spec FAMILY_KIND_params[]. */
#define PARAM(param, value, fallback_text, lowest, highest, words, about)      \
  {.name = #param,                                                             \
   .type = PARAM_##value,                                                      \
   .fallback = fallback_text,                                                  \
   .min = lowest,                                                              \
   .max = highest,                                                             \
   .choices = words,                                                           \
   .help = about},
#define REQUIRED(param, value, lowest, highest, words, about)                  \
  {.name = #param,                                                             \
   .type = PARAM_##value,                                                      \
   .min = lowest,                                                              \
   .max = highest,                                                             \
   .choices = words,                                                           \
   .help = about,                                                              \
   .required = true},
#define CONSUMER(id, help, tcp, udp, listen, as, listen_as, params)            \
  static const struct param_spec consumer_##id##_params[] = {params};
#define PEER(id, help, params)                                                 \
  static const struct param_spec peer_##id##_params[] = {params};
#define EXPECTATION(id, help, params)                                          \
  static const struct param_spec expectation_##id##_params[] = {params};
#define FAULT(id, help, params)                                                \
  static const struct param_spec fault_##id##_params[] = {params};
#include "scenario/kinds.def"

/* Pass 2: static const struct kind FAMILY_KIND. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define CONSUMER(id, about, tcp, udp, listen, as, listen_as, unused)           \
  static const struct kind consumer_##id = {                                   \
      .family = FAMILY_CONSUMER,                                               \
      .name = #id,                                                             \
      .help = about,                                                           \
      .declared = {tcp, udp, listen},                                          \
      .declared_as = as,                                                       \
      .listen_declared_as = listen_as,                                         \
      .params = consumer_##id##_params,                                        \
      .param_count = COUNT_OF(consumer_##id##_params)};
#define PEER(id, about, unused)                                                \
  static const struct kind peer_##id = {.family = FAMILY_PEER,                 \
                                        .name = #id,                           \
                                        .help = about,                         \
                                        .params = peer_##id##_params,          \
                                        .param_count =                         \
                                            COUNT_OF(peer_##id##_params)};
#define EXPECTATION(id, about, unused)                                         \
  static const struct kind expectation_##id = {                                \
      .family = FAMILY_EXPECTATION,                                            \
      .name = #id,                                                             \
      .help = about,                                                           \
      .params = expectation_##id##_params,                                     \
      .param_count = COUNT_OF(expectation_##id##_params)};
#define FAULT(id, about, unused)                                               \
  static const struct kind fault_##id = {.family = FAMILY_FAULT,               \
                                         .name = #id,                          \
                                         .help = about,                        \
                                         .params = fault_##id##_params,        \
                                         .param_count =                        \
                                             COUNT_OF(fault_##id##_params)};
#include "scenario/kinds.def"

/* Pass 3, once for each family: the order of kinds.def. */
static const struct kind *const consumers[] = {
#define CONSUMER(id, ...) &consumer_##id,
#include "scenario/kinds.def"
};

static const struct kind *const peers[] = {
#define PEER(id, ...) &peer_##id,
#include "scenario/kinds.def"
};

static const struct kind *const expectations[] = {
#define EXPECTATION(id, ...) &expectation_##id,
#include "scenario/kinds.def"
};

static const struct kind *const faults[] = {
#define FAULT(id, ...) &fault_##id,
#include "scenario/kinds.def"
};

const struct kind *const *kinds_of(enum item_family family, size_t *ret_count) {
  switch (family) {
  case FAMILY_CONSUMER:
    *ret_count = COUNT_OF(consumers);
    return consumers;
  case FAMILY_PEER:
    *ret_count = COUNT_OF(peers);
    return peers;
  case FAMILY_EXPECTATION:
    *ret_count = COUNT_OF(expectations);
    return expectations;
  case FAMILY_FAULT:
    *ret_count = COUNT_OF(faults);
    return faults;
  }
  *ret_count = 0;
  return NULL;
}

/* Those with a line in kinds.def; all others have sockets alone. */
static const struct {
  const struct kind *kind;
  unsigned apis;
} raw_kinds[] = {
#define ON_RAW(id) {&consumer_##id, KIND_SOCKETS | KIND_RAW},
#define ONLY_ON_RAW(id) {&consumer_##id, KIND_RAW},
#include "scenario/kinds.def"
};

unsigned kinds_apis(const struct kind *kind) {
  for (size_t i = 0; i < COUNT_OF(raw_kinds); i++)
    if (raw_kinds[i].kind == kind)
      return raw_kinds[i].apis;
  bool listed = kinds_find(kind->family, kind->name) == kind;
  return listed ? KIND_SOCKETS : KIND_SOCKETS | KIND_RAW;
}

const struct kind *kinds_find(enum item_family family, const char *name) {
  size_t count;
  const struct kind *const *kinds = kinds_of(family, &count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(kinds[i]->name, name) == 0)
      return kinds[i];
  return NULL;
}
