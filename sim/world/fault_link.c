/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the fault `link`. Of several at one time on one host each
 * changes the properties that it gives; where two give the same one, the later
 * in the scenario wins. When one ends the others stay. */
#include <string.h>

#include "base/text.h"
#include "scenario/links.h"
#include "world/residents.h"

static bool reaches(const struct fault *fault, enum lan_direction direction) {
  const char *given = item_text(fault->item, "direction");
  return strcmp(given, "both") == 0 ||
         strcmp(given, direction == LAN_IN ? "in" : "out") == 0;
}

static void settle_direction(const struct resident *resident,
                             enum lan_direction direction) {
  const struct world *world = resident->world;
  struct link_spec link =
      links_of(world->plan->variant, (size_t)(resident - world->residents));
  for (const struct fault *fault = fault_next(resident, &fault_link, NULL);
       fault != NULL; fault = fault_next(resident, &fault_link, fault)) {
    if (reaches(fault, direction))
      links_apply(fault->item, &link);
  }
  lan_set_link(resident->host.port, direction, &link);
}

static void settle(const struct fault *fault) {
  for (size_t k = 0; k < fault->host_count; k++) {
    settle_direction(fault_host(fault, k), LAN_OUT);
    settle_direction(fault_host(fault, k), LAN_IN);
  }
}

/* "loss 100%, direction out" */
static void begin(struct fault *fault) {
  struct text changes = {0};
  settle(fault);
  for (size_t i = 0; i < fault->item->kind->param_count; i++) {
    const struct param *param = &fault->item->params[i];
    const char *name = param->spec->name;
    if (param->given &&
        (links_is_property(name) || strcmp(name, "direction") == 0))
      text_add(&changes, "%s%s %s", changes.len > 0 ? ", " : "", name,
               param->text);
  }
  fault_tell(fault, "%s", changes.data == NULL ? "" : changes.data);
  text_done(&changes);
}

static void end(struct fault *fault) {
  settle(fault);
  fault_tell(fault, "over");
}

const struct fault_kind fault_link = {.begin = begin, .end = end};
