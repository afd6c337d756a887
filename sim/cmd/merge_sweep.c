/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit merge for parts of a sweep. */
#include <errno.h>
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/sweep_output.h"

enum status merge_sweep(const struct options *options, struct diag *diag);

enum status merge_sweep(const struct options *options, struct diag *diag) {
  size_t count = options->file_count, read = 0;
  enum status outcome = STATUS_HELD;
  struct sweep *parts = calloc(count, sizeof(*parts));
  int status = parts == NULL ? -ENOMEM : sweep_output_check(options, diag);
  for (; read < count && status == 0; read++) {
    status = sweep_read(options->files[read], &parts[read], diag);
    if (status != 0)
      break;
  }
  if (status == 0)
    status = sweep_join(parts, options->files, count, diag);
  if (status == 0)
    status = sweep_output(options, &parts[0], &outcome, diag);
  for (size_t i = 0; i < read; i++)
    sweep_done(&parts[i]);
  free(parts);
  return status == 0 ? outcome : status_of(status);
}
