/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: a table that is kept, compared with today's. See golden.h. */
#include "cmd/golden.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"

#define GOLDEN_MAX_OCTETS (16u << 20)
#define SHOWN_MAX 20 /* lines that differ; more are counted */

static bool is_repeat(const char *line) {
  return strncmp(line, "repeat ", strlen("repeat ")) == 0;
}

/* The next line that counts: cut out of *at, which moves on. NULL: none left.
 */
static char *next_line(char **at) {
  char *line;
  do {
    line = strsep(at, "\n");
  } while (line != NULL && is_repeat(line));
  return line;
}

static bool same_line(const char *a, const char *b) {
  return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Both are cut up. Returns how many lines differ. */
static size_t compare(char *kept, char *now) {
  size_t different = 0;
  char *a = next_line(&kept), *b = next_line(&now);
  while (a != NULL || b != NULL) {
    if (!same_line(a, b) && ++different <= SHOWN_MAX) {
      if (a != NULL)
        fprintf(stderr, "-%s\n", a);
      if (b != NULL)
        fprintf(stderr, "+%s\n", b);
    }
    a = a == NULL ? NULL : next_line(&kept);
    b = b == NULL ? NULL : next_line(&now);
  }
  if (different > SHOWN_MAX)
    fprintf(stderr, "and %zu lines more\n", different - SHOWN_MAX);
  return different;
}

/* The command that writes it: this one, with the table and nothing else on
 * standard output. */
static char *accept_command(const struct options *options) {
  static const char *const dropped[] = {"--golden", "--quiet", "--json",
                                        "--csv",    "--html",  "--color",
                                        "--resume"};
  const char *program = getenv("SOCKFIT_PROGRAM"); /* the launcher's name */
  struct text text = {0};
  text_add_word(&text, program == NULL ? "sockfit" : program);
  text_add_word(&text, options->command);
  for (size_t i = 0; i < options->word_count; i++) {
    const char *word = options->words[i];
    bool keep = true, has_value = strchr(word, '=') == NULL;
    for (size_t j = 0; j < sizeof(dropped) / sizeof(*dropped); j++)
      if (strncmp(word, dropped[j], strlen(dropped[j])) == 0)
        keep = false;
    if (keep)
      text_add_word(&text, word);
    else if (has_value && strcmp(word, "--quiet") != 0 &&
             strcmp(word, "--resume") != 0)
      i++;
  }
  text_add(&text, " >");
  struct text path = {0};
  text_add_word(&path, options->golden);
  text_add(&text, "%s", path.data ? path.data : "");
  text_done(&path);
  return text.data;
}

int golden_compare(const struct options *options, const char *text,
                   bool *ret_same, struct diag *diag) {
  char *kept = NULL;
  size_t len;
  int status = files_read(options->golden, GOLDEN_MAX_OCTETS, &kept, &len);
  char *command = accept_command(options), *now = strdup(text);
  size_t different = 0;
  if (command == NULL || now == NULL) {
    status = -ENOMEM;
  } else if (status != 0) {
    diag_add(diag, DIAG_ERROR, NULL, "%s: %s; this writes it:\n  %s",
             options->golden, strerror(-status), command);
    status = -EINVAL;
  } else {
    different = compare(kept, now);
  }
  if (status == 0 && different > 0)
    diag_add(diag, DIAG_ERROR, NULL,
             "%s has another table (-: there, +: now). If the new one is "
             "right, this accepts it:\n  %s",
             options->golden, command);
  *ret_same = different == 0;
  free(kept);
  free(command);
  free(now);
  return status;
}
