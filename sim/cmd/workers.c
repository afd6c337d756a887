/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: a command on all processors. See workers.h. */
#include "cmd/workers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/files.h"
#include "base/text.h"

#define WORDS_MORE 10 /* beside those that this process was given */

/* Of options that are given twice the last one holds. words keeps the strings
 * of argv that are not options's. */
static char **make_argv(const struct options *options, const char *shard,
                        const char *journal) {
  const char *const more[] = {"--shard", shard, "--part", journal,
                              "--jobs",  "1",   "--quiet"};
  size_t more_count = sizeof(more) / sizeof(*more), count = 0;
  const char **argv = calloc(options->word_count + WORDS_MORE, sizeof(*argv));
  if (argv == NULL)
    return NULL;
  argv[count++] = files_program();
  argv[count++] = options->command;
  for (size_t i = 0; i < options->word_count; i++)
    argv[count++] = options->words[i];
  for (size_t i = 0; i < more_count; i++)
    argv[count++] = more[i];
  return (char **)argv;
}

/* A worker judges nothing: "does not hold" is the status of something else that
 * ended it, such as a sanitizer. */
static bool is_its_own(int exit_status) {
  return exit_status > 0 && exit_status != STATUS_NOT_HELD;
}

static int tell(const struct command *commands, size_t count,
                enum status *ret_outcome, struct diag *diag) {
  for (size_t i = 0; i < count; i++) {
    if (commands[i].exit_status > 0)
      fputs(commands[i].error_text, stderr);
    if (is_its_own(commands[i].exit_status)) {
      *ret_outcome = (enum status)commands[i].exit_status;
      return -ECHILD;
    }
  }
  diag_add(diag, DIAG_ERROR, NULL,
           "a process of this command was killed; with --json FILE what is "
           "done is kept, and --resume goes on from there");
  *ret_outcome = STATUS_HARNESS;
  return -ECHILD;
}

int workers_run(const struct options *options, struct loop *loop,
                struct shard whole, size_t count, const char *journal,
                enum status *ret_outcome, struct diag *diag) {
  struct command *commands = calloc(count, sizeof(*commands));
  char **shards = calloc(count, sizeof(*shards));
  int status = commands == NULL || shards == NULL ? -ENOMEM : 0;
  for (size_t i = 0; i < count && status == 0; i++) {
    struct shard part = shard_part(whole, i, count);
    shards[i] = text_format("%zu/%zu", part.number + 1, part.count);
    if (shards[i] != NULL)
      commands[i].argv = make_argv(options, shards[i], journal);
    if (commands[i].argv == NULL)
      status = -ENOMEM;
  }
  if (status == 0) {
    status = loop_run_commands(loop, commands, count);
    if (status != 0 && status != -ECANCELED && status != -ENOMEM)
      status = tell(commands, count, ret_outcome, diag);
  }
  for (size_t i = 0; i < count && commands != NULL && shards != NULL; i++) {
    free((void *)commands[i].argv);
    free(commands[i].error_text);
    free(shards[i]);
  }
  free(commands);
  free(shards);
  return status;
}

void workers_follow_parent(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}
