/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: the command line, taken apart. See options.h. */
#include "cmd/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"

enum option_id {
#define REPORT(name, option, per_run, detail, help) OPTION_REPORT_##name,
#include "report/reports.def"
  OPTION_PCAP,
  OPTION_SEED,
  OPTION_SET,
  OPTION_LWIP_DIR,
  OPTION_AS,
  OPTION_OUTPUT,
  OPTION_COMPONENTS,
  OPTION_JOBS,
  OPTION_COLOR,
  OPTION_QUIET,
  OPTION_ALLOW_SOURCE,
  OPTION_HELP,
};

static const struct {
  const char *name;
  bool takes_value;
} known[] = {
#define REPORT(name, option, per_run, detail, help)                            \
  [OPTION_REPORT_##name] = {option, true},
#include "report/reports.def"
    [OPTION_PCAP] = {"--pcap", true},
    [OPTION_SEED] = {"--seed", true},
    [OPTION_SET] = {"--set", true},
    [OPTION_LWIP_DIR] = {"--lwip-dir", true},
    [OPTION_AS] = {"--as", true},
    [OPTION_OUTPUT] = {"-o", true},
    [OPTION_COMPONENTS] = {"--components", true},
    [OPTION_JOBS] = {"--jobs", true},
    [OPTION_COLOR] = {"--color", true},
    [OPTION_QUIET] = {"--quiet", false},
    [OPTION_ALLOW_SOURCE] = {"--allow-source", false},
    [OPTION_HELP] = {"--help", false},
};
#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

const char *options_help(void) {
  return "  --pcap FILE|-    what passed the device's port, for Wireshark;\n"
         "                   several runs: -SCENARIO-VARIANT before the "
         "suffix\n"
         "  --seed N         instead of the scenario's\n"
         "  --set KEY=VALUE  change a key: limits.MEMP_NUM_NETCONN=12,\n"
         "                   consumers.api.max_connections=2, run_for=2min\n"
         "  --lwip-dir DIR   compile this lwIP tree (2.1.0 or later, esp-lwip, "
         "or an\n"
         "                   ESP-IDF checkout)\n"
         "  -o FILE          import, export: write here\n"
         "  --as FORMAT      export: sdkconfig, esphome, lwipopts, zephyr or\n"
         "                   consume_sockets\n"
         "  --components FILE  more ESPHome components, for a device's YAML\n"
         "  --jobs N         compilers at a time (default: one a processor)\n"
         "  --color WHEN     auto, always or never (NO_COLOR is respected)\n"
         "  --allow-source   compile the source that a scenario from elsewhere "
         "names\n"
         "  --quiet          verdict lines only\n";
}

void options_done(struct options *options) {
  free(options->files);
  free(options->overrides);
  *options = (struct options){0};
}

static int unknown_option(const char *word, size_t len, struct diag *diag) {
  const char *names[KNOWN_COUNT];
  char *copy = strndup(word, len);
  if (copy == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < KNOWN_COUNT; i++)
    names[i] = known[i].name;
  const char *nearest = suggest_nearest(copy, names, KNOWN_COUNT);
  diag_add(diag, DIAG_ERROR, NULL, "unknown option '%s'%s%s%s", copy,
           nearest ? "; did you mean '" : "; see 'sockfit --help'",
           nearest ? nearest : "", nearest ? "'?" : "");
  free(copy);
  return -EINVAL;
}

static int take_override(struct options *options, char *text,
                         struct diag *diag) {
  char *equals = strchr(text, '=');
  if (equals == NULL || equals == text) {
    diag_add(diag, DIAG_ERROR, NULL,
             "--set takes KEY=VALUE, such as limits.MEMP_NUM_NETCONN=12, not "
             "'%s'",
             text);
    return -EINVAL;
  }
  *equals = '\0'; /* argv is ours to cut */
  options->overrides[options->override_count++] =
      (struct override){text, equals + 1};
  return 0;
}

static int take_color(struct options *options, const char *value,
                      struct diag *diag) {
  static const char *const words[] = {"auto", "always", "never"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(value, words[i]) == 0) {
      options->color = (enum color)i;
      return 0;
    }
  }
  diag_add(diag, DIAG_ERROR, NULL,
           "--color takes auto, always or never, not '%s'", value);
  return -EINVAL;
}

static int take_jobs(struct options *options, const char *value,
                     struct diag *diag) {
  char *end;
  long jobs = strtol(value, &end, 10);
  if (*value == '\0' || *end != '\0' || jobs < 1 || jobs > 1024) {
    diag_add(diag, DIAG_ERROR, NULL,
             "--jobs takes a number from 1 to 1024, not '%s'", value);
    return -EINVAL;
  }
  options->jobs = (size_t)jobs;
  return 0;
}

static int take(struct options *options, enum option_id id, char *value,
                struct diag *diag) {
  switch (id) {
#define REPORT(name, option, per_run, detail, help) case OPTION_REPORT_##name:
#include "report/reports.def"
    options->reports[id] = value; /* their ids come first */
    return 0;
  case OPTION_PCAP:
    options->pcap = value;
    return 0;
  case OPTION_SEED:
    options->overrides[options->override_count++] =
        (struct override){"seed", value};
    return 0;
  case OPTION_SET:
    return take_override(options, value, diag);
  case OPTION_LWIP_DIR:
    options->lwip_dir = value;
    return 0;
  case OPTION_AS:
    options->as = value;
    return 0;
  case OPTION_OUTPUT:
    options->output = value;
    return 0;
  case OPTION_COMPONENTS:
    options->components = value;
    return 0;
  case OPTION_JOBS:
    return take_jobs(options, value, diag);
  case OPTION_COLOR:
    return take_color(options, value, diag);
  case OPTION_QUIET:
    options->quiet = true;
    return 0;
  case OPTION_ALLOW_SOURCE:
    options->allow_source = true;
    return 0;
  case OPTION_HELP:
    options->help = true;
    return 0;
  }
  return 0;
}

/* "--name VALUE" and "--name=VALUE". *at moves over the value. */
static int take_option(struct options *options, int argc, char **argv, int *at,
                       struct diag *diag) {
  char *word = argv[*at];
  char *equals = strchr(word, '=');
  size_t len = equals == NULL ? strlen(word) : (size_t)(equals - word);
  size_t id = 0;
  while (id < KNOWN_COUNT && (strlen(known[id].name) != len ||
                              strncmp(known[id].name, word, len) != 0))
    id++;
  if (id == KNOWN_COUNT)
    return unknown_option(word, len, diag);
  char *value = equals == NULL ? NULL : equals + 1;
  if (known[id].takes_value && value == NULL && *at + 1 < argc)
    value = argv[++*at];
  if (known[id].takes_value != (value != NULL)) {
    diag_add(diag, DIAG_ERROR, NULL,
             known[id].takes_value ? "%s needs a value" : "%s takes no value",
             known[id].name);
    return -EINVAL;
  }
  return take(options, (enum option_id)id, value, diag);
}

int options_parse(int argc, char **argv, struct options *ret_options,
                  struct diag *diag) {
  struct options options = {0};
  int status = 0;
  options.files = calloc((size_t)argc, sizeof(*options.files));
  options.overrides = calloc((size_t)argc, sizeof(*options.overrides));
  if (options.files == NULL || options.overrides == NULL)
    status = -ENOMEM;
  for (int at = 1; at < argc && status == 0; at++) {
    if (strncmp(argv[at], "--", 2) == 0 || strcmp(argv[at], "-o") == 0)
      status = take_option(&options, argc, argv, &at, diag);
    else
      options.files[options.file_count++] = argv[at];
  }
  if (status != 0)
    options_done(&options);
  else
    *ret_options = options;
  return status;
}
