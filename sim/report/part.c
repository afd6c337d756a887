/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a part leaves for those who join it. See units.h. */
#include "report/part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static json_t *words_value(struct writer *writer, const struct part *part) {
  json_t *array = json_array();
  for (size_t i = 0; i < part->word_count; i++)
    values_append(writer, array, values_string(part->words[i]));
  return array;
}

static json_t *units_value(struct writer *writer, const struct part *part) {
  json_t *array = json_array();
  for (size_t i = 0; i < part->unit_count; i++)
    values_append(writer, array, json_loads(part->units[i], 0, NULL));
  return array;
}

void part_put(struct writer *writer, json_t *root, const struct part *part) {
  if (part == NULL)
    return;
  const struct identity *identity = &part->identity;
  json_t *object = json_pack(
      "{s:s, s:s, s:s, s:I, s:I}", "sockfit", identity->version, "digest",
      identity->scenario, "stack", identity->stack, "number",
      (json_int_t)part->shard.number + 1, "of", (json_int_t)part->shard.count);
  values_put(writer, object, "words", words_value(writer, part));
  values_put(writer, object, "units", units_value(writer, part));
  values_put(writer, root, "part", object);
}

static int read_words(const json_t *array, struct part *part) {
  size_t i;
  const json_t *value;
  part->words = calloc(json_array_size(array) + 1, sizeof(*part->words));
  if (part->words == NULL)
    return -ENOMEM;
  json_array_foreach(array, i, value) {
    const char *word = json_string_value(value);
    if (word == NULL)
      return -EINVAL;
    part->words[i] = strdup(word);
    if (part->words[i] == NULL)
      return -ENOMEM;
    part->word_count++;
  }
  return 0;
}

static int read_units(const json_t *array, struct part *part) {
  size_t i;
  const json_t *value;
  part->units = calloc(json_array_size(array) + 1, sizeof(*part->units));
  if (part->units == NULL)
    return -ENOMEM;
  json_array_foreach(array, i, value) {
    if (!json_is_object(value))
      return -EINVAL;
    part->units[i] = json_dumps(value, JSON_COMPACT);
    if (part->units[i] == NULL)
      return -ENOMEM;
    part->unit_count++;
  }
  return 0;
}

static int read_object(json_t *object, const char *schema, struct part *part) {
  const char *version, *scenario, *stack;
  json_int_t number, of;
  json_t *words, *units;
  if (json_unpack(object, "{s:s, s:s, s:s, s:I, s:I, s:o, s:o}", "sockfit",
                  &version, "digest", &scenario, "stack", &stack, "number",
                  &number, "of", &of, "words", &words, "units", &units) != 0 ||
      number < 1 || number > of || !json_is_array(words) ||
      !json_is_array(units))
    return -EINVAL;
  struct identity *identity = &part->identity;
  identity->schema = schema;
  snprintf(identity->version, sizeof(identity->version), "%s", version);
  snprintf(identity->scenario, sizeof(identity->scenario), "%s", scenario);
  snprintf(identity->stack, sizeof(identity->stack), "%s", stack);
  part->shard = (struct shard){(size_t)number - 1, (size_t)of};
  int status = read_words(words, part);
  return status == 0 ? read_units(units, part) : status;
}

int part_read(const char *path, const char *schema, struct part *ret_part,
              struct diag *diag) {
  struct part part = {0};
  json_error_t error;
  json_t *root = json_load_file(path, 0, &error);
  if (root == NULL) {
    struct place place = {path, error.line > 0 ? error.line : 0,
                          error.column > 0 ? error.column : 0};
    diag_add(diag, DIAG_ERROR, &place, "%s", error.text);
    return -EINVAL;
  }
  const char *is = json_string_value(json_object_get(root, "schema"));
  json_t *object = json_object_get(root, "part");
  int status = is == NULL || strcmp(is, schema) != 0
                   ? -EINVAL
                   : read_object(object, schema, &part);
  if (status == -EINVAL)
    diag_add(diag, DIAG_ERROR, NULL, "%s: %s", path,
             object == NULL ? "a whole result, or none; a part is made by "
                              "--shard K/N"
                            : "not as --shard K/N writes it");
  json_decref(root);
  if (status != 0)
    part_done(&part);
  else
    *ret_part = part;
  return status;
}

static void free_texts(char **texts, size_t count) {
  for (size_t i = 0; texts != NULL && i < count; i++)
    free(texts[i]);
  free(texts);
}

void part_done(struct part *part) {
  free_texts(part->words, part->word_count);
  free_texts(part->units, part->unit_count);
  *part = (struct part){0};
}
