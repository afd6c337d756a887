/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: finds the command and turns its outcome into an exit status. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/guard.h"
#include "base/suggest.h"
#include "cmd/asan.h"
#include "cmd/commands.h"

static const struct command_entry {
  const char *name;
  enum status (*run)(const struct options *options, struct diag *diag);
  const char *usage;
  const char *help;
} commands[] = {
    {"run", cmd_run, "run FILE[:VARIANT]...",
     "simulate and judge; every variant when none is named"},
    {"serve", cmd_serve, "serve FILE[:VARIANT]",
     "the device live on a TAP interface, until Ctrl-C"},
    {"plan", cmd_plan, "plan FILE[:VARIANT]...",
     "consumers, derived limits, their RAM, warnings; nothing is run"},
    {"fit", cmd_fit, "fit FILE[:VARIANT]...",
     "the smallest limits that pass, with proof"},
    {"sweep", cmd_sweep, "sweep FILE --vary K=A..B",
     "a table over limits, load, delays and seeds"},
    {"merge", cmd_merge, "merge RESULT.json...", "join the shards of a sweep"},
    {"explore", cmd_explore, "explore FILE[:VARIANT]...",
     "random peers, faults and timings; shrinks what fails"},
    {"diff", cmd_diff, "diff A.json B.json",
     "two results side by side; exit status 1 on a regression"},
    {"import", cmd_import, "import FILE",
     "ESPHome YAML, sdkconfig or lwipopts.h -> scenario"},
    {"export", cmd_export, "export FILE[:VARIANT] --as F",
     "the limits for sdkconfig, ESPHome, lwipopts.h or Zephyr"},
};
#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

enum status status_of(int error) {
  switch (-error) {
  case 0:
    return STATUS_HELD;
  case EINVAL:
  case EFBIG:
    return STATUS_USAGE;
  case ENOTSUP:
    return STATUS_SKIPPED;
  case ECANCELED:
    return STATUS_UNDECIDED;
  case ENOMEM: /* a diagnosis of it would need some */
    fputs("error: out of memory\n", stderr);
    return STATUS_HARNESS;
  default:
    return STATUS_HARNESS;
  }
}

static bool same_entry(const struct diag_entry *a, const struct diag_entry *b) {
  return a->level == b->level && a->place.line == b->place.line &&
         a->place.column == b->place.column && strcmp(a->text, b->text) == 0;
}

/* Variants share most of a file: one mistake is told once. */
static bool was_told(const struct diag *diag, size_t index) {
  for (size_t i = 0; i < index; i++) {
    if (same_entry(&diag->entries[i], &diag->entries[index]))
      return true;
  }
  return false;
}

void print_diagnostics(struct diag *diag) {
  for (size_t i = 0; i < diag->count; i++) {
    if (was_told(diag, i))
      continue;
    char *line = diag_format(&diag->entries[i]);
    fputs(line != NULL ? line : "error: out of memory\n", stderr);
    free(line);
  }
  if (diag->error_count > 0 && diag->count == 0)
    fputs("error: out of memory\n", stderr);
  diag_done(diag);
}

static void print_help(void) {
  printf("sockfit: do a device's sockets fit? Ask before flashing it.\n\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    printf("  sockfit %-24s %s\n", commands[i].usage, commands[i].help);
  printf("\nOptions:\n");
  for (size_t i = 0; i < REPORT_COUNT; i++)
    printf("  %s FILE|-%*s%s\n", report_writers[i].option,
           (int)(14 - strlen(report_writers[i].option)), "",
           report_writers[i].help);
  options_print_help();
  printf(
      "\nExit status: 0 every expectation held, 1 one did not, 2 bad usage or "
      "input,\n3 the harness failed (no compiler, disk full), 4 undecided "
      "(interrupted),\n77 skipped (TAP is not permitted).\n");
}

static const struct command_entry *find_command(const char *name,
                                                struct diag *diag) {
  const char *names[COMMAND_COUNT];
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp(commands[i].name, name) == 0)
      return &commands[i];
    names[i] = commands[i].name;
  }
  const char *nearest = suggest_nearest(name, names, COMMAND_COUNT);
  diag_add(diag, DIAG_ERROR, NULL, "unknown command '%s'%s%s%s", name,
           nearest ? "; did you mean '" : "; see 'sockfit --help'",
           nearest ? nearest : "", nearest ? "'?" : "");
  return NULL;
}

static enum status run_command(int argc, char **argv, struct diag *diag) {
  const struct command_entry *command = find_command(argv[0], diag);
  struct options options;
  if (command == NULL)
    return STATUS_USAGE;
  int status = options_parse(argc, argv, &options, diag);
  if (status != 0)
    return status_of(status);
  enum status outcome = STATUS_HELD;
  if (options.help) {
    print_help();
  } else if (options.file_count == 0) {
    diag_add(diag, DIAG_ERROR, NULL,
             "no file given. Usage: sockfit %s\ntry: sockfit %s "
             "scenarios/quickstart.yaml",
             command->usage, command->name);
    outcome = STATUS_USAGE;
  } else {
    outcome = command->run(&options, diag);
  }
  options_done(&options);
  return outcome;
}

/* A descriptor below 3 that is closed would become some other file of ours.
 * One that can be read only makes writing to it fail, as it should. */
static void occupy_standard_descriptors(void) {
  int fd = open("/dev/null", O_RDONLY);
  while (fd >= 0 && fd <= STDERR_FILENO)
    fd = open("/dev/null", O_RDONLY);
  if (fd >= 0)
    close(fd);
}

int main(int argc, char **argv) {
  struct diag diag = {0};
  if (argc > 3 && strcmp(argv[1], GUARD_WORD) == 0)
    return guard_main(argv + 2);
  occupy_standard_descriptors();
  enum status outcome = STATUS_HELD;
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, not death */
  if (argc < 2) {
    print_help();
    outcome = STATUS_USAGE;
  } else if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
             strcmp(argv[1], "help") == 0) {
    print_help();
  } else {
    int status = asan_prepare(argv, &diag);
    outcome = status != 0 ? status_of(status)
                          : run_command(argc - 1, argv + 1, &diag);
  }
  if (diag.out_of_memory && outcome == STATUS_USAGE)
    outcome = STATUS_HARNESS; /* who knows what it would have been */
  print_diagnostics(&diag);
  if (fflush(stdout) != 0 && outcome == STATUS_HELD) {
    fprintf(stderr, "error: standard output: %s\n", strerror(errno));
    outcome = STATUS_HARNESS;
  }
  return outcome;
}
