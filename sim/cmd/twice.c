/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: --check-determinism. See twice.h. Events, captures and results are
 * compared as files: what others get is what is checked. */
#include "cmd/twice.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "base/units.h"
#include "cmd/output.h"
#include "trace/pcap_compare.h"

#define FILE_OCTETS_MAX ((size_t)1 << 31)
#define LINE_SHOWN_MAX 300
#define WORDS_MORE 32 /* beside those that this process was given */

/* Addresses differ by themselves from process to process. Memory that was not
 * set, the language, the time zone, the stack's beginning and the folder for
 * temporary files are made to. */
static const char *const surroundings[] = {
    "env", "MALLOC_PERTURB_=165", "TZ=Pacific/Auckland", "LC_ALL=C",
    "SOCKFIT_SECOND_RUN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
#define SURROUNDINGS (sizeof(surroundings) / sizeof(*surroundings))

int twice_open(struct twice *twice, const struct options **options,
               struct diag *diag) {
  *twice = (struct twice){.wanted = (*options)->check_determinism};
  if (!twice->wanted)
    return 0;
  const char *pcap = (*options)->pcap;
  if (pcap != NULL && (strcmp(pcap, "-") == 0 || files_is_special(pcap))) {
    diag_add(
        diag, DIAG_ERROR, NULL,
        "--check-determinism reads the capture again: --pcap %s is no file",
        pcap);
    return -EINVAL;
  }
  const char *tmp = getenv("TMPDIR");
  char *folder = text_format("%s/sockfit-twice-XXXXXX", tmp ? tmp : "/tmp");
  if (folder == NULL || mkdtemp(folder) == NULL) {
    int status = folder == NULL ? -ENOMEM : -errno;
    if (folder != NULL)
      diag_add(diag, DIAG_ERROR, NULL, "%s: %s", folder, strerror(-status));
    free(folder);
    return status;
  }
  twice->folder = folder;
  twice->own = **options;
  if (pcap == NULL) {
    twice->capture = text_format("%s/first.pcap", folder);
    twice->own.pcap = twice->capture;
    if (twice->capture == NULL)
      return -ENOMEM;
  }
  *options = &twice->own;
  return 0;
}

void twice_close(struct twice *twice) {
  if (twice->folder != NULL)
    files_remove_folder(twice->folder);
  free(twice->folder);
  free(twice->capture);
}

/* ---- the second run ---- */

/* What it writes, all in the folder: also what the first one was asked for. */
static int add_outputs(const struct twice *twice, struct text *words) {
  text_add(words, "--pcap=%s/second.pcap", twice->folder);
  for (size_t i = 0; i < REPORT_COUNT; i++) {
    bool compared = i == REPORT_json || i == REPORT_events;
    if (compared || twice->own.reports[i] != NULL)
      text_add(words, "\n%s=%s/second.%s", report_writers[i].option,
               twice->folder, report_writers[i].option + 2);
  }
  text_add(words, "\n--quiet\n--color=never");
  return words->failed ? -ENOMEM : 0;
}

/* Of options that are given twice the last one holds. */
static char **make_argv(const struct options *options, char *temporary,
                        char *outputs) {
  char **argv =
      calloc(SURROUNDINGS + options->word_count + WORDS_MORE, sizeof(*argv));
  size_t count = 0;
  if (argv == NULL)
    return NULL;
  for (; count < SURROUNDINGS; count++)
    argv[count] = (char *)surroundings[count];
  argv[count++] = temporary;
  argv[count++] = (char *)files_program();
  argv[count++] = (char *)options->command;
  for (size_t i = 0; i < options->word_count; i++) {
    if (strcmp(options->words[i], "--check-determinism") != 0)
      argv[count++] = options->words[i];
  }
  char *rest = NULL;
  for (char *word = strtok_r(outputs, "\n", &rest); word != NULL;
       word = strtok_r(NULL, "\n", &rest))
    argv[count++] = word;
  return argv;
}

/* Verdicts are compared with everything else. */
static bool was_judged(int exit_status) {
  return exit_status == STATUS_HELD || exit_status == STATUS_NOT_HELD ||
         exit_status == STATUS_UNDECIDED;
}

static int run_command(struct loop *loop, char **argv, struct diag *diag) {
  struct command command = {.argv = argv};
  int status = loop_run_commands(loop, &command, 1);
  if (was_judged(command.exit_status)) {
    status = status == -ECANCELED ? status : 0;
  } else if (status != -ECANCELED && status != -ENOMEM) {
    diag_add(diag, DIAG_ERROR, NULL,
             "the second run ended with exit status %d: %.1000s",
             command.exit_status,
             command.error_text == NULL ? "" : command.error_text);
    status = -EIO;
  }
  free(command.error_text);
  return status;
}

static int run_again(const struct twice *twice, struct loop *loop,
                     struct diag *diag) {
  struct text outputs = {0};
  int status = add_outputs(twice, &outputs);
  char *temporary = text_format("TMPDIR=%s", twice->folder);
  char **argv = NULL;
  if (status == 0 && temporary != NULL)
    argv = make_argv(&twice->own, temporary, outputs.data);
  status = argv == NULL ? -ENOMEM : run_command(loop, argv, diag);
  free((void *)argv);
  free(temporary);
  text_done(&outputs);
  return status;
}

/* ---- comparing ---- */

/* The one figure that may differ. */
static void cut_wall_time(char *json) {
  char *from = json;
  while ((from = strstr(from, "\"wall_s\":")) != NULL) {
    char *to = from + strcspn(from, ",\n}");
    memmove(from, to, strlen(to) + 1);
  }
}

static int shown(size_t len) {
  return (int)(len < LINE_SHOWN_MAX ? len : LINE_SHOWN_MAX);
}

/* Point at the first line that is not in both. what: "event", "line". */
static bool tell_lines(const char *what, const char *first, const char *second,
                       struct diag *diag) {
  size_t number = 1;
  for (;; number++) {
    size_t a = strcspn(first, "\n"), b = strcspn(second, "\n");
    if (a != b || memcmp(first, second, a) != 0)
      break;
    if (first[a] == '\0' || second[b] == '\0')
      return false;
    first += a + 1;
    second += b + 1;
  }
  size_t a = strcspn(first, "\n"), b = strcspn(second, "\n");
  diag_add(diag, DIAG_ERROR, NULL,
           "not deterministic: the first %s that differs is number %zu\n"
           "  first run:  %.*s\n  second run: %.*s",
           what, number, a == 0 ? 6 : shown(a), a == 0 ? "(none)" : first,
           b == 0 ? 6 : shown(b), b == 0 ? "(none)" : second);
  return true;
}

/* One report of the first run against that of the second one. */
static int compare_report(struct twice *twice, enum report_format format,
                          const char *what, const struct report_run *runs,
                          size_t count, struct diag *diag) {
  const struct report_writer *writer = &report_writers[format];
  char *first = NULL, *second = NULL;
  size_t first_len = 0, second_len;
  FILE *out = open_memstream(&first, &first_len);
  if (out == NULL)
    return -ENOMEM;
  int status = writer->write(out, runs, count);
  if (fclose(out) != 0 && status == 0)
    status = -ENOMEM;
  char *path = text_format("%s/second.%s", twice->folder, writer->option + 2);
  if (status == 0)
    status = path == NULL
                 ? -ENOMEM
                 : files_read(path, FILE_OCTETS_MAX, &second, &second_len);
  if (status == 0) {
    cut_wall_time(first);
    cut_wall_time(second);
    if (tell_lines(what, first, second, diag))
      twice->differs = true;
  }
  free(path);
  free(first);
  free(second);
  return status;
}

static void tell_frame(const struct selected *selected,
                       const struct pcap_difference *difference,
                       struct diag *diag) {
  struct text text = {0};
  for (int i = 0; i < 2; i++) {
    text_add(&text, i == 0 ? "\n  first run:  " : "\n  second run: ");
    if (difference->at_ns[i] < 0)
      text_add(&text, "has ended");
    else
      text_add(&text, "at %.9f s, %" PRIu32 " octets",
               (double)difference->at_ns[i] / NS_PER_S, difference->octets[i]);
  }
  diag_add(diag, DIAG_ERROR, NULL,
           "not deterministic: the first frame of the captures of %s:%s that "
           "differs is number %" PRIu64 ", from octet %" PRIu32 "%s",
           selected->scenario->name, selected->variant->name, difference->frame,
           difference->octet, text.data == NULL ? "" : text.data);
  text_done(&text);
}

static int compare_capture(struct twice *twice, const struct selected *selected,
                           bool several, uint64_t *frames, struct diag *diag) {
  struct options second = twice->own;
  char *path = NULL, *other = NULL;
  char *second_pcap = text_format("%s/second.pcap", twice->folder);
  second.pcap = second_pcap;
  int status = second_pcap == NULL ? -ENOMEM : 0;
  if (status == 0)
    status = output_pcap_path(&twice->own, selected, several, &path);
  if (status == 0)
    status = output_pcap_path(&second, selected, several, &other);
  struct pcap_difference difference;
  if (status == 0 && pcap_compare(path, other, &difference, diag) != 0)
    status = -EIO;
  if (status == 0 && difference.differs) {
    tell_frame(selected, &difference, diag);
    twice->differs = true;
  }
  if (status == 0)
    *frames += difference.frame;
  free(second_pcap);
  free(other);
  free(path);
  return status;
}

static size_t events_of(const struct report_run *runs, size_t count) {
  size_t events = 0;
  for (size_t i = 0; i < count; i++)
    events += runs[i].trace->event_count;
  return events;
}

int twice_check(struct twice *twice, struct loop *loop,
                const struct selection *selection,
                const struct report_run *runs, struct diag *diag) {
  size_t count = selection->count;
  uint64_t frames = 0;
  int status = run_again(twice, loop, diag);
  if (status == 0)
    status = compare_report(twice, REPORT_events, "event", runs, count, diag);
  for (size_t i = 0; i < count && status == 0; i++)
    status =
        compare_capture(twice, &selection->items[i], count > 1, &frames, diag);
  if (status == 0)
    status =
        compare_report(twice, REPORT_json, "line of --json", runs, count, diag);
  if (status == 0 && !twice->differs && !twice->own.quiet)
    fprintf(stderr,
            "deterministic: a second process had the same %zu events, %" PRIu64
            " frames and results\n",
            events_of(runs, count), frames);
  return status;
}
