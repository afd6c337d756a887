/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the user's own source: what compiler and linker say. See
 * program.h. */
#include "image/program.h"

#include <stdlib.h>
#include <string.h>

#include "image/program_own.h"

#define DOCS "docs/own-code.md"
#define TOLD_LINES_MAX 40

/* A line that is about a file of ours only: how we came to the user's. */
static bool is_ours(const char *line, size_t len) {
  return memmem(line, len, " from /", 7) != NULL ||
         memmem(line, len, "-Wunused-macros", 15) != NULL ||
         (memmem(line, len, "/scratch/", 9) != NULL && line[len - 1] == ':');
}

/* A line with the scenario's folder as the user wrote it. */
static void add_line(struct text *text, const struct image_program *program,
                     const char *line, size_t len) {
  size_t folder = strlen(program->folder);
  const char *end = line + len, *found;
  while ((found = memmem(line, (size_t)(end - line), program->folder,
                         folder)) != NULL &&
         found + folder < end && found[folder] == '/') {
    text_add(text, "%.*s%s", (int)(found - line), line, program->shown);
    line = found + folder + 1;
  }
  text_add(text, "%.*s", (int)(end - line), line);
}

void program_tell(const struct image_program *program, const char *what,
                  const char *error_text, struct diag *diag) {
  struct text text = {0};
  const char *at = error_text, *line;
  size_t len, told = 0;
  bool ours = false; /* with what is quoted below it */
  while (told < TOLD_LINES_MAX &&
         (line = program_next_line(&at, &len)) != NULL) {
    ours = is_ours(line, len) || (ours && *line == ' ');
    if (ours)
      continue;
    text_add(&text, "\n");
    add_line(&text, program, line, len);
    told++;
  }
  diag_add(diag, DIAG_ERROR, &program->place,
           "the source of consumer '%s' %s:%s\n"
           "(" DOCS " lists every header and function that there is)",
           program->consumer, what, text.data == NULL ? "" : text.data);
  text_done(&text);
}

void program_tell_link(const struct image_request *request,
                       const char *error_text, struct diag *diag) {
  for (size_t i = 0; i < request->program_count; i++) {
    char *entry = text_format("undefined reference to `port_program_%zu'", i);
    char *hidden = text_format("hidden symbol `port_program_%zu' isn't", i);
    const struct image_program *program = &request->programs[i];
    if (entry != NULL && hidden != NULL &&
        (strstr(error_text, entry) || strstr(error_text, hidden))) {
      diag_add(diag, DIAG_ERROR, &program->place,
               "the source of consumer '%s' has no function %s (entry); in "
               "C++ it must be extern \"C\"",
               program->consumer, program->entry);
      error_text = "";
    }
    free(hidden);
    free(entry);
  }
  if (*error_text != '\0')
    program_tell(&request->programs[0], "does not link", error_text, diag);
}
