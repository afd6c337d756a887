/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: JSON values. See values.h. */
#include "report/values.h"

#include <stdlib.h>
#include <string.h>

void values_put(struct writer *writer, json_t *object, const char *key,
                json_t *value) {
  writer->failed |= json_object_set_new(object, key, value) != 0;
}

void values_append(struct writer *writer, json_t *array, json_t *value) {
  writer->failed |= json_array_append_new(array, value) != 0;
}

void values_put_pool(struct writer *writer, json_t *object,
                     const struct image_pool *pool) {
  values_put(writer, object, "limit",
             pool->limit < 0 ? json_null() : json_integer(pool->limit));
  values_put(writer, object, "peak", json_integer(pool->peak));
  values_put(writer, object, "end", json_integer(pool->used));
  values_put(writer, object, "refused", json_integer(pool->refused));
  values_put(writer, object, "waited", json_integer(pool->waited));
}

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
