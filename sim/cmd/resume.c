/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what has been done, kept. See resume.h. */
#include "cmd/resume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "cmd/workers.h"

/* The file whose making can be resumed, or NULL. */
static const char *result_path(const struct options *options) {
  const char *path = options->reports[REPORT_json];
  bool kept = path != NULL && strcmp(path, "-") != 0 && !files_is_special(path);
  return kept ? path : NULL;
}

static int make_scratch(struct resume *resume, struct diag *diag) {
  const char *folder = getenv("TMPDIR");
  resume->scratch = text_format(
      "%s/sockfit-XXXXXX", folder == NULL || *folder == '\0' ? "/tmp" : folder);
  if (resume->scratch == NULL)
    return -ENOMEM;
  if (mkdtemp(resume->scratch) == NULL) {
    int status = -errno;
    diag_add(diag, DIAG_ERROR, NULL, "%s: %s", resume->scratch,
             strerror(-status));
    free(resume->scratch);
    resume->scratch = NULL;
    return status == -EINVAL ? -EIO : status;
  }
  resume->path = text_format("%s/journal", resume->scratch);
  return resume->path == NULL ? -ENOMEM : 0;
}

static int join(struct resume *resume, const char *path, struct diag *diag) {
  workers_follow_parent();
  resume->joined = true;
  resume->path = strdup(path);
  return resume->path == NULL ? -ENOMEM
                              : journal_join(path, &resume->journal, diag);
}

static int begin(struct resume *resume, const struct options *options,
                 const struct identity *identity, struct shard shard,
                 const struct resume_taker *taker, struct diag *diag) {
  const char *result = result_path(options);
  int status = 0;
  if (options->resume && result == NULL) {
    diag_add(diag, DIAG_ERROR, NULL,
             "--resume needs --json FILE: what is done is kept in FILE.part");
    return -EINVAL;
  }
  if (result == NULL)
    status = make_scratch(resume, diag);
  else if ((resume->path = text_format("%s.part", result)) == NULL)
    status = -ENOMEM;
  /* One that came to its end needs no second run. */
  if (status == 0 && options->resume && !files_exist(resume->path) &&
      files_exist(result))
    status = taker->result(taker->arg, result);
  if (status == 0)
    status = journal_begin(resume->path, identity, shard, options->resume,
                           &resume->journal, diag);
  return status;
}

int resume_begin(struct resume *resume, const struct options *options,
                 const struct identity *identity, struct shard shard,
                 const struct resume_taker *taker, struct diag *diag) {
  int status = options->part != NULL
                   ? join(resume, options->part, diag)
                   : begin(resume, options, identity, shard, taker, diag);
  return status == 0 ? resume_read(resume, taker, diag) : status;
}

int resume_read(const struct resume *resume, const struct resume_taker *taker,
                struct diag *diag) {
  return journal_read(resume->path, taker->line, taker->arg, diag);
}

bool resume_is_possible(const struct resume *resume) {
  return resume->journal != NULL && resume->scratch == NULL;
}

void resume_end(struct resume *resume, bool finished) {
  if (finished && resume->journal != NULL && !resume->joined)
    unlink(resume->path);
  journal_close(resume->journal);
  if (resume->scratch != NULL)
    files_remove_folder(resume->scratch);
  free(resume->path);
  free(resume->scratch);
  *resume = (struct resume){0};
}
