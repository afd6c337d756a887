/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: which question a whole result answers. See whole.h. */
#include "report/whole.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void whole_put(struct writer *writer, json_t *root, const struct whole *whole) {
  if (whole == NULL)
    return;
  json_t *object =
      json_pack("{s:s, s:s, s:s}", "sockfit", whole->identity.version, "digest",
                whole->identity.scenario, "stack", whole->identity.stack);
  if (whole->text != NULL && whole->quiet != NULL) {
    values_put(writer, object, "held", json_boolean(whole->held));
    values_put(writer, object, "text", values_string(whole->text));
    values_put(writer, object, "quiet", values_string(whole->quiet));
  }
  values_put(writer, root, "whole", object);
}

static int copy(const char *text, char **ret_text) {
  *ret_text = text == NULL ? NULL : strdup(text);
  return text != NULL && *ret_text == NULL ? -ENOMEM : 0;
}

static int read_object(json_t *object, const char *schema,
                       struct whole *whole) {
  const char *version, *scenario, *stack, *text = NULL, *quiet = NULL;
  int held = 0;
  if (json_unpack(object, "{s:s, s:s, s:s, s?b, s?s, s?s}", "sockfit", &version,
                  "digest", &scenario, "stack", &stack, "held", &held, "text",
                  &text, "quiet", &quiet) != 0)
    return -EINVAL;
  struct identity *identity = &whole->identity;
  identity->schema = schema;
  snprintf(identity->version, sizeof(identity->version), "%s", version);
  snprintf(identity->scenario, sizeof(identity->scenario), "%s", scenario);
  snprintf(identity->stack, sizeof(identity->stack), "%s", stack);
  whole->held = held != 0;
  int status = copy(text, &whole->text);
  return status == 0 ? copy(quiet, &whole->quiet) : status;
}

int whole_read(const char *path, const char *schema, struct whole *ret_whole) {
  struct whole whole = {0};
  json_t *root = json_load_file(path, 0, NULL);
  const char *is = json_string_value(json_object_get(root, "schema"));
  int status =
      is == NULL || strcmp(is, schema) != 0
          ? -EINVAL
          : read_object(json_object_get(root, "whole"), schema, &whole);
  json_decref(root);
  if (status != 0)
    whole_done(&whole);
  else
    *ret_whole = whole;
  return status;
}

void whole_done(struct whole *whole) {
  free(whole->text);
  free(whole->quiet);
  *whole = (struct whole){0};
}
