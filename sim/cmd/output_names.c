/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: outputs that are a file for each run, of runs that have one name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/output.h"
#include "report/report.h"

/* An output of which each run has its own file; NULL: none was asked for. */
static const char *file_for_each(const struct options *options) {
  for (int i = 0; i < REPORT_COUNT; i++) {
    if (report_writers[i].per_run && options->reports[i] != NULL)
      return report_writers[i].option;
  }
  return options->pcap != NULL ? "--pcap" : NULL;
}

/* Paths that differ where the runs' files do. Freed by the caller. */
static char **paths_of(const struct selection *selection) {
  const struct options any = {.pcap = "any"};
  char **paths = calloc(selection->count + 1, sizeof(*paths));
  for (size_t i = 0; paths != NULL && i < selection->count; i++) {
    if (output_pcap_path(&any, &selection->items[i], true, &paths[i]) == 0)
      continue;
    while (i > 0)
      free(paths[--i]);
    free(paths);
    return NULL;
  }
  return paths;
}

static int tell_same(const char *option, const struct selected *first,
                     const struct selected *second, struct diag *diag) {
  diag_add(diag, DIAG_ERROR, NULL,
           "%s: %s:%s and %s:%s would have one file, since their scenarios are "
           "both called %s; run them one after the other",
           option, first->scenario->file, first->variant->name,
           second->scenario->file, second->variant->name,
           second->scenario->name);
  return -EINVAL;
}

int output_check_names(const struct options *options,
                       const struct selection *selection, struct diag *diag) {
  const char *option = file_for_each(options);
  int status = 0;
  if (option == NULL)
    return 0;
  char **paths = paths_of(selection);
  if (paths == NULL)
    return -ENOMEM;
  for (size_t i = 1; i < selection->count && status == 0; i++) {
    for (size_t k = 0; k < i && status == 0; k++) {
      if (strcmp(paths[i], paths[k]) == 0)
        status =
            tell_same(option, &selection->items[k], &selection->items[i], diag);
    }
  }
  for (size_t i = 0; i < selection->count; i++)
    free(paths[i]);
  free(paths);
  return status;
}
