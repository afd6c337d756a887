/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: C functions as consumers and peers. Touches nothing. */
#include "world/world.h"

#include <string.h>

const struct world_function *
world_function_of(const struct world_function *functions, size_t count,
                  const struct item *item) {
  if (strcmp(item->kind->name, "function") != 0)
    return NULL;
  for (size_t i = 0; i < count; i++)
    if (functions[i].family == item->kind->family &&
        strcmp(functions[i].name, item->name) == 0)
      return &functions[i];
  return NULL;
}
