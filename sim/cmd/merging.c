/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: parts become what one process would have said. See merging.h. */
#include "cmd/merging.h"

#include <errno.h>
#include <stdlib.h>

#include "cmd/commands.h"

/* ---- do they belong together? ---- */

static int check_question(const struct part *parts, const char *const *names,
                          size_t count, struct diag *diag) {
  for (size_t i = 1; i < count; i++) {
    const char *difference =
        identity_difference(&parts[0].identity, &parts[i].identity);
    if (difference == NULL)
      continue;
    diag_add(diag, DIAG_ERROR, NULL,
             "%s and %s are no parts of one result: %s is another", names[0],
             names[i], difference);
    return -EINVAL;
  }
  return 0;
}

static int missing(const struct part *parts, size_t count, size_t unit,
                   struct diag *diag) {
  size_t shards = parts[0].shard.count;
  for (size_t i = 1; i < count; i++)
    if (parts[i].shard.count != shards)
      shards = 0;
  if (shards > 1)
    diag_add(diag, DIAG_ERROR, NULL, "shard %zu/%zu is missing",
             unit % shards + 1, shards);
  else
    diag_add(diag, DIAG_ERROR, NULL, "no part has unit %zu: a shard is missing",
             unit + 1);
  return -EINVAL;
}

static int twice(const struct part *parts, const char *const *names, size_t a,
                 size_t b, size_t unit, struct diag *diag) {
  diag_add(diag, DIAG_ERROR, NULL,
           "%s (shard %zu/%zu) and %s (shard %zu/%zu) both have unit %zu: name "
           "each part once",
           names[a], parts[a].shard.number + 1, parts[a].shard.count, names[b],
           parts[b].shard.number + 1, parts[b].shard.count, unit + 1);
  return -EINVAL;
}

static int check_units(const struct part *parts, const char *const *names,
                       size_t count, size_t unit_count, struct diag *diag) {
  for (size_t unit = 0; unit < unit_count; unit++) {
    size_t owner = count;
    for (size_t i = 0; i < count; i++) {
      if (!shard_has(parts[i].shard, unit))
        continue;
      if (owner < count)
        return twice(parts, names, owner, i, unit, diag);
      owner = i;
    }
    if (owner == count)
      return missing(parts, count, unit, diag);
  }
  return 0;
}

/* ---- the question ---- */

/* The words of a part are looked at for what they ask; where results go, and
 * whose source may be compiled, is said here. */
static struct options question_of(const struct options *words,
                                  const struct options *here) {
  struct options asked = *here;
  asked.command = words->command;
  asked.files = words->files;
  asked.file_count = words->file_count;
  asked.words = words->words;
  asked.word_count = words->word_count;
  asked.overrides = words->overrides;
  asked.override_count = words->override_count;
  asked.components = words->components;
  asked.lwip_dir = words->lwip_dir;
  asked.limits = words->limits;
  asked.margin = words->margin;
  asked.margin_percent = words->margin_percent;
  asked.seeds = words->seeds;
  asked.exhaustive = words->exhaustive;
  return asked;
}

/* Units of all parts, borrowed but for the array. */
static int gather(const struct part *parts, size_t count,
                  struct part *ret_joined) {
  struct part joined = {.identity = parts[0].identity};
  size_t unit_count = 0;
  for (size_t i = 0; i < count; i++)
    unit_count += parts[i].unit_count;
  joined.units = calloc(unit_count + 1, sizeof(*joined.units));
  if (joined.units == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < parts[i].unit_count; k++)
      joined.units[joined.unit_count++] = parts[i].units[k];
  *ret_joined = joined;
  return 0;
}

static enum status ask_again(const struct merging *merging,
                             const struct options *options,
                             const struct part *parts, struct diag *diag) {
  size_t count = options->file_count, argc = parts[0].word_count + 1;
  char **argv = calloc(argc + 1, sizeof(*argv));
  struct options words = {0};
  struct part joined = {0};
  enum status outcome = STATUS_HELD;
  int status = argv == NULL ? -ENOMEM : 0;
  for (size_t i = 1; i < argc && status == 0; i++)
    argv[i] = parts[0].words[i - 1];
  if (status == 0) {
    argv[0] = merging->command;
    status = options_parse((int)argc, argv, &words, diag);
  }
  if (status == 0) {
    struct options asked = question_of(&words, options);
    status = check_units(parts, options->files, count,
                         merging->unit_count(&asked), diag);
    if (status == 0)
      status = gather(parts, count, &joined);
    if (status == 0)
      outcome = merging->run(&asked, &joined, diag);
    free(joined.units);
    options_done(&words);
  }
  free(argv);
  return status == 0 ? outcome : status_of(status);
}

enum status merging_run(const struct merging *merging,
                        const struct options *options, struct diag *diag) {
  size_t count = options->file_count, read = 0;
  struct part *parts = calloc(count, sizeof(*parts));
  int status = parts == NULL ? -ENOMEM : 0;
  for (; read < count && status == 0; read++) {
    status =
        part_read(options->files[read], merging->schema, &parts[read], diag);
    if (status != 0)
      break;
  }
  if (status == 0)
    status = check_question(parts, options->files, count, diag);
  enum status outcome = status == 0 ? ask_again(merging, options, parts, diag)
                                    : status_of(status);
  for (size_t i = 0; i < read; i++)
    part_done(&parts[i]);
  free(parts);
  return outcome;
}
