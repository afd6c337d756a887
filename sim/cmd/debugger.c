/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: a run under a debugger. See debugger.h. */
#include "cmd/debugger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/files.h"
#include "base/text.h"

/* Images name their sources without the folders that they are in. */
static void add_source(struct text *text, const char *name,
                       const char *folder) {
  text_add(text, " -ex 'set substitute-path %s %s'", name, folder);
}

int debugger_prepare(const struct options *options,
                     const struct image_places *places) {
  struct text text = {0};
  char *folder = files_program_folder();
  text_add(&text, "gdb -ex 'set breakpoint pending on'");
  add_source(&text, "lwip", places->lwip);
  add_source(&text, "lwip-port", places->port);
  add_source(&text, "workloads", places->workloads);
  text_add(&text, " --args %s/sockfit run --debug", folder ? folder : ".");
  for (size_t i = 0; i < options->file_count; i++)
    text_add(&text, " %s", options->files[i]);
  int status = text.failed || folder == NULL ? -ENOMEM : 0;
  if (status == 0)
    fprintf(stderr, "debug: %s\n", text.data);
  if (status == 0 && setenv("SOCKFIT_STUCK_AFTER", "0", 0) != 0)
    status = -errno;
  text_done(&text);
  free(folder);
  return status;
}
