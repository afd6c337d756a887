/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: units of work that are lines of JSON. See pieces.h. */
#include "cmd/pieces.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/workers.h"

#define WAITING_MAX 16 /* a line on the disk costs as much as a short run */

/* Takes line over. */
static int keep(struct pieces *pieces, char *line) {
  struct part *part = &pieces->part;
  if (part->unit_count == pieces->room) {
    size_t room = pieces->room == 0 ? 256 : pieces->room * 2;
    char **units = realloc(part->units, room * sizeof(*units));
    if (units == NULL) {
      free(line);
      return -ENOMEM;
    }
    part->units = units;
    pieces->room = room;
  }
  part->units[part->unit_count++] = line;
  return 0;
}

static int take_line(void *arg, const char *line) {
  struct pieces *pieces = arg;
  char *copy = strdup(line);
  int status = copy == NULL ? -ENOMEM : keep(pieces, copy);
  return status == 0 ? pieces->take(pieces->arg, line) : status;
}

static int take_part(struct pieces *pieces, const struct part *part) {
  int status = 0;
  for (size_t i = 0; i < part->unit_count && status == 0; i++)
    status = take_line(pieces, part->units[i]);
  return status;
}

/* A whole has no units, but is all there is to do. */
static int take_whole(struct pieces *pieces, const char *path) {
  const struct part *own = &pieces->part;
  struct whole whole;
  int status = whole_read(path, own->identity.schema, &whole);
  if (status != 0)
    return status == -ENOMEM ? status : 0;
  if (own->shard.count == 1 &&
      identity_difference(&whole.identity, &own->identity) == NULL) {
    pieces->whole = whole;
    pieces->finished = true;
  } else {
    whole_done(&whole);
  }
  return 0;
}

static int take_result(void *arg, const char *path) {
  struct pieces *pieces = arg;
  const struct part *own = &pieces->part;
  struct part before;
  struct diag told = {0};
  int status = part_read(path, own->identity.schema, &before, &told);
  diag_done(&told);
  if (status == -EINVAL)
    return take_whole(pieces, path);
  if (status != 0)
    return status == -ENOMEM ? status : 0;
  if (identity_difference(&before.identity, &own->identity) == NULL &&
      before.shard.number == own->shard.number &&
      before.shard.count == own->shard.count)
    status = take_part(pieces, &before);
  part_done(&before);
  return status;
}

/* ---- which units ---- */

/* Each variant with what identifies those before it. */
static int identify(struct pieces *pieces, const char *schema,
                    const struct selection *selection, const struct lab *lab,
                    const char *const *words, size_t word_count,
                    struct diag *diag) {
  struct identity *identity = &pieces->part.identity;
  const char **all = calloc(word_count + 1, sizeof(*all));
  int status = all == NULL ? -ENOMEM : 0;
  for (size_t i = 0; i < word_count && status == 0; i++)
    all[i] = words[i];
  for (size_t i = 0; i < selection->count && status == 0; i++) {
    const struct selected *selected = &selection->items[i];
    char before[DIGEST_HEX_SIZE];
    memcpy(before, identity->scenario, sizeof(before));
    all[word_count] = before;
    struct identity_question question = {
        .path = selected->scenario->file,
        .components = pieces->options->components,
        .variant = selected->variant->name,
        .overrides = pieces->options->overrides,
        .override_count = pieces->options->override_count,
        .words = all,
        .word_count = word_count + 1,
        .selected = selection->items,
        .selected_count = selection->count};
    status = identity_make(schema, &question, lab, identity, diag);
  }
  free(all);
  return status;
}

static int join(struct pieces *pieces, struct diag *diag) {
  const char *difference =
      identity_difference(&pieces->joined->identity, &pieces->part.identity);
  if (difference == NULL)
    return take_part(pieces, pieces->joined);
  diag_add(diag, DIAG_ERROR, NULL,
           "the parts were made with another %s than is here: %s is another",
           pieces->options->files[0], difference);
  return -EINVAL;
}

int pieces_begin(struct pieces *pieces, const char *schema,
                 const struct selection *selection, const struct lab *lab,
                 const char *const *words, size_t word_count,
                 struct diag *diag) {
  const struct options *options = pieces->options;
  struct part *part = &pieces->part;
  struct resume_taker taker = {take_line, take_result, pieces};
  part->shard = (struct shard){
      options->shard, options->shard_count == 0 ? 1 : options->shard_count};
  int status =
      identify(pieces, schema, selection, lab, words, word_count, diag);
  if (status == 0 && pieces->joined != NULL)
    status = join(pieces, diag);
  if (status == 0)
    status = resume_begin(&pieces->resume, options, &part->identity,
                          part->shard, &taker, diag);
  if (status == 0 && pieces->finished)
    diag_add(diag, DIAG_INFO, NULL, "%s is complete: nothing is left to run",
             options->reports[REPORT_json]);
  pieces->whole.identity = part->identity;
  return status;
}

/* ---- units ---- */

static int flush(struct pieces *pieces, struct diag *diag) {
  int status = pieces->waiting.failed ? -ENOMEM : 0;
  if (status == 0 && pieces->waiting_count > 0)
    status = journal_add(pieces->resume.journal, pieces->waiting.data, diag);
  text_done(&pieces->waiting);
  pieces->waiting = (struct text){0};
  pieces->waiting_count = 0;
  return status;
}

int pieces_add(struct pieces *pieces, char *line, struct diag *diag) {
  if (line == NULL)
    return -ENOMEM;
  text_add(&pieces->waiting, "%s%s", pieces->waiting_count > 0 ? "\n" : "",
           line);
  int status = keep(pieces, line);
  if (status == 0 && ++pieces->waiting_count == WAITING_MAX)
    status = flush(pieces, diag);
  return status;
}

bool pieces_is_worker(const struct pieces *pieces) {
  return pieces->options->part != NULL;
}

static size_t jobs_for(const struct loop *loop, size_t left) {
  size_t jobs = loop_jobs(loop);
  return jobs < left ? jobs : left;
}

bool pieces_is_shared(const struct pieces *pieces, const struct loop *loop,
                      size_t left) {
  return jobs_for(loop, left) > 1 && !pieces_is_worker(pieces) &&
         pieces->joined == NULL;
}

int pieces_share(struct pieces *pieces, struct loop *loop, size_t left,
                 struct progress *progress, enum status *ret_outcome,
                 struct diag *diag) {
  struct resume_taker taker = {take_line, take_result, pieces};
  if (!pieces_is_shared(pieces, loop, left))
    return 0;
  int status = flush(pieces, diag);
  progress_others(progress, pieces->resume.path, progress->scenario,
                  progress->variant);
  if (status == 0)
    status = workers_run(pieces->options, loop, pieces->part.shard,
                         jobs_for(loop, left), pieces->resume.path, ret_outcome,
                         diag);
  progress_alone(progress);
  int read = resume_read(&pieces->resume, &taker, diag);
  return status != 0 ? status : read;
}

/* ---- the end ---- */

static int compare(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In an order of their own, and each once. */
const struct part *pieces_part(struct pieces *pieces) {
  struct part *part = &pieces->part;
  size_t kept = 0;
  if (pieces->options->shard_count == 0)
    return NULL;
  if (part->unit_count > 0)
    qsort(part->units, part->unit_count, sizeof(*part->units), compare);
  for (size_t i = 0; i < part->unit_count; i++) {
    if (kept > 0 && strcmp(part->units[kept - 1], part->units[i]) == 0)
      free(part->units[i]);
    else
      part->units[kept++] = part->units[i];
  }
  part->unit_count = kept;
  part->words = pieces->options->words;
  part->word_count = pieces->options->word_count;
  return part;
}

const struct whole *pieces_whole(const struct pieces *pieces) {
  return pieces->options->shard_count == 0 ? &pieces->whole : NULL;
}

void pieces_end(struct pieces *pieces, int status, struct diag *diag) {
  struct diag ignored = {0}; /* what is not kept is done again */
  if (pieces->resume.journal != NULL)
    flush(pieces, &ignored);
  diag_done(&ignored);
  if (status == -ECANCELED)
    diag_add(diag, DIAG_ERROR, NULL, "interrupted%s",
             resume_is_possible(&pieces->resume)
                 ? "; --resume goes on from here"
                 : "");
  resume_end(&pieces->resume, status == 0);
  text_done(&pieces->waiting);
  pieces->part.words = NULL; /* borrowed */
  pieces->part.word_count = 0;
  part_done(&pieces->part);
  whole_done(&pieces->whole);
}
