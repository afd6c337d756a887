/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what kind of result a file is. See schema.h. */
#include "report/schema.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

int schema_read(const char *path, char **ret_schema, struct diag *diag) {
  json_error_t error;
  json_t *root = json_load_file(path, 0, &error);
  if (root == NULL) {
    struct place place = {path, error.line > 0 ? error.line : 0,
                          error.column > 0 ? error.column : 0};
    diag_add(diag, DIAG_ERROR, &place, "%s", error.text);
    return -EINVAL;
  }
  const char *schema = json_string_value(json_object_get(root, "schema"));
  char *copy = schema == NULL ? NULL : strdup(schema);
  int status = schema == NULL ? -EINVAL : copy == NULL ? -ENOMEM : 0;
  json_decref(root);
  if (status == -EINVAL)
    diag_add(diag, DIAG_ERROR, NULL,
             "%s has no member 'schema': it is no result of sockfit", path);
  if (status == 0)
    *ret_schema = copy;
  return status;
}
