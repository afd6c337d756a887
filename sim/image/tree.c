/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: a digest of the sources below a folder. See tree.h. */
#include "image/tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/text.h"

#define SOURCE_MAX_OCTETS (16u << 20)

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

/* What a walk is about: names and contents, or names and stamps. */
struct walk {
  bool contents;
  size_t prefix; /* octets of the folder's name, which do not count */
  struct digest *digest;
};

static int walk_folder(const struct walk *walk, const char *folder);

/* Follows no symbolic links. */
static int walk_entry(const struct walk *walk, const char *path) {
  struct stat about;
  if (lstat(path, &about) != 0)
    return -errno;
  if (S_ISDIR(about.st_mode))
    return walk_folder(walk, path);
  if (!S_ISREG(about.st_mode) || !is_source(path))
    return 0;
  digest_add_text(walk->digest, path + walk->prefix);
  if (walk->contents)
    return add_content(walk->digest, path);
  add_stamp(walk->digest, &about);
  return 0;
}

static int is_no_dot(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* fts_open() of glibc crashes without memory, and fts_read() leaves folders
 * out. */
static int walk_folder(const struct walk *walk, const char *folder) {
  struct dirent **entries;
  int count = scandir(folder, &entries, is_no_dot, by_name);
  if (count < 0)
    return -errno;
  int status = 0;
  for (int i = 0; i < count; i++) {
    char *path = text_format("%s/%s", folder, entries[i]->d_name);
    free(entries[i]);
    if (status == 0)
      status = path == NULL ? -ENOMEM : walk_entry(walk, path);
    free(path);
  }
  free(entries);
  return status;
}

static int hash(const char *folder, bool contents,
                char ret_hex[DIGEST_HEX_SIZE]) {
  struct digest *digest = digest_new();
  if (digest == NULL)
    return -ENOMEM;
  if (!contents)
    digest_add_text(digest, folder);
  const struct walk walk = {contents, strlen(folder), digest};
  int status = walk_folder(&walk, folder);
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

int tree_add(const char *folder, const char *below, const char *cache_folder,
             struct digest *digest, struct diag *diag) {
  char hex[DIGEST_HEX_SIZE];
  char *path = text_format("%s%s", folder, below);
  int status = path == NULL ? -ENOMEM : tree_digest(path, cache_folder, hex);
  if (status == 0)
    digest_add_text(digest, hex);
  else
    diag_add(diag, DIAG_ERROR, NULL, "cannot read the sources in %s: %s",
             path == NULL ? folder : path, strerror(-status));
  free(path);
  return status;
}
