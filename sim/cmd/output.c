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

/* Before anything runs: a result that cannot be kept costs the whole run. */
static int check_folder(const char *path, struct diag *diag) {
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

int output_check(const struct options *options, size_t run_count,
                 struct diag *diag) {
  const char *wrong = NULL;
  if (is_standard_output(options->pcap) && run_count > 1)
    wrong = "--pcap - takes one run: name one variant (FILE:VARIANT)";
  else if (is_standard_output(options->pcap) &&
           is_standard_output(options->json))
    wrong = "--pcap - and --json - cannot share the standard output";
  if (wrong != NULL) {
    diag_add(diag, DIAG_ERROR, NULL, "%s", wrong);
    return -EINVAL;
  }
  return options->json == NULL ? 0 : check_folder(options->json, diag);
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

int output_pcap_path(const struct options *options,
                     const struct selected *selected, bool several,
                     char **ret_path) {
  *ret_path = NULL;
  if (options->pcap == NULL)
    return 0;
  if (!several) {
    *ret_path = strdup(options->pcap);
    return *ret_path == NULL ? -ENOMEM : 0;
  }
  const char *slash = strrchr(options->pcap, '/');
  const char *name = slash == NULL ? options->pcap : slash + 1;
  const char *dot = strrchr(name, '.');
  size_t stem = dot == NULL || dot == name ? strlen(options->pcap)
                                           : (size_t)(dot - options->pcap);
  char *scenario = file_word(selected->scenario->name);
  char *variant = file_word(selected->variant->name);
  if (scenario != NULL && variant != NULL)
    *ret_path = text_format("%.*s-%s-%s%s", (int)stem, options->pcap, scenario,
                            variant, options->pcap + stem);
  free(scenario);
  free(variant);
  return *ret_path == NULL ? -ENOMEM : 0;
}

/* In quotes when a shell would take it apart. */
static void add_word(struct text *text, const char *word) {
  if (*word != '\0' && strpbrk(word, " \t\n'\"\\$`!*?[](){}<>|&;#~") == NULL) {
    text_add(text, " %s", word);
    return;
  }
  text_add(text, " '");
  for (; *word != '\0'; word++)
    text_add(text, *word == '\'' ? "'\\''" : "%c", *word);
  text_add(text, "'");
}

int output_repeat_command(const struct options *options,
                          const struct selected *selected, char **ret_command) {
  struct text text = {0};
  char *target =
      text_format("%s:%s", selected->scenario->file, selected->variant->name);
  if (target == NULL)
    return -ENOMEM;
  const char *program = getenv("SOCKFIT_PROGRAM"); /* the launcher's name */
  text_add(&text, "%s run", program == NULL ? "sockfit" : program);
  add_word(&text, target);
  free(target);
  for (size_t i = 0; i < options->override_count; i++) {
    char *set = text_format("%s=%s", options->overrides[i].key,
                            options->overrides[i].value);
    if (set == NULL) {
      text_done(&text);
      return -ENOMEM;
    }
    text_add(&text, " --set");
    add_word(&text, set);
    free(set);
  }
  if (options->lwip_dir != NULL) {
    text_add(&text, " --lwip-dir");
    add_word(&text, options->lwip_dir);
  }
  if (options->components != NULL) {
    text_add(&text, " --components");
    add_word(&text, options->components);
  }
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
static int write_json(const char *path, const struct report_run *runs,
                      size_t count, struct diag *diag) {
  char *data = NULL;
  size_t len = 0;
  FILE *memory = open_memstream(&data, &len);
  if (memory == NULL)
    return -ENOMEM;
  int status = report_json(memory, runs, count);
  if (fclose(memory) != 0 && status == 0)
    status = -ENOMEM;
  if (status == 0 && is_standard_output(path))
    status = fwrite(data, 1, len, stdout) == len ? 0 : -EIO;
  else if (status == 0)
    status = files_write_whole(path, data, len);
  free(data);
  if (status != 0 && status != -ENOMEM)
    diag_add(diag, DIAG_ERROR, NULL, "cannot write the results %s: %s", path,
             strerror(-status));
  return status;
}

int output_reports(const struct options *options, const struct report_run *runs,
                   size_t count, struct diag *diag) {
  /* A machine reads the standard output: the person gets the other one. */
  bool taken =
      is_standard_output(options->json) || is_standard_output(options->pcap);
  struct report_style style = {.color = !taken && output_color(options),
                               .quiet = options->quiet};
  report_text(taken ? stderr : stdout, runs, count, &style);
  return options->json == NULL ? 0
                               : write_json(options->json, runs, count, diag);
}
