/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: a digest of the sources below a folder. See tree.h. */
#include "image/tree.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"

#define SOURCE_MAX_OCTETS (16u << 20)

static int by_name(const FTSENT **a, const FTSENT **b) {
  return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_source(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot != NULL && (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0 ||
                         strcmp(dot, ".patch") == 0);
}

static int add_content(struct digest *digest, const char *path) {
  char *data;
  size_t len;
  int status = files_read(path, SOURCE_MAX_OCTETS, &data, &len);
  if (status == 0) {
    digest_add(digest, data, len);
    free(data);
  }
  return status;
}

static void add_stamp(struct digest *digest, const struct stat *about) {
  const int64_t stamp[3] = {about->st_size, about->st_mtim.tv_sec,
                            about->st_mtim.tv_nsec};
  digest_add(digest, stamp, sizeof(stamp));
}

/* Names and contents, or names and stamps. */
static int walk(const char *folder, bool contents, struct digest *digest) {
  char *roots[] = {(char *)folder, NULL};
  FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
  if (fts == NULL)
    return -errno;
  int status = 0;
  size_t prefix = strlen(folder);
  FTSENT *entry;
  while (status == 0 && (entry = fts_read(fts)) != NULL) {
    if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS)
      status = -entry->fts_errno;
    if (entry->fts_info != FTS_F || !is_source(entry->fts_name))
      continue;
    digest_add_text(digest, entry->fts_path + prefix);
    if (contents)
      status = add_content(digest, entry->fts_accpath);
    else
      add_stamp(digest, entry->fts_statp);
  }
  fts_close(fts);
  return status;
}

static int hash(const char *folder, bool contents,
                char ret_hex[DIGEST_HEX_SIZE]) {
  struct digest *digest = digest_new();
  if (digest == NULL)
    return -ENOMEM;
  if (!contents)
    digest_add_text(digest, folder);
  int status = walk(folder, contents, digest);
  if (status == 0)
    digest_hex(digest, ret_hex);
  digest_free(digest);
  return status;
}

int tree_digest(const char *folder, const char *cache_folder,
                char ret_hex[DIGEST_HEX_SIZE]) {
  char stamps[DIGEST_HEX_SIZE];
  int status = hash(folder, false, stamps);
  if (status != 0)
    return status;
  char *memo = text_format("%s/trees/%s", cache_folder, stamps);
  if (memo == NULL)
    return -ENOMEM;
  char *known;
  size_t len;
  if (files_read(memo, DIGEST_HEX_SIZE, &known, &len) == 0) {
    bool whole = len == DIGEST_HEX_SIZE - 1;
    if (whole)
      memcpy(ret_hex, known, DIGEST_HEX_SIZE);
    free(known);
    if (whole) {
      free(memo);
      return 0;
    }
  }
  status = hash(folder, true, ret_hex);
  if (status == 0) /* a memo that cannot be kept costs time, nothing else */
    files_write_whole(memo, ret_hex, DIGEST_HEX_SIZE - 1);
  free(memo);
  return status;
}
