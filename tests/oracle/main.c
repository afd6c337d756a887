/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: every cell of every profile on both sides.
 *
 *     oracle [--all] [--jobs N] [PROFILE [CELL]]   compare
 *     oracle --print                               the tables of docs/oracle.md
 *     oracle --mistake                             the simulator has the
 * options of another profile
 *
 * Without --all, the independent build leaves out the cells that take minutes.
 * Exit status 0 when nothing differs. --mistake is for a test that differences
 * are seen. */
#include <stdlib.h>
#include <string.h>

#include "page.h"
#include "references.h"
#include "simulator/simulate.h"

#define SHORT_MSL_MS 1000
#define FULL_MSL_MS 60000
#define LIMIT_S 30
#define FULL_LIMIT_S 300

static struct row rows[] = {
#define HEADING(text) {.heading = text},
#define CELL(cell, minutes) {.name = #cell, .full = minutes},
#include "cells.def"
#undef CELL
#undef HEADING
};

#define ROWS_MAX (sizeof(rows) / sizeof(rows[0]))

struct options {
  bool all;
  bool print;
  bool mistake;
  size_t jobs;
  const char *profile;
  const char *cell;
};

/* Headings stand before cells in the table: give each to its first cell. */
static size_t join_headings(void) {
  size_t count = 0;
  const char *heading = NULL;
  for (size_t i = 0; i < ROWS_MAX; i++) {
    if (rows[i].name == NULL) {
      heading = rows[i].heading;
      continue;
    }
    struct row row = rows[i];
    row.heading = heading;
    heading = NULL;
    rows[count++] = row;
  }
  return count;
}

/* A profile with another option has the cells of that option alone. */
static bool wanted(const struct options *options, int profile,
                   const struct row *row) {
  if (strstr(page_profiles[profile], "+LWIP_SO_LINGER") != NULL &&
      strstr(row->name, "linger") == NULL)
    return false;
  return (options->profile == NULL ||
          strcmp(options->profile, page_profiles[profile]) == 0) &&
         (options->cell == NULL || strcmp(options->cell, row->name) == 0);
}

/* ---- both sides have the same options ---- */

static char *read_options(const char *profile) {
  char path[512];
  snprintf(path, sizeof(path), "%s/%s/profile_options.h", ORACLE_REFERENCE_DIR,
           profile);
  FILE *in = fopen(path, "r");
  char *text = calloc(1, 1 << 16);
  if (in == NULL || text == NULL || fread(text, 1, (1 << 16) - 1, in) == 0) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(EXIT_FAILURE);
  }
  fclose(in);
  return text;
}

static int options_missing(const char *profile, const struct limits *limits) {
  char *text = read_options(profile);
  int missing = 0;
  for (size_t i = 0; i < limits->option_count; i++) {
    const struct limit *option = &limits->options[i];
    char line[256];
    snprintf(line, sizeof(line), "\n#define %s %s\n", option->name,
             option->value);
    if (strcmp(option->name, "TCP_MSL") == 0 || strstr(text, line) != NULL)
      continue;
    fprintf(stderr, "%s: the independent build has no%s", profile, line);
    missing++;
  }
  free(text);
  return missing;
}

/* ---- the simulator ---- */

static int simulate_profile(const struct options *options, int profile,
                            size_t count) {
  struct device shortened, full;
  const char *name =
      page_profiles[(profile + options->mistake) % PROFILE_COUNT];
  device_init(&shortened, name, SHORT_MSL_MS);
  device_init(&full, name, FULL_MSL_MS);
  for (size_t i = 0; i < count; i++) {
    struct row *row = &rows[i];
    if (!wanted(options, profile, row))
      continue;
    simulate(row->full ? &full : &shortened, (int)i,
             row->full ? FULL_LIMIT_S : LIMIT_S, &row->outcomes[profile]);
    row->sources[profile] = transcript_not_applicable(&row->outcomes[profile])
                                ? SOURCE_NOT_APPLICABLE
                            : row->full ? SOURCE_FULL
                                        : SOURCE_PLAIN;
  }
  int missing = options_missing(page_profiles[profile], shortened.limits);
  device_done(&shortened);
  device_done(&full);
  return missing;
}

/* ---- the comparison ---- */

static int64_t last_ms(const struct transcript *transcript) {
  int64_t last = 0;
  for (int list = 0; list < LIST_COUNT; list++) {
    size_t count = transcript->counts[list];
    if (count > 0 && transcript->entries[list][count - 1].at_ms > last)
      last = transcript->entries[list][count - 1].at_ms;
  }
  return last;
}

struct job {
  struct row *row;
  int profile;
};

static struct job jobs[ROWS_MAX * PROFILE_COUNT];
static struct reference_run runs[ROWS_MAX * PROFILE_COUNT];

static size_t plan(const struct options *options, size_t count) {
  size_t planned = 0;
  for (int p = 0; p < PROFILE_COUNT; p++) {
    for (size_t i = 0; i < count; i++) {
      struct row *row = &rows[i];
      if (!wanted(options, p, row) || (row->full && !options->all))
        continue;
      jobs[planned] = (struct job){row, p};
      runs[planned++] = (struct reference_run){
          .profile = page_profiles[p],
          .cell = row->name,
          .msl_ms = row->full ? FULL_MSL_MS : SHORT_MSL_MS,
          .limit_s = row->full ? FULL_LIMIT_S : LIMIT_S,
          .simulated = &row->outcomes[p],
          .expected_ms = last_ms(&row->outcomes[p])};
    }
  }
  return planned;
}

static bool agrees(size_t at) {
  return runs[at].state == REFERENCE_DONE &&
         transcript_equal(&runs[at].transcript,
                          &jobs[at].row->outcomes[jobs[at].profile]);
}

static void tell_difference(size_t at) {
  static const char *const states[] = {
      "not run", "done", "not measured: the machine is too busy", "failed"};
  fprintf(stderr, "\n%s %s: %s\n", runs[at].profile, runs[at].cell,
          runs[at].state == REFERENCE_DONE ? "differs"
                                           : states[runs[at].state]);
  transcript_print_both(stderr, &runs[at].transcript,
                        &jobs[at].row->outcomes[jobs[at].profile]);
}

/* Real time is at the mercy of the machine: what differs is run once more, by
 * itself, and counts when it still does. */
static int compare(size_t count, size_t repeated) {
  int differing = 0;
  for (size_t i = 0; i < count; i++) {
    if (!agrees(i))
      repeated += 1 + references_run(&runs[i], 1, 1);
    if (!agrees(i)) {
      tell_difference(i);
      differing++;
    } else if (runs[i].transcript.rule) {
      jobs[i].row->sources[jobs[i].profile] = SOURCE_RULE;
    }
  }
  fprintf(stderr, "%zu runs, %zu more because the machine was too busy\n",
          count, repeated);
  return differing;
}

static void tell_counts(size_t count, int differing, size_t compared) {
  int cells = 0;
  for (int p = 0; p < PROFILE_COUNT; p++) {
    int of_profile = 0, rule = 0;
    for (size_t i = 0; i < count; i++) {
      of_profile += rows[i].sources[p] > SOURCE_NOT_APPLICABLE;
      rule += rows[i].sources[p] == SOURCE_RULE;
    }
    printf("%-24s %d cells, %d of them with a rule that plain lwIP lacks\n",
           page_profiles[p], of_profile, rule);
    cells += of_profile;
  }
  printf("%d cells, %zu from the independent build, %d differing\n", cells,
         compared, differing);
}

static size_t applicable(size_t count) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++)
    found += !transcript_not_applicable(&runs[i].transcript);
  return found;
}

static bool parse(int argc, char **argv, struct options *options) {
  *options = (struct options){.jobs = 120};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--all") == 0)
      options->all = true;
    else if (strcmp(argv[i], "--print") == 0)
      options->print = true;
    else if (strcmp(argv[i], "--mistake") == 0)
      options->mistake = true;
    else if (strcmp(argv[i], "--jobs") == 0 && i + 1 < argc)
      options->jobs = strtoul(argv[++i], NULL, 10);
    else if (argv[i][0] == '-' || options->cell != NULL)
      return false;
    else if (options->profile == NULL)
      options->profile = argv[i];
    else
      options->cell = argv[i];
  }
  return options->jobs > 0;
}

int main(int argc, char **argv) {
  struct options options;
  if (!parse(argc, argv, &options)) {
    fputs("usage: oracle [--all] [--print] [--mistake] [--jobs N] [PROFILE "
          "[CELL]]\n",
          stderr);
    return 2;
  }
  size_t count = join_headings();
  int wrong = 0;
  for (int p = 0; p < PROFILE_COUNT; p++) {
    if (options.profile == NULL ||
        strcmp(options.profile, page_profiles[p]) == 0)
      wrong += simulate_profile(&options, p, count);
  }
  size_t planned = plan(&options, count);
  size_t repeated = references_run(runs, planned, options.jobs);
  int differing = compare(planned, repeated);
  if (options.print) {
    page_print(stdout, rows, count);
    return differing == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  tell_counts(count, differing, applicable(planned));
  if (options.profile == NULL && differing == 0 &&
      !page_is_current(ORACLE_PAGE, rows, count)) {
    puts("docs/oracle.md is not what this prints with --print");
    wrong++;
  }
  return differing == 0 && wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
