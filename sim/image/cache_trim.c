/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the folder of compiled things stays below a size. See cache.h.
 *
 * No clock is asked. What time it is says the folder in which this build has
 * just made another: on a server of files with a clock of its own that is the
 * one by which all entries are dated. */
#include "image/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

/* Others may be about to read what they have found within this time. It is also
 * how often anybody looks. */
#define REST_S 3600

/* Down to this share, so that not every look has something to remove. */
#define TENTHS_KEPT 9

#define DISK_OCTETS 512 /* of st_blocks */

struct entry {
  char *path;
  time_t used;
  uint64_t octets;
};

struct entries {
  struct entry *items;
  size_t count, capacity;
  uint64_t octets;
};

static int add(struct entries *entries, char *path, const struct stat *about) {
  if (entries->count == entries->capacity) {
    size_t capacity = entries->capacity == 0 ? 256 : entries->capacity * 2;
    struct entry *items =
        realloc(entries->items, capacity * sizeof(*entries->items));
    if (items == NULL)
      return -ENOMEM;
    entries->items = items;
    entries->capacity = capacity;
  }
  uint64_t octets = (uint64_t)about->st_blocks * DISK_OCTETS;
  entries->items[entries->count++] =
      (struct entry){path, about->st_mtime, octets};
  entries->octets += octets;
  return 0;
}

static int list(const char *folder, const char *part, struct entries *entries) {
  char *path = text_format("%s/%s", folder, part);
  DIR *opened = path == NULL ? NULL : opendir(path);
  struct dirent *found;
  int status = path == NULL ? -ENOMEM : 0;
  while (status == 0 && opened != NULL && (found = readdir(opened)) != NULL) {
    struct stat about;
    char *name = text_format("%s/%s", path, found->d_name);
    if (name == NULL)
      status = -ENOMEM;
    else if (lstat(name, &about) == 0 && S_ISREG(about.st_mode))
      status = add(entries, name, &about);
    if (entries->count == 0 || entries->items[entries->count - 1].path != name)
      free(name);
  }
  if (opened != NULL)
    closedir(opened);
  free(path);
  return status;
}

static int by_use(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  if (a->used != b->used)
    return a->used < b->used ? -1 : 1;
  return strcmp(a->path, b->path);
}

/* When this build began; 0: not known. */
static time_t now_of(const struct cache *cache) {
  struct stat about;
  char *path = text_format("%s/scratch", cache->folder);
  bool known = path != NULL && stat(path, &about) == 0;
  free(path);
  return known ? about.st_mtime : 0;
}

/* Is it time to look? Then whoever asks next is told that it is not. A stamp of
 * tomorrow, by a clock that was wrong, is none. */
static bool is_time(const char *stamp, time_t now) {
  struct stat about;
  if (stat(stamp, &about) == 0 && labs((long)(now - about.st_mtime)) < REST_S)
    return false;
  return files_write_whole(stamp, "", 0) == 0;
}

static void remove_oldest(struct entries *entries, uint64_t octets_max,
                          time_t now) {
  uint64_t octets = entries->octets;
  uint64_t kept = octets_max / 10 * TENTHS_KEPT;
  if (octets <= octets_max)
    return;
  qsort(entries->items, entries->count, sizeof(*entries->items), by_use);
  for (size_t i = 0; i < entries->count && octets > kept; i++) {
    const struct entry *entry = &entries->items[i];
    if (entry->used > now - REST_S)
      return;
    if (unlink(entry->path) == 0)
      octets -= entry->octets;
  }
}

void cache_used(const char *path) {
  utimensat(AT_FDCWD, path, NULL, 0);
}

void cache_trim(const struct cache *cache, uint64_t octets_max) {
  static const char *const parts[] = {"images", "objects", "uses"};
  struct entries entries = {0};
  time_t now = now_of(cache);
  char *stamp = text_format("%s/trimmed", cache->folder);
  if (!cache->temporary && now != 0 && stamp != NULL && is_time(stamp, now)) {
    int status = 0;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && status == 0; i++)
      status = list(cache->folder, parts[i], &entries);
    if (entries.count > 0)
      remove_oldest(&entries, octets_max, now);
  }
  for (size_t i = 0; i < entries.count; i++)
    free(entries.items[i].path);
  free(entries.items);
  free(stamp);
}
