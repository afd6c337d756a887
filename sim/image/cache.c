/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the folder of compiled things. See cache.h. */
#include "image/cache.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

static const char *const parts[] = {"images", "objects", "uses", "trees",
                                    "scratch"};

static int make_parts(const char *folder) {
  int status = 0;
  for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && status == 0; i++) {
    char *path = text_format("%s/%s", folder, parts[i]);
    status = path == NULL ? -ENOMEM : files_make_folder(path);
    if (status == 0 && access(path, W_OK | X_OK) != 0)
      status = -errno;
    free(path);
  }
  return status;
}

int cache_open(const char *folder, struct cache *ret_cache, struct diag *diag) {
  int status = make_parts(folder);
  if (status == 0) {
    ret_cache->folder = text_format("%s", folder);
    ret_cache->temporary = false;
    return ret_cache->folder == NULL ? -ENOMEM : 0;
  }
  const char *tmp = getenv("TMPDIR");
  char *temporary = text_format("%s/sockfit-XXXXXX", tmp ? tmp : "/tmp");
  if (temporary == NULL || mkdtemp(temporary) == NULL ||
      make_parts(temporary) != 0) {
    diag_add(diag, DIAG_ERROR, NULL,
             "the image cache %s cannot be written (%s), and neither can %s: "
             "set XDG_CACHE_HOME to a folder that can",
             folder, strerror(-status), temporary ? temporary : "/tmp");
    free(temporary);
    return status;
  }
  diag_add(diag, DIAG_WARNING, NULL,
           "the image cache %s cannot be written (%s): compiling for this run "
           "only; set XDG_CACHE_HOME to keep images",
           folder, strerror(-status));
  ret_cache->folder = temporary;
  ret_cache->temporary = true;
  return 0;
}

static void remove_stale(const char *scratch) {
  DIR *folder = opendir(scratch);
  struct dirent *entry;
  while (folder != NULL && (entry = readdir(folder)) != NULL) {
    int pid = atoi(entry->d_name);
    if (pid <= 0 || kill(pid, 0) == 0 || errno != ESRCH)
      continue;
    char *path = text_format("%s/%s", scratch, entry->d_name);
    if (path != NULL)
      files_remove_folder(path);
    free(path);
  }
  if (folder != NULL)
    closedir(folder);
}

char *cache_scratch(const struct cache *cache) {
  char *all = text_format("%s/scratch", cache->folder);
  char *mine =
      text_format("%s/scratch/%d-XXXXXX", cache->folder, (int)getpid());
  if (all != NULL)
    remove_stale(all);
  free(all);
  if (mine == NULL || mkdtemp(mine) == NULL) {
    free(mine);
    return NULL;
  }
  return mine;
}

void cache_close(struct cache *cache) {
  if (cache->temporary)
    files_remove_folder(cache->folder);
  free(cache->folder);
  *cache = (struct cache){0};
}
