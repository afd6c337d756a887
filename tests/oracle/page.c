/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: the tables of docs/oracle.md. See page.h. */
#include "page.h"

#include <stdlib.h>
#include <string.h>

#define BEGIN "<!-- oracle: begin -->\n"
#define END "<!-- oracle: end -->\n"

const char *const page_profiles[PROFILE_COUNT] = {"esp-idf",
                                                  "esp-idf-5.0",
                                                  "esp-idf-4",
                                                  "arduino-esp32",
                                                  "libretiny",
                                                  "upstream",
                                                  "stm32",
                                                  "pico",
                                                  "esp-idf+LWIP_SO_LINGER",
                                                  "upstream+LWIP_SO_LINGER"};

static int count_of(const struct row *rows, size_t count, int profile,
                    enum source source) {
  int found = 0;
  for (size_t i = 0; i < count; i++)
    found += rows[i].sources[profile] == source;
  return found;
}

static void print_counts(FILE *out, const struct row *rows, size_t count) {
  fputs("\n| profile | cells | plain lwIP | plain lwIP and a rule | on demand"
        " |\n| --- | ---: | ---: | ---: | ---: |\n",
        out);
  for (int p = 0; p < PROFILE_COUNT; p++) {
    int plain = count_of(rows, count, p, SOURCE_PLAIN);
    int rule = count_of(rows, count, p, SOURCE_RULE);
    int full = count_of(rows, count, p, SOURCE_FULL);
    fprintf(out, "| `%s` | %d | %d | %d | %d |\n", page_profiles[p],
            plain + rule + full, plain, rule, full);
  }
}

/* One profile with the outcome `line`: which others have it as well? */
static void print_profiles(FILE *out, char *const *lines, int first) {
  int same = 0, run = 0;
  for (int p = 0; p < PROFILE_COUNT; p++) {
    run += lines[p] != NULL;
    same += lines[p] != NULL && strcmp(lines[p], lines[first]) == 0;
  }
  if (same == run) {
    fputs("all", out);
    return;
  }
  for (int p = first; p < PROFILE_COUNT; p++) {
    if (lines[p] != NULL && strcmp(lines[p], lines[first]) == 0)
      fprintf(out, "%s%s", p == first ? "" : ", ", page_profiles[p]);
  }
}

static bool seen_before(char *const *lines, int p) {
  for (int i = 0; i < p; i++) {
    if (lines[i] != NULL && strcmp(lines[i], lines[p]) == 0)
      return true;
  }
  return false;
}

static void print_row(FILE *out, const struct row *row) {
  char *lines[PROFILE_COUNT] = {NULL};
  bool first = true;
  for (int p = 0; p < PROFILE_COUNT; p++) {
    if (row->sources[p] != SOURCE_NOT_RUN)
      lines[p] = transcript_line(&row->outcomes[p]);
  }
  for (int p = 0; p < PROFILE_COUNT; p++) {
    if (lines[p] == NULL || seen_before(lines, p))
      continue;
    fprintf(out, "| %s%s%s | ", first ? "`" : "", first ? row->name : "",
            first ? "`" : "");
    print_profiles(out, lines, p);
    fprintf(out, " | %s |\n", lines[p]);
    first = false;
  }
  for (int p = 0; p < PROFILE_COUNT; p++)
    free(lines[p]);
}

void page_print(FILE *out, const struct row *rows, size_t count) {
  print_counts(out, rows, count);
  for (size_t i = 0; i < count; i++) {
    if (rows[i].heading != NULL)
      fprintf(out,
              "\n## %s\n\n| cell | profiles | calls | the device sends |\n"
              "| --- | --- | --- | --- |\n",
              rows[i].heading);
    print_row(out, &rows[i]);
  }
  fputs("\n", out);
}

bool page_is_current(const char *path, const struct row *rows, size_t count) {
  char *tables = NULL, *page = calloc(1, 1 << 20);
  size_t len = 0;
  FILE *out = open_memstream(&tables, &len), *in = fopen(path, "rb");
  if (page == NULL || out == NULL || in == NULL)
    return false;
  page_print(out, rows, count);
  fclose(out);
  size_t got = fread(page, 1, (1 << 20) - 1, in);
  fclose(in);
  page[got] = '\0';
  char *begin = strstr(page, BEGIN), *end = strstr(page, END);
  bool current = begin != NULL && end != NULL &&
                 (size_t)(end - begin) == strlen(BEGIN) + len &&
                 memcmp(begin + strlen(BEGIN), tables, len) == 0;
  free(page);
  free(tables);
  return current;
}
