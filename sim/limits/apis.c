/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: a profile offers sockets or lwIP's raw API, and a consumer's
 * code is written for one of them or for both. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "limits/derive.h"

/* "api, mqtt, web_server" */
static void add_kinds(struct text *text, unsigned api) {
  size_t count;
  const struct kind *const *kinds = kinds_of(FAMILY_CONSUMER, &count);
  const char *separator = "";
  for (size_t i = 0; i < count; i++) {
    if ((kinds_apis(kinds[i]) & api) == 0)
      continue;
    text_add(text, "%s%s", separator, kinds[i]->name);
    separator = ", ";
  }
}

int apis_check(const struct variant *variant, const struct limits *limits,
               struct diag *diag) {
  bool raw = limits_number(limits, "NO_SYS", 0) == 1;
  unsigned api = raw ? KIND_RAW : KIND_SOCKETS;
  size_t errors_before = diag->error_count;
  for (size_t i = 0; i < variant->consumer_count; i++) {
    const struct item *item = &variant->consumers[i];
    if (kinds_apis(item->kind) & api)
      continue;
    struct text known = {0};
    add_kinds(&known, api);
    diag_add(diag, DIAG_ERROR, &item->place,
             "profile %s has %s, and consumer '%s' is not written for %s; those"
             " that are: %s",
             limits->profile->name,
             raw ? "lwIP's raw API and no sockets" : "sockets",
             item->kind->name, raw ? "it" : "them",
             known.data ? known.data : "none");
    text_done(&known);
  }
  for (size_t i = 0; i < variant->fault_count && raw; i++) {
    if (strcmp(variant->faults[i].kind->name, "restart") == 0)
      diag_add(
          diag, DIAG_ERROR, &variant->faults[i].place,
          "restart: profile %s has one main loop, and no task of a consumer"
          " that could end; use reboot",
          limits->profile->name);
  }
  return diag->error_count > errors_before ? -EINVAL : 0;
}
