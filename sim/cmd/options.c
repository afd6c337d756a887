/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: the command line, taken apart. See options.h. */
#include "cmd/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"

#define COUNT_MAX 1000000
#define HELP_COLUMN 23

enum option_type { REPORT_PATH, FLAG, TEXT, COUNT, CUSTOM };

struct option_entry {
  const char *name;
  enum option_type type;
  size_t offset; /* of its field, but for CUSTOM */
  int (*take)(struct options *options, char *value, struct diag *diag);
  const char *commands;
  const char *value;
  const char *help;
};

void options_done(struct options *options) {
  free(options->files);
  free(options->overrides);
  free(options->vary);
  for (size_t i = 0; i < options->word_count; i++)
    free(options->words[i]);
  free(options->words);
  *options = (struct options){0};
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

static int take_color(struct options *options, char *value, struct diag *diag) {
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

static int take_pcap_events(struct options *options, char *value,
                            struct diag *diag) {
  options->pcap_events = strcmp(value, "on") == 0;
  if (options->pcap_events || strcmp(value, "off") == 0)
    return 0;
  diag_add(diag, DIAG_ERROR, NULL, "--pcap-events takes on or off, not '%s'",
           value);
  return -EINVAL;
}

static int take_seed(struct options *options, char *value, struct diag *diag) {
  (void)diag; /* the scenario's loader looks at it */
  options->overrides[options->override_count++] =
      (struct override){"seed", value};
  return 0;
}

static int take_peers(struct options *options, char *value, struct diag *diag) {
  (void)diag; /* the scenario's loader looks at it */
  options->overrides[options->override_count++] =
      (struct override){"link.peers", value};
  return 0;
}

static int take_vary(struct options *options, char *text, struct diag *diag) {
  char *equals = strchr(text, '=');
  if (equals == NULL || equals == text || strstr(equals, "..") == NULL) {
    diag_add(diag, DIAG_ERROR, NULL,
             "--vary takes KEY=A..B, such as limits.MEMP_NUM_NETCONN=8..16, "
             "not '%s'",
             text);
    return -EINVAL;
  }
  *equals = '\0';
  options->vary[options->vary_count++] =
      (struct vary_option){.key = text, .range = equals + 1};
  return 0;
}

/* Digits at *at up to most; moves over them. */
static bool take_digits(const char **at, size_t most, size_t *ret_number) {
  size_t number = 0;
  const char *first = *at;
  for (; **at >= '0' && **at <= '9' && number <= most; (*at)++)
    number = number * 10 + (size_t)(**at - '0');
  *ret_number = number;
  return *at != first && number <= most;
}

static int take_shard(struct options *options, char *value, struct diag *diag) {
  const char *at = value;
  size_t number, count;
  if (take_digits(&at, COUNT_MAX, &number) && *at == '/') {
    at++;
    if (take_digits(&at, COUNT_MAX, &count) && *at == '\0' && number >= 1 &&
        number <= count) {
      options->shard = number - 1;
      options->shard_count = count;
      return 0;
    }
  }
  diag_add(diag, DIAG_ERROR, NULL,
           "--shard takes K/N, the first part being 1/N, not '%s'", value);
  return -EINVAL;
}

static int take_margin(struct options *options, char *value,
                       struct diag *diag) {
  const char *at = value;
  size_t number;
  bool valid = take_digits(&at, COUNT_MAX, &number);
  bool percent = valid && *at == '%';
  if (!valid || at[percent] != '\0') {
    diag_add(diag, DIAG_ERROR, NULL,
             "--margin takes a number such as 2, or a share such as 20%%, not "
             "'%s'",
             value);
    return -EINVAL;
  }
  options->margin = percent ? 0 : number;
  options->margin_percent = percent ? number : 0;
  return 0;
}

/* ---- the table ---- */

#define TAKE_FLAG(field) offsetof(struct options, field), NULL
#define TAKE_TEXT(field) offsetof(struct options, field), NULL
#define TAKE_COUNT(field) offsetof(struct options, field), NULL
#define TAKE_CUSTOM(field) 0, take_##field

/* Reports come first, in their order. */
static const struct option_entry known[] = {
#define REPORT(name, option, per_run, detail, help)                            \
  {option, REPORT_PATH, 0, NULL, "", "FILE|-", help},
#include "report/reports.def"
#define OPTION(name, type, field, commands, value, help)                       \
  {name, type, TAKE_##type(field), commands, value, help},
#include "cmd/options.def"
#undef OPTION
};
#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

void options_print_help(void) {
  for (size_t i = REPORT_COUNT; i < KNOWN_COUNT; i++) {
    const char *value = known[i].value == NULL ? "" : known[i].value;
    const char *line = known[i].help;
    int used = printf("  %s %s", known[i].name, value);
    printf("%*s", used < HELP_COLUMN ? HELP_COLUMN - used : 1, "");
    for (size_t len; *line != '\0'; line += len + (line[len] == '\n')) {
      len = strcspn(line, "\n");
      printf("%*s%.*s\n", line == known[i].help ? 0 : HELP_COLUMN, "", (int)len,
             line);
    }
  }
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

/* Whether words, with blanks between, has this one; none means all. */
static bool is_among(const char *words, const char *word) {
  size_t len = strlen(word);
  const char *at = words;
  if (*words == '\0')
    return true;
  while ((at = strstr(at, word)) != NULL) {
    bool begins = at == words || at[-1] == ' ';
    if (begins && (at[len] == '\0' || at[len] == ' '))
      return true;
    at += len;
  }
  return false;
}

static int take_count(const struct option_entry *entry, const char *value,
                      size_t *ret_count, struct diag *diag) {
  const char *at = value;
  size_t count;
  if (!take_digits(&at, COUNT_MAX, &count) || *at != '\0' || count == 0) {
    diag_add(diag, DIAG_ERROR, NULL, "%s takes a number from 1 to %d, not '%s'",
             entry->name, COUNT_MAX, value);
    return -EINVAL;
  }
  *ret_count = count;
  return 0;
}

static int take(struct options *options, const struct option_entry *entry,
                char *value, struct diag *diag) {
  void *field = (char *)options + entry->offset;
  switch (entry->type) {
  case REPORT_PATH:
    options->reports[entry - known] = value;
    return 0;
  case FLAG:
    *(bool *)field = true;
    return 0;
  case TEXT:
    *(const char **)field = value;
    return 0;
  case COUNT:
    return take_count(entry, value, field, diag);
  case CUSTOM:
    return entry->take(options, value, diag);
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
  bool takes_value = known[id].type != FLAG;
  if (takes_value && value == NULL && *at + 1 < argc)
    value = argv[++*at];
  if (takes_value != (value != NULL)) {
    diag_add(diag, DIAG_ERROR, NULL,
             takes_value ? "%s needs a value" : "%s takes no value",
             known[id].name);
    return -EINVAL;
  }
  if (!is_among(known[id].commands, options->command)) {
    diag_add(diag, DIAG_ERROR, NULL, "sockfit %s has no %s; it is for: %s",
             options->command, known[id].name, known[id].commands);
    return -EINVAL;
  }
  return take(options, &known[id], value, diag);
}

/* The rest of the line is somebody else's. */
static int take_beside(struct options *options, char **rest,
                       struct diag *diag) {
  if (*rest == NULL) {
    diag_add(diag, DIAG_ERROR, NULL, "-- needs a command behind it");
    return -EINVAL;
  }
  options->beside = rest;
  return 0;
}

/* Before they are cut. */
static int keep_words(struct options *options, int argc, char **argv) {
  options->words = calloc((size_t)argc, sizeof(*options->words));
  for (int i = 1; i < argc && options->words != NULL; i++) {
    char *copy = strdup(argv[i]);
    if (copy == NULL)
      return -ENOMEM;
    options->words[options->word_count++] = copy;
  }
  return options->words == NULL ? -ENOMEM : 0;
}

int options_parse(int argc, char **argv, struct options *ret_options,
                  struct diag *diag) {
  struct options options = {.command = argv[0], .pcap_events = true};
  int status = keep_words(&options, argc, argv);
  options.files = calloc((size_t)argc, sizeof(*options.files));
  options.overrides = calloc((size_t)argc, sizeof(*options.overrides));
  options.vary = calloc((size_t)argc, sizeof(*options.vary));
  if (options.files == NULL || options.overrides == NULL ||
      options.vary == NULL)
    status = -ENOMEM;
  for (int at = 1; at < argc && status == 0; at++) {
    if (strcmp(argv[at], "--") == 0) {
      status = take_beside(&options, argv + at + 1, diag);
      break;
    }
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
