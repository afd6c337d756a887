/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit import: files of others as a scenario's text. */
#include <errno.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/output.h"
#include "import/import.h"

static bool ends_with(const char *text, const char *end) {
  size_t len = strlen(text), end_len = strlen(end);
  return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static int import_header(const struct options *options, const char *path,
                         struct imported *ret_imported, struct diag *diag) {
  struct image_places places;
  int status = image_places_find(options->lwip_dir, &places, diag);
  if (status != 0)
    return status;
  struct loop *loop = loop_new();
  status = loop == NULL
               ? -ENOMEM
               : import_lwipopts(path, &places, loop, ret_imported, diag);
  loop_free(loop);
  image_places_done(&places);
  return status;
}

static int import_by_name(const struct options *options, const char *path,
                          struct imported *ret_imported, struct diag *diag) {
  if (ends_with(path, ".yaml") || ends_with(path, ".yml"))
    return import_device(path, options->components, ret_imported, diag);
  if (ends_with(path, ".py"))
    return import_consume_sockets(path, ret_imported, diag);
  if (ends_with(path, ".h"))
    return import_header(options, path, ret_imported, diag);
  return import_sdkconfig(path, ret_imported, diag);
}

enum status cmd_import(const struct options *options, struct diag *diag) {
  struct imported imported;
  if (options->file_count != 1) {
    diag_add(diag, DIAG_ERROR, NULL, "import takes one file, not %zu",
             options->file_count);
    return STATUS_USAGE;
  }
  int status = import_by_name(options, options->files[0], &imported, diag);
  if (status != 0)
    return status_of(status);
  status = output_text(options->output, imported.text, imported.len, diag);
  imported_done(&imported);
  return status_of(status);
}
