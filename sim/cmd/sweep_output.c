/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: where the results of a sweep go. See sweep_output.h. */
#include "cmd/sweep_output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/forms.h"
#include "cmd/golden.h"
#include "cmd/output.h"

/* A way to tell a sweep, and where to. */
struct form {
  const char *option;
  const char *path; /* NULL: not wanted */
  int (*write)(FILE *out, const struct sweep *sweep);
};

#define FORM_COUNT 3

static void forms_of(const struct options *options,
                     struct form ret_forms[FORM_COUNT]) {
  ret_forms[0] =
      (struct form){"--json", options->reports[REPORT_json], sweep_json};
  ret_forms[1] =
      (struct form){"--html", options->reports[REPORT_html], sweep_html};
  ret_forms[2] = (struct form){"--csv", options->csv, sweep_csv};
}

static bool is_standard_output(const struct form *form) {
  return form->path != NULL && strcmp(form->path, "-") == 0;
}

/* A part has not all points: only what can be joined is of use. */
static int check_shard(const struct options *options, struct diag *diag) {
  const char *whole = options->csv != NULL                    ? "--csv"
                      : options->golden != NULL               ? "--golden"
                      : options->reports[REPORT_html] != NULL ? "--html"
                                                              : NULL;
  if (options->shard_count <= 1 ||
      (whole == NULL && options->reports[REPORT_json] != NULL))
    return 0;
  if (whole != NULL)
    diag_add(diag, DIAG_ERROR, NULL,
             "%s needs all points, and --shard has a part of them: give it to "
             "sockfit merge",
             whole);
  else
    diag_add(diag, DIAG_ERROR, NULL,
             "--shard needs --json FILE: sockfit merge joins such files");
  return -EINVAL;
}

int sweep_output_check(const struct options *options, struct diag *diag) {
  struct form forms[FORM_COUNT];
  const char *first = NULL;
  bool merges = strcmp(options->command, "merge") == 0;
  int status = forms_check(
      options, merges ? "sockfit merge of parts of a sweep" : "sockfit sweep",
      "--json --html --csv --golden", diag);
  if (status == 0)
    status = check_shard(options, diag);
  forms_of(options, forms);
  for (size_t i = 0; i < FORM_COUNT && status == 0; i++) {
    if (is_standard_output(&forms[i]) && first != NULL) {
      diag_add(diag, DIAG_ERROR, NULL,
               "%s - and %s - cannot share the standard output", first,
               forms[i].option);
      status = -EINVAL;
    } else if (is_standard_output(&forms[i])) {
      first = forms[i].option;
    } else if (forms[i].path != NULL) {
      status = output_check_folder(forms[i].path, diag);
    }
  }
  return status;
}

static int write_form(const struct form *form, const struct sweep *sweep,
                      struct diag *diag) {
  char *data = NULL;
  size_t len = 0;
  FILE *memory = open_memstream(&data, &len);
  if (memory == NULL)
    return -ENOMEM;
  int status = form->write(memory, sweep);
  if (fclose(memory) != 0 && status == 0)
    status = -ENOMEM;
  if (status == 0)
    status = output_write(form->path, data, len, diag);
  free(data);
  return status;
}

static int compare_golden(const struct options *options,
                          const struct sweep *sweep, enum status *ret_outcome,
                          struct diag *diag) {
  char *text = NULL;
  size_t len = 0;
  bool same = false;
  struct report_style plain = {0};
  FILE *memory = open_memstream(&text, &len);
  if (memory == NULL)
    return -ENOMEM;
  sweep_text(memory, sweep, &plain);
  int status = fclose(memory) != 0 ? -ENOMEM
                                   : golden_compare(options, text, &same, diag);
  free(text);
  if (status == 0 && !same)
    *ret_outcome = STATUS_NOT_HELD;
  return status;
}

int sweep_output(const struct options *options, const struct sweep *sweep,
                 enum status *ret_outcome, struct diag *diag) {
  struct form forms[FORM_COUNT];
  bool taken = false;
  int status = 0;
  forms_of(options, forms);
  for (size_t i = 0; i < FORM_COUNT; i++)
    taken = taken || is_standard_output(&forms[i]);
  struct report_style style = {.color = !taken && output_color(options),
                               .quiet = options->quiet};
  sweep_text(taken ? stderr : stdout, sweep, &style);
  for (size_t i = 0; i < FORM_COUNT && status == 0; i++) {
    if (forms[i].path != NULL)
      status = write_form(&forms[i], sweep, diag);
  }
  if (status == 0 && options->golden != NULL)
    status = compare_golden(options, sweep, ret_outcome, diag);
  return status;
}
