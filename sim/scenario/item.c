/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: looking at the parameters of an item. Pure functions. */
#include <assert.h>
#include <string.h>

#include "scenario/scenario.h"

const struct param *item_param(const struct item *item, const char *name) {
  for (size_t i = 0; i < item->kind->param_count; i++)
    if (strcmp(item->params[i].spec->name, name) == 0)
      return &item->params[i];
  assert(!"a parameter that the kind does not have");
  return NULL;
}

int64_t item_number(const struct item *item, const char *name) {
  const struct param *param = item_param(item, name);
  return param && param->text ? param->number : 0;
}

const char *item_text(const struct item *item, const char *name) {
  const struct param *param = item_param(item, name);
  return param ? param->text : NULL;
}

bool bound_holds(const struct param *bound, int64_t value) {
  if (!bound->text)
    return true;
  switch (bound->op) {
  case BOUND_EQ:
    return value == bound->number;
  case BOUND_NE:
    return value != bound->number;
  case BOUND_LT:
    return value < bound->number;
  case BOUND_LE:
    return value <= bound->number;
  case BOUND_GT:
    return value > bound->number;
  case BOUND_GE:
    return value >= bound->number;
  }
  return false;
}
