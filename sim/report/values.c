/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: JSON values. See values.h. */
#include "report/values.h"

#include <stdlib.h>
#include <string.h>

json_t *values_seconds(int64_t ns) {
  return json_real((double)ns / 1e9);
}

json_t *values_string(const char *text) {
  if (!text)
    return json_null();
  json_t *value = json_string(text);
  if (value)
    return value;
  char *copy = strdup(text);
  if (!copy)
    return NULL;
  for (char *c = copy; *c != '\0'; c++)
    if ((unsigned char)*c >= 0x80)
      *c = '?';
  value = json_string(copy);
  free(copy);
  return value;
}
