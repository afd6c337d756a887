/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: which outputs a command has. See forms.h. */
#include "cmd/forms.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static bool is_among(const char *options, const char *option) {
  size_t len = strlen(option);
  for (const char *at = options; *at != '\0'; at += *at == ' ') {
    size_t word = strcspn(at, " ");
    if (word == len && strncmp(at, option, len) == 0)
      return true;
    at += word;
  }
  return false;
}

/* "--json, --html and --csv" */
static void list(struct text *text, const char *options) {
  for (const char *at = options; *at != '\0'; at += *at == ' ') {
    size_t word = strcspn(at, " ");
    const char *before = at == options ? "" : at[word] == '\0' ? " and " : ", ";
    text_add(text, "%s%.*s", before, (int)word, at);
    at += word;
  }
}

/* The first one that is not there, or NULL. */
static const char *find_other(const struct options *options, const char *has) {
  const struct {
    const char *option, *given;
  } others[] = {{"--pcap", options->pcap},
                {"--csv", options->csv},
                {"--golden", options->golden},
                {"-o", options->output}};
  for (size_t i = 0; i < REPORT_COUNT; i++)
    if (options->reports[i] != NULL && !is_among(has, report_writers[i].option))
      return report_writers[i].option;
  for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
    if (others[i].given != NULL && !is_among(has, others[i].option))
      return others[i].option;
  return NULL;
}

int forms_check(const struct options *options, const char *of, const char *has,
                struct diag *diag) {
  const char *other = find_other(options, has);
  struct text known = {0};
  if (other == NULL)
    return 0;
  list(&known, has);
  diag_add(diag, DIAG_ERROR, NULL, "%s has no %s; it has %s", of, other,
           known.data == NULL ? "others" : known.data);
  text_done(&known);
  return -EINVAL;
}

int forms_check_joined(const struct options *options, bool joined,
                       const char *has, struct diag *diag) {
  char of[64];
  snprintf(of, sizeof(of),
           joined ? "sockfit merge of parts of %s" : "sockfit %s",
           options->command);
  return forms_check(options, of, has, diag);
}
