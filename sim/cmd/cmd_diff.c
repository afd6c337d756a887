/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit diff: two results side by side; nothing is run. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/output.h"
#include "report/diff.h"

/* What of the reports a diff can be. */
static const struct {
  enum report_format format;
  int (*write)(FILE *out, const struct diff *diff);
} formats[] = {{REPORT_markdown, diff_markdown}, {REPORT_html, diff_html}};
#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

static int check(const struct options *options, struct diag *diag) {
  if (options->file_count != 2) {
    diag_add(diag, DIAG_ERROR, NULL,
             "sockfit diff takes two results of 'sockfit run --json FILE', "
             "before and after, not %zu",
             options->file_count);
    return -EINVAL;
  }
  for (size_t i = 0; i < REPORT_COUNT; i++) {
    if (options->reports[i] == NULL || i == REPORT_markdown || i == REPORT_html)
      continue;
    diag_add(diag, DIAG_ERROR, NULL,
             "sockfit diff has no %s; it has --markdown and --html",
             report_writers[i].option);
    return -EINVAL;
  }
  return output_check(options, 1, diag);
}

static int write_to(const char *path,
                    int (*write)(FILE *out, const struct diff *diff),
                    const struct diff *diff, struct diag *diag) {
  char *data = NULL;
  size_t len = 0;
  FILE *memory = open_memstream(&data, &len);
  if (memory == NULL)
    return -ENOMEM;
  int status = write(memory, diff);
  if (fclose(memory) != 0 && status == 0)
    status = -ENOMEM;
  if (status == 0)
    status = output_write(path, data, len, diag);
  free(data);
  return status;
}

static int tell(const struct options *options, const struct diff *diff,
                struct diag *diag) {
  int status = 0;
  bool taken = false;
  for (size_t i = 0; i < FORMAT_COUNT; i++) {
    const char *path = options->reports[formats[i].format];
    taken = taken || (path != NULL && strcmp(path, "-") == 0);
  }
  struct report_style style = {.color = !taken && output_color(options),
                               .quiet = options->quiet};
  diff_text(taken ? stderr : stdout, diff, &style);
  for (size_t i = 0; i < FORMAT_COUNT && status == 0; i++) {
    const char *path = options->reports[formats[i].format];
    if (path != NULL)
      status = write_to(path, formats[i].write, diff, diag);
  }
  return status;
}

enum status cmd_diff(const struct options *options, struct diag *diag) {
  struct diff diff;
  int status = check(options, diag);
  if (status == 0)
    status = diff_make(options->files[0], options->files[1], &diff, diag);
  if (status != 0)
    return status_of(status);
  status = tell(options, &diff, diag);
  enum status outcome = status != 0            ? status_of(status)
                        : diff.worse_count > 0 ? STATUS_NOT_HELD
                                               : STATUS_HELD;
  diff_done(&diff);
  return outcome;
}
