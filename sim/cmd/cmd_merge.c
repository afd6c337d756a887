/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit merge: parts that were run in different places become what one
 * machine would have said. Which function joins them depends on what they
 * are. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/commands.h"
#include "report/schema.h"

#define MERGE(schema, name)                                                    \
  enum status merge_##name(const struct options *options, struct diag *diag);
#include "cmd/merge.def"

static const struct merge_entry {
  const char *schema;
  enum status (*merge)(const struct options *options, struct diag *diag);
} entries[] = {
#define MERGE(schema, name) {schema, merge_##name},
#include "cmd/merge.def"
};
#define ENTRY_COUNT (sizeof(entries) / sizeof(entries[0]))

static const struct merge_entry *find(const char *path, const char *schema,
                                      struct diag *diag) {
  struct text known = {0};
  for (size_t i = 0; i < ENTRY_COUNT; i++) {
    if (strcmp(entries[i].schema, schema) == 0)
      return &entries[i];
  }
  for (size_t i = 0; i < ENTRY_COUNT; i++)
    text_add(&known, "%s%s", i == 0 ? "" : ", ", entries[i].schema);
  diag_add(diag, DIAG_ERROR, NULL,
           "%s is %s, which is made in one piece; parts that can be joined are "
           "%s",
           path, schema, known.data ? known.data : "");
  text_done(&known);
  return NULL;
}

/* Parts say what was asked. */
static int check_question(const struct options *options, struct diag *diag) {
  if (options->override_count == 0)
    return 0;
  diag_add(diag, DIAG_ERROR, NULL,
           "sockfit merge has no --set and no --seed: parts say what was asked "
           "when they were made");
  return -EINVAL;
}

enum status cmd_merge(const struct options *options, struct diag *diag) {
  char *schema;
  int status = check_question(options, diag);
  if (status == 0)
    status = schema_read(options->files[0], &schema, diag);
  if (status != 0)
    return status_of(status);
  const struct merge_entry *entry = find(options->files[0], schema, diag);
  free(schema);
  return entry == NULL ? STATUS_USAGE : entry->merge(options, diag);
}
