/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: where the port, the workloads, lwIP and the cache are. */
#include "image/image.h"

#include <errno.h>
#include <stdlib.h>

#include "base/files.h"
#include "base/text.h"

void image_places_done(struct image_places *places) {
  free(places->port);
  free(places->workloads);
  free(places->generated);
  free(places->lwip);
  free(places->cache);
  lwip_tree_done(&places->tree);
  *places = (struct image_places){0};
}

static void find_installed(const char *shared, struct image_places *places) {
  places->port = text_format("%s/lwip-port", shared);
  places->workloads = text_format("%s/workloads", shared);
  places->generated = text_format("%s/generated", shared);
  places->lwip = text_format("%s/lwip", shared);
}

/* PREFIX/bin/sockfit or PREFIX/lib/libsockfit.so, perhaps in a folder of the
 * machine's in lib/, with PREFIX/share/sockfit. Returns 0, with NULL when it is
 * not installed, or -ENOMEM. */
static int find_shared(char **ret_shared) {
  static const char *const above[] = {"..", "../.."};
  char *program = files_program_folder();
  char *shared = NULL;
  int status = 0;
  for (size_t i = 0; i < 2 && shared == NULL && status == 0; i++) {
    shared =
        text_format("%s/%s/share/sockfit", program ? program : ".", above[i]);
    status = shared == NULL ? -ENOMEM : 0;
    if (shared != NULL && !files_exist(shared)) {
      free(shared);
      shared = NULL;
    }
  }
  free(program);
  *ret_shared = shared;
  return status;
}

/* A build folder, which the program's own build names. */
static void find_built(struct image_places *places) {
  places->port = text_format("%s/lwip-port", SOCKFIT_SOURCE_FOLDER);
  places->workloads = text_format("%s/sim/workloads", SOCKFIT_SOURCE_FOLDER);
  places->generated = text_format("%s", SOCKFIT_GENERATED_FOLDER);
  places->lwip = text_format("%s/build/lwip/lwip-2.2.1", SOCKFIT_SOURCE_FOLDER);
}

static char *cache_folder(void) {
  const char *xdg = getenv("XDG_CACHE_HOME");
  const char *home = getenv("HOME");
  if (xdg != NULL && xdg[0] == '/')
    return text_format("%s/sockfit", xdg);
  if (home != NULL && home[0] == '/')
    return text_format("%s/.cache/sockfit", home);
  return text_format("/tmp/sockfit-cache");
}

/* lwIP's folder in what the user named: itself, or below an ESP-IDF checkout
 * or its component. Takes no symbolic link for granted: absolute. */
static char *find_tree(const char *named) {
  static const char *const below[] = {"", "/lwip", "/components/lwip/lwip"};
  for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
    char *header = text_format("%s%s/src/include/lwip/init.h", named, below[i]);
    if (header == NULL)
      return NULL;
    bool found = files_exist(header);
    free(header);
    if (!found)
      continue;
    char *folder = text_format("%s%s", named, below[i]);
    char *absolute = folder == NULL ? NULL : realpath(folder, NULL);
    free(folder);
    return absolute;
  }
  char *absolute = realpath(named, NULL);
  return absolute != NULL ? absolute : text_format("%s", named);
}

static int check_lwip(const char *lwip, struct diag *diag) {
  char *header = text_format("%s/src/include/lwip/init.h", lwip);
  if (header == NULL)
    return -ENOMEM;
  int status = files_exist(header) ? 0 : -ENOENT;
  free(header);
  if (status != 0)
    diag_add(diag, DIAG_ERROR, NULL,
             "no lwIP in %s (src/include/lwip/init.h is missing): run "
             "tools/fetch-lwip, or name a tree with --lwip-dir",
             lwip);
  return status;
}

int image_places_find(const char *lwip_dir, struct image_places *ret_places,
                      struct diag *diag) {
  struct image_places places = {0};
  char *shared;
  int status = find_shared(&shared);
  if (status != 0)
    return status;
  if (shared != NULL)
    find_installed(shared, &places);
  else
    find_built(&places);
  free(shared);
  places.cache = cache_folder();
  if (lwip_dir != NULL) {
    free(places.lwip);
    places.lwip = find_tree(lwip_dir);
  }
  status = -ENOMEM;
  if (places.port != NULL && places.workloads != NULL &&
      places.generated != NULL && places.lwip != NULL && places.cache != NULL)
    status = check_lwip(places.lwip, diag);
  if (status == 0)
    status = lwip_tree_recognise(places.lwip, &places.tree, diag);
  if (status != 0) {
    image_places_done(&places);
    return status;
  }
  *ret_places = places;
  return 0;
}
