/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: what one cell brought to light. See transcript.h. */
#include "transcript.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_FIRST 9
#define SHOWN_LAST 3

static void *must(void *memory) {
  if (memory == NULL)
    abort();
  return memory;
}

void transcript_add(struct transcript *transcript, char list, int64_t at_ms,
                    const char *text) {
  enum transcript_list to = LIST_CALLS;
  text += strspn(text, " ");
  if (list == 'r') {
    transcript->rule = true;
    return;
  }
  if (list == 'w')
    to = LIST_WIRE;
  else if (strncmp(text, "task ", 5) == 0)
    to = LIST_TASKS;
  size_t count = transcript->counts[to]++;
  transcript->entries[to] = must(
      realloc(transcript->entries[to], (count + 1) * sizeof(struct entry)));
  struct entry *entry = &transcript->entries[to][count];
  entry->at_ms = at_ms;
  snprintf(entry->text, sizeof(entry->text), "%s", text);
}

bool transcript_parse(struct transcript *transcript, FILE *in) {
  char line[256];
  while (fgets(line, sizeof(line), in) != NULL) {
    long at_ms;
    int text_at = 0;
    line[strcspn(line, "\n")] = '\0';
    if (strchr("cwr", line[0]) == NULL || line[0] == '\0' ||
        sscanf(line + 1, " %ld %n", &at_ms, &text_at) != 1 || text_at == 0)
      return false;
    transcript_add(transcript, line[0], at_ms, line + 1 + text_at);
  }
  return true;
}

static bool entries_agree(const struct entry *a, const struct entry *b) {
  int64_t apart_ms = a->at_ms - b->at_ms;
  return strcmp(a->text, b->text) == 0 &&
         llabs(apart_ms) <=
             TRANSCRIPT_TOLERANCE_MS + b->at_ms / TRANSCRIPT_DRIFT_DIVISOR;
}

/* The device ends there; what its tasks were about to do is open. */
static bool asserted(const struct transcript *transcript) {
  size_t count = transcript->counts[LIST_CALLS];
  return count > 0 && strncmp(transcript->entries[LIST_CALLS][count - 1].text,
                              "assertion", 9) == 0;
}

bool transcript_equal(const struct transcript *a, const struct transcript *b) {
  for (int list = 0; list < LIST_COUNT; list++) {
    if (list == LIST_TASKS && asserted(a) && asserted(b))
      continue;
    if (a->counts[list] != b->counts[list])
      return false;
    for (size_t i = 0; i < a->counts[list]; i++) {
      if (!entries_agree(&a->entries[list][i], &b->entries[list][i]))
        return false;
    }
  }
  return true;
}

bool transcript_not_applicable(const struct transcript *transcript) {
  return transcript->counts[LIST_CALLS] > 0 &&
         strncmp(transcript->entries[LIST_CALLS][0].text, "not applicable",
                 14) == 0;
}

/* ---- for people ---- */

/* The time only where it is not the one before. */
static void print_list(FILE *out, const struct transcript *transcript,
                       enum transcript_list list) {
  int64_t shown_ms = 0;
  size_t count = transcript->counts[list];
  for (size_t i = 0; i < count; i++) {
    const struct entry *entry = &transcript->entries[list][i];
    if (count > SHOWN_FIRST + SHOWN_LAST + 1 && i == SHOWN_FIRST) {
      fprintf(out, ", ... %zu more ...", count - SHOWN_FIRST - SHOWN_LAST);
      i = count - SHOWN_LAST - 1;
      continue;
    }
    fprintf(out, "%s%s", i == 0 ? "" : ", ", entry->text);
    if (entry->at_ms - shown_ms >= 250) {
      shown_ms = entry->at_ms;
      fprintf(out, " (%.1f s)", (double)shown_ms / 1000);
    }
  }
}

char *transcript_line(const struct transcript *transcript) {
  char *line = NULL;
  size_t len = 0;
  FILE *out = must(open_memstream(&line, &len));
  print_list(out, transcript, LIST_CALLS);
  if (transcript->counts[LIST_TASKS] > 0) {
    fputs(transcript->counts[LIST_CALLS] > 0 ? "; " : "", out);
    print_list(out, transcript, LIST_TASKS);
  }
  fputs(" | ", out);
  print_list(out, transcript, LIST_WIRE);
  fclose(out);
  return line;
}

void transcript_print_both(FILE *out, const struct transcript *expected,
                           const struct transcript *found) {
  static const char *const names[LIST_COUNT] = {"call", "task", "wire"};
  fprintf(out, "     %-44s | %s\n", "independent build", "simulator");
  for (int list = 0; list < LIST_COUNT; list++) {
    for (size_t i = 0; i < expected->counts[list] || i < found->counts[list];
         i++) {
      const struct entry none = {0, "-"};
      const struct entry *a =
          i < expected->counts[list] ? &expected->entries[list][i] : &none;
      const struct entry *b =
          i < found->counts[list] ? &found->entries[list][i] : &none;
      fprintf(out, "%c %s %6ld %-38s | %6ld %s\n",
              entries_agree(a, b) ? ' ' : '*', names[list], (long)a->at_ms,
              a->text, (long)b->at_ms, b->text);
    }
  }
}

void transcript_done(struct transcript *transcript) {
  for (int list = 0; list < LIST_COUNT; list++)
    free(transcript->entries[list]);
  *transcript = (struct transcript){0};
}
