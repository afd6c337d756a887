/* SPDX-License-Identifier: BSD-3-Clause */
/* study: units of work that are done. See journal.h. */
#include "study/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

#define JOURNAL_MAX_OCTETS (1u << 30)

struct journal {
  int fd;
  char *path;
};

static int fail(const char *path, int status, struct diag *diag) {
  if (status == -EWOULDBLOCK)
    diag_add(diag, DIAG_ERROR, NULL,
             "%s: another sockfit is at work on this result", path);
  else if (status != -ENOMEM)
    diag_add(diag, DIAG_ERROR, NULL, "%s: %s", path, strerror(-status));
  return status == -EWOULDBLOCK ? -EBUSY : status == -EINVAL ? -EIO : status;
}

/* NULL: *ret_status says why. */
static struct journal *open_journal(const char *path, int flags,
                                    int *ret_status, struct diag *diag) {
  struct journal *journal = calloc(1, sizeof(*journal));
  *ret_status = -ENOMEM;
  if (journal == NULL)
    return NULL;
  journal->fd =
      open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | flags, 0666);
  if (journal->fd < 0)
    *ret_status = fail(path, -errno, diag);
  journal->path = strdup(path);
  if (journal->fd < 0 || journal->path == NULL) {
    journal_close(journal);
    return NULL;
  }
  *ret_status = 0;
  return journal;
}

/* No member needs an escape in JSON. */
static char *header(const struct identity *identity, struct shard shard) {
  bool whole = shard_is_whole(shard);
  return text_format("{\"units_of\": \"%s\", \"sockfit\": \"%s\", "
                     "\"digest\": \"%s\", \"stack\": \"%s\", "
                     "\"shard\": \"%zu/%zu\"}",
                     identity->schema, identity->version, identity->scenario,
                     identity->stack, whole ? 1 : shard.number + 1,
                     whole ? 1 : shard.count);
}

/* The first line is ours, or there is none yet; a last line without an end is
 * dropped, so that the next one does not continue it. */
static int go_on(struct journal *journal, const char *first,
                 struct diag *diag) {
  char *text;
  size_t len;
  int status = files_read(journal->path, JOURNAL_MAX_OCTETS, &text, &len);
  if (status != 0)
    return fail(journal->path, status, diag);
  char *end = memrchr(text, '\n', len);
  size_t whole = end == NULL ? 0 : (size_t)(end - text) + 1;
  size_t first_len = strlen(first);
  bool ours = whole == 0 || (whole > first_len && text[first_len] == '\n' &&
                             memcmp(text, first, first_len) == 0);
  free(text);
  if (!ours) {
    diag_add(
        diag, DIAG_ERROR, NULL,
        "%s is of another question: the scenario, a source, the options or "
        "sockfit changed since; without --resume it is begun anew",
        journal->path);
    return -EINVAL;
  }
  if (ftruncate(journal->fd, (off_t)whole) != 0)
    return fail(journal->path, -errno, diag);
  return whole == 0 ? journal_add(journal, first, diag) : 0;
}

int journal_begin(const char *path, const struct identity *identity,
                  struct shard shard, bool resume, struct journal **ret_journal,
                  struct diag *diag) {
  int status;
  char *first = header(identity, shard);
  struct journal *journal = open_journal(path, O_CREAT, &status, diag);
  if (first == NULL)
    status = -ENOMEM;
  if (journal != NULL && status == 0) {
    if (flock(journal->fd, LOCK_EX | LOCK_NB) != 0 ||
        (!resume && ftruncate(journal->fd, 0) != 0))
      status = fail(path, -errno, diag);
    else
      status = go_on(journal, first, diag);
  }
  free(first);
  if (status != 0)
    journal_close(journal);
  else
    *ret_journal = journal;
  return status;
}

int journal_join(const char *path, struct journal **ret_journal,
                 struct diag *diag) {
  int status;
  struct journal *journal = open_journal(path, 0, &status, diag);
  if (journal != NULL)
    *ret_journal = journal;
  return status;
}

int journal_read(const char *path, int (*each)(void *arg, const char *line),
                 void *arg, struct diag *diag) {
  char *text;
  size_t len;
  int status = files_read(path, JOURNAL_MAX_OCTETS, &text, &len);
  if (status != 0)
    return fail(path, status, diag);
  char *end = memchr(text, '\n', len); /* the first line's */
  while (end != NULL && status == 0) {
    char *line = end + 1;
    end = memchr(line, '\n', len - (size_t)(line - text));
    if (end == NULL)
      break; /* not whole */
    *end = '\0';
    status = each(arg, line);
  }
  free(text);
  return status;
}

int journal_add(struct journal *journal, const char *line, struct diag *diag) {
  char *whole = text_format("%s\n", line);
  if (whole == NULL)
    return -ENOMEM;
  size_t len = strlen(whole), written = 0;
  int status = 0;
  while (written < len && status == 0) {
    ssize_t count = write(journal->fd, whole + written, len - written);
    if (count >= 0)
      written += (size_t)count;
    else if (errno != EINTR)
      status = -errno;
  }
  free(whole);
  if (status == 0 && fdatasync(journal->fd) != 0)
    status = -errno;
  return status == 0 ? 0 : fail(journal->path, status, diag);
}

void journal_close(struct journal *journal) {
  if (journal == NULL)
    return;
  if (journal->fd >= 0)
    close(journal->fd);
  free(journal->path);
  free(journal);
}
