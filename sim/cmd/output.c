/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: where results go. See output.h. */
#include "cmd/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

static bool is_standard_output(const char *path) {
  return path != NULL && strcmp(path, "-") == 0;
}

int output_check_folder(const char *path, struct diag *diag) {
  const char *slash = strrchr(path, '/');
  if (slash == NULL || slash == path)
    return 0;
  char *folder = strndup(path, (size_t)(slash - path));
  if (folder == NULL)
    return -ENOMEM;
  int status = access(folder, W_OK | X_OK) == 0 ? 0 : -errno;
  if (status != 0)
    diag_add(diag, DIAG_ERROR, NULL, "cannot write the results %s: %s", path,
             strerror(-status));
  free(folder);
  return status == -EINVAL ? -EIO : status;
}

bool output_needs_detail(const struct options *options) {
  for (size_t i = 0; i < REPORT_COUNT; i++) {
    if (options->reports[i] != NULL && report_writers[i].detail)
      return true;
  }
  return false;
}

/* The option that names a file for each run and says "-", or NULL. */
static const char *per_run_on_standard_output(const struct options *options) {
  for (size_t i = 0; i < REPORT_COUNT; i++) {
    if (report_writers[i].per_run && is_standard_output(options->reports[i]))
      return report_writers[i].option;
  }
  return is_standard_output(options->pcap) ? "--pcap" : NULL;
}

int output_check(const struct options *options, size_t run_count,
                 struct diag *diag) {
  const char *first = is_standard_output(options->pcap) ? "--pcap" : NULL;
  const char *per_run = per_run_on_standard_output(options);
  int status = 0;
  if (per_run != NULL && run_count > 1) {
    diag_add(diag, DIAG_ERROR, NULL,
             "%s - takes one run: name one variant (FILE:VARIANT)", per_run);
    return -EINVAL;
  }
  for (size_t i = 0; i < REPORT_COUNT && status == 0; i++) {
    const char *path = options->reports[i];
    if (is_standard_output(path) && first != NULL) {
      diag_add(diag, DIAG_ERROR, NULL,
               "%s - and %s - cannot share the standard output", first,
               report_writers[i].option);
      return -EINVAL;
    }
    if (is_standard_output(path))
      first = report_writers[i].option;
    else if (path != NULL)
      status = output_check_folder(path, diag);
  }
  return status;
}

/* Names from a scenario become part of a file name: nothing that a path or a
 * shell would understand. */
static char *file_word(const char *word) {
  char *copy = strdup(word);
  for (char *at = copy; at != NULL && *at != '\0'; at++) {
    if (strchr("/ \t\n:*?\"'<>|\\", *at) != NULL)
      *at = '_';
  }
  return copy;
}

/* path with -SCENARIO-VARIANT before its suffix when there are several runs.
 * NULL: no memory. */
static char *path_of_run(const char *path, const char *scenario_name,
                         const char *variant_name, bool several) {
  if (!several)
    return strdup(path);
  const char *slash = strrchr(path, '/');
  const char *name = slash == NULL ? path : slash + 1;
  const char *dot = strrchr(name, '.');
  size_t stem =
      dot == NULL || dot == name ? strlen(path) : (size_t)(dot - path);
  char *scenario = file_word(scenario_name);
  char *variant = file_word(variant_name);
  char *whole = NULL;
  if (scenario != NULL && variant != NULL)
    whole = text_format("%.*s-%s-%s%s", (int)stem, path, scenario, variant,
                        path + stem);
  free(scenario);
  free(variant);
  return whole;
}

int output_pcap_path(const struct options *options,
                     const struct selected *selected, bool several,
                     char **ret_path) {
  *ret_path = NULL;
  if (options->pcap == NULL)
    return 0;
  *ret_path = path_of_run(options->pcap, selected->scenario->name,
                          selected->variant->name, several);
  return *ret_path == NULL ? -ENOMEM : 0;
}

int output_repeat_command(const struct options *options,
                          const struct selected *selected, char **ret_command) {
  struct text text = {0};
  char *target =
      text_format("%s:%s", selected->scenario->file, selected->variant->name);
  if (target == NULL)
    return -ENOMEM;
  const char *program = getenv("SOCKFIT_PROGRAM"); /* the launcher's name */
  text_add(&text, "%s %s", program == NULL ? "sockfit" : program,
           options->serve ? "serve" : "run");
  text_add_word(&text, target);
  free(target);
  for (size_t i = 0; i < options->override_count; i++) {
    char *set = text_format("%s=%s", options->overrides[i].key,
                            options->overrides[i].value);
    if (set == NULL) {
      text_done(&text);
      return -ENOMEM;
    }
    text_add(&text, " --set");
    text_add_word(&text, set);
    free(set);
  }
  if (options->asan)
    text_add(&text, " --asan");
  if (options->lwip_dir != NULL) {
    text_add(&text, " --lwip-dir");
    text_add_word(&text, options->lwip_dir);
  }
  if (options->components != NULL) {
    text_add(&text, " --components");
    text_add_word(&text, options->components);
  }
  if (options->allow_source)
    text_add(&text, " --allow-source");
  *ret_command = text.data;
  return text.failed ? -ENOMEM : 0;
}

int output_text(const char *path, const char *text, size_t len,
                struct diag *diag) {
  if (path == NULL) {
    fwrite(text, 1, len, stdout);
    return 0;
  }
  int status = files_write_whole(path, text, len);
  if (status != 0)
    diag_add(diag, DIAG_ERROR, NULL, "%s: %s", path, strerror(-status));
  return status == -EINVAL ? -EIO : status;
}

bool output_color(const struct options *options) {
  const char *no_color = getenv("NO_COLOR");
  if (options->color != COLOR_AUTO)
    return options->color == COLOR_ALWAYS;
  return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
}

/* Whole or not at all: an older result is not lost to a full disk. */
int output_write(const char *path, const char *data, size_t len,
                 struct diag *diag) {
  int status = 0;
  if (is_standard_output(path))
    status = fwrite(data, 1, len, stdout) == len ? 0 : -EIO;
  else
    status = files_write_whole(path, data, len);
  if (status != 0 && status != -ENOMEM && status != -ECANCELED)
    diag_add(diag, DIAG_ERROR, NULL, "cannot write the results %s: %s", path,
             strerror(-status));
  return status;
}

/* A report is made in memory first. */
struct draft {
  char *data;
  size_t len;
  FILE *file; /* NULL: no memory */
};

static void draft_begin(struct draft *draft) {
  *draft = (struct draft){0};
  errno = 0;
  draft->file = open_memstream(&draft->data, &draft->len);
}

/* status: of writing it. Where a library has no memory it
 * leaves parts out without a word: jansson members, stdio text. */
static int draft_close(struct draft *draft, int status) {
  if ((fclose(draft->file) != 0 && status == 0) || errno == ENOMEM)
    return -ENOMEM;
  return status;
}

/* status: of writing it. Frees the draft. */
static int draft_end(struct draft *draft, const char *path, int status,
                     struct diag *diag) {
  status = draft_close(draft, status);
  if (status == 0)
    status = output_write(path, draft->data, draft->len, diag);
  free(draft->data);
  return status;
}

static int write_report(const struct report_writer *writer, const char *path,
                        const struct report_run *runs, size_t count,
                        struct diag *diag) {
  struct draft draft;
  draft_begin(&draft);
  if (draft.file == NULL)
    return -ENOMEM;
  return draft_end(&draft, path, writer->write(draft.file, runs, count), diag);
}

static int write_each(const struct report_writer *writer, const char *path,
                      const struct report_run *runs, size_t count, bool several,
                      struct diag *diag) {
  int status = 0;
  for (size_t i = 0; i < count && status == 0; i++) {
    char *own = path_of_run(path, runs[i].scenario->name, runs[i].variant->name,
                            several);
    status =
        own == NULL ? -ENOMEM : write_report(writer, own, &runs[i], 1, diag);
    free(own);
  }
  return status;
}

/* What is there is told in any case. */
static int tell(FILE *to, const struct report_run *runs, size_t count,
                const struct report_style *style) {
  struct draft draft;
  draft_begin(&draft);
  if (draft.file == NULL)
    return -ENOMEM;
  report_text(draft.file, runs, count, style);
  int status = draft_close(&draft, 0);
  if (draft.data != NULL)
    fwrite(draft.data, 1, draft.len, to);
  free(draft.data);
  return status;
}

int output_reports(const struct options *options, const struct report_run *runs,
                   size_t count, bool several, struct diag *diag) {
  /* A machine reads the standard output: the person gets the other one. */
  bool taken = is_standard_output(options->pcap);
  for (size_t i = 0; i < REPORT_COUNT; i++)
    taken = taken || is_standard_output(options->reports[i]);
  struct report_style style = {.color = !taken && output_color(options),
                               .quiet = options->quiet};
  int status = tell(taken ? stderr : stdout, runs, count, &style);
  for (size_t i = 0; i < REPORT_COUNT; i++) {
    const struct report_writer *writer = &report_writers[i];
    const char *path = options->reports[i];
    if (path == NULL)
      continue;
    int written = writer->per_run
                      ? write_each(writer, path, runs, count, several, diag)
                      : write_report(writer, path, runs, count, diag);
    if (status == 0)
      status = written;
  }
  return status;
}

/* How a person is told when a machine may read the standard output. */
static struct report_style style_for(const struct options *options,
                                     bool taken) {
  return (struct report_style){.color = !taken && output_color(options),
                               .quiet = options->quiet};
}

int output_plans(const struct options *options, const struct plan *plans,
                 size_t count, struct diag *diag) {
  const char *path = options->reports[REPORT_json];
  bool taken = is_standard_output(path);
  struct report_style style = style_for(options, taken);
  struct draft draft;
  for (size_t i = 0; i < count; i++)
    report_plan(taken ? stderr : stdout, &plans[i], &style);
  if (path == NULL)
    return 0;
  draft_begin(&draft);
  if (draft.file == NULL)
    return -ENOMEM;
  return draft_end(&draft, path, report_plan_json(draft.file, plans, count),
                   diag);
}

int output_fits(const struct options *options, const struct fit *fits,
                size_t count, const struct part *part,
                const struct whole *whole, struct diag *diag) {
  const char *path = options->reports[REPORT_json];
  bool taken = is_standard_output(path);
  struct report_style style = style_for(options, taken);
  struct draft draft;
  for (size_t i = 0; i < count; i++)
    report_fit(taken ? stderr : stdout, &fits[i], &style);
  if (path == NULL)
    return 0;
  draft_begin(&draft);
  if (draft.file == NULL)
    return -ENOMEM;
  return draft_end(&draft, path,
                   report_fit_json(draft.file, fits, count, part, whole), diag);
}
