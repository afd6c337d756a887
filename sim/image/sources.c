/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the list of files that one image is compiled from. */
#include "image/sources.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/patches.h"

enum base { BASE_LWIP, BASE_PORT, BASE_WORKLOADS, BASE_GENERATED };
enum presence { REQUIRED, OPTIONAL };
enum level {
  QUICK,
  WARM,
  HOT,
  GROUP_WARM, /* the first of the groups */
  GROUP_CORE,
  GROUP_ARP,
  GROUP_IPV4,
  GROUP_IPV6,
  GROUP_MEM,
  GROUP_REASS,
  GROUP_TIMERS,
  GROUP_PORT,
  GROUP_COMMON
};

/* What an image offers to its workloads: sockets and threads, or lwIP's raw
 * API alone (NO_SYS 1). */
enum api { ANY_API, SOCKETS_API, RAW_API };

struct row {
  enum base base;
  enum api api;
  const char *kinds; /* only when one of these words is in; NULL: always */
  const char *path;
  enum level level;
  enum presence presence;
  bool shims;
};

static const struct row rows[] = {
#define LWIP(path, level, presence)                                            \
  {BASE_LWIP, ANY_API, NULL, path, level, presence, false},
#define LWIP_SOCKETS(path, level)                                              \
  {BASE_LWIP, SOCKETS_API, NULL, path, level, REQUIRED, false},
#define PORT(path, level)                                                      \
  {BASE_PORT, ANY_API, NULL, path, level, REQUIRED, false},
#define PORT_SOCKETS(path, level)                                              \
  {BASE_PORT, SOCKETS_API, NULL, path, level, REQUIRED, false},
#define PORT_RAW(path, level)                                                  \
  {BASE_PORT, RAW_API, NULL, path, level, REQUIRED, false},
#define COMMON(path, level, kinds)                                             \
  {BASE_WORKLOADS, SOCKETS_API, kinds, path, level, REQUIRED, false},
#define COMMON_RAW(path, level, kinds)                                         \
  {BASE_WORKLOADS, RAW_API, kinds, path, level, REQUIRED, false},
#define GENERATED(path, kinds)                                                 \
  {BASE_GENERATED, SOCKETS_API, kinds, path, QUICK, REQUIRED, false},
#define GENERATED_RAW(path, kinds)                                             \
  {BASE_GENERATED, RAW_API, kinds, path, QUICK, REQUIRED, false},
#define EXTRA(kinds, path, presence)                                           \
  {BASE_LWIP, ANY_API, kinds, path, QUICK, presence, false},
#define FUNCTION(path)                                                         \
  {BASE_PORT, SOCKETS_API, "function", path, QUICK, REQUIRED, false},
#define SHIM_BETWEEN(path)                                                     \
  {BASE_PORT, SOCKETS_API, "source", path, QUICK, REQUIRED, false},
#define SHIM(path)                                                             \
  {BASE_PORT, SOCKETS_API, "source", path, QUICK, REQUIRED, true},
#include "image/sources.def"
};

static const char *const link_arguments[] = {
    "-Wl,--wrap=memp_malloc",
    "-Wl,--wrap=memp_free",
    "-Wl,--wrap=tcp_alloc",
    "-Wl,--wrap=tcp_new_ip_type",
    "-Wl,--wrap=tcp_listen_with_backlog_and_err",
    "-Wl,--wrap=mem_malloc",
    "-Wl,--wrap=mem_calloc",
    "-Wl,--wrap=ip4_reass",
    "-Wl,--wrap=sys_timeouts_sleeptime",
    "-Wl,--wrap=sys_check_timeouts",
    "-Wl,--wrap=netif_loop_output",
    "-Wl,--wrap=lwip_socket",
    "-Wl,--wrap=lwip_accept",
    "-Wl,--wrap=lwip_bind",
    "-Wl,--wrap=lwip_listen",
    "-Wl,--wrap=lwip_connect",
    "-Wl,--wrap=lwip_close",
    "-Wl,--wrap=lwip_setsockopt",
    "-Wl,--wrap=lwip_send",
    "-Wl,--wrap=lwip_write",
    "-Wl,--wrap=lwip_sendto",
    "-Wl,--wrap=lwip_sendmsg",
    "-Wl,--wrap=lwip_recv",
    "-Wl,--wrap=lwip_read",
    "-Wl,--wrap=lwip_recvfrom",
    "-Wl,--wrap=lwip_recvmsg",
    "-Wl,--wrap=lwip_select",
    "-Wl,--wrap=abort",
    "-Wl,--wrap=__assert_fail",
    "-Wl,--wrap=exit",
    "-Wl,--wrap=_exit",
    "-Wl,--wrap=malloc",
    "-Wl,--wrap=calloc",
    "-Wl,--wrap=free",
    "-Wl,--wrap=lwip_poll",
    "-lhttp_parser",
    "-lprotobuf-c",
    NULL,
};

static const char *const link_arguments_raw[] = {
    "-Wl,--wrap=memp_malloc",
    "-Wl,--wrap=memp_free",
    "-Wl,--wrap=mem_malloc",
    "-Wl,--wrap=mem_calloc",
    "-Wl,--wrap=ip4_reass",
    "-Wl,--wrap=sys_timeouts_sleeptime",
    "-Wl,--wrap=sys_check_timeouts",
    "-Wl,--wrap=netif_loop_output",
    "-Wl,--wrap=tcp_alloc",
    "-Wl,--wrap=tcp_new",
    "-Wl,--wrap=tcp_new_ip_type",
    "-Wl,--wrap=tcp_arg",
    "-Wl,--wrap=tcp_recv",
    "-Wl,--wrap=tcp_sent",
    "-Wl,--wrap=tcp_poll",
    "-Wl,--wrap=tcp_err",
    "-Wl,--wrap=tcp_accept",
    "-Wl,--wrap=tcp_bind",
    "-Wl,--wrap=tcp_listen_with_backlog",
    "-Wl,--wrap=tcp_listen_with_backlog_and_err",
    "-Wl,--wrap=tcp_connect",
    "-Wl,--wrap=tcp_write",
    "-Wl,--wrap=tcp_output",
    "-Wl,--wrap=tcp_close",
    "-Wl,--wrap=tcp_shutdown",
    "-Wl,--wrap=udp_new",
    "-Wl,--wrap=udp_new_ip_type",
    "-Wl,--wrap=udp_bind",
    "-Wl,--wrap=udp_recv",
    "-Wl,--wrap=udp_send",
    "-Wl,--wrap=udp_sendto",
    "-Wl,--wrap=dns_gethostbyname",
    "-Wl,--wrap=dns_gethostbyname_addrtype",
    "-Wl,--wrap=abort",
    "-Wl,--wrap=__assert_fail",
    "-Wl,--wrap=exit",
    "-Wl,--wrap=_exit",
    "-Wl,--wrap=malloc",
    "-Wl,--wrap=calloc",
    "-Wl,--wrap=free",
    "-lhttp_parser",
    "-lprotobuf-c",
    NULL,
};

static enum api api_of(const struct image_request *request) {
  return limits_number(request->limits, "NO_SYS", 0) == 1 ? RAW_API
                                                          : SOCKETS_API;
}

const char *const *sources_link_arguments(const struct image_request *request) {
  return api_of(request) == RAW_API ? link_arguments_raw : link_arguments;
}

void sources_done(struct sources *sources) {
  for (size_t i = 0; i < sources->count; i++) {
    free(sources->items[i].path);
    free(sources->items[i].patch);
  }
  free(sources->items);
  *sources = (struct sources){0};
}

/* Another file for the group that the last source is. Takes path over. */
static int add_to_last(struct sources *sources, char *path) {
  struct source *last = &sources->items[sources->count - 1];
  char *paths = text_format("%s\n%s", last->path, path);
  free(path);
  if (paths == NULL)
    return -ENOMEM;
  free(last->path);
  last->path = paths;
  return 0;
}

/* Files of one group share a translation unit; a fork's were never meant to
 * (esp-lwip 2.1.2 has two static variables of one name), but for ours that read
 * what the file before them has. */
static bool may_join(const struct sources *sources, const struct row *row,
                     const struct image_places *places) {
  return row->level >= GROUP_WARM && sources->count > 0 &&
         (row->base == BASE_PORT || !places->tree.esp) &&
         sources->items[sources->count - 1].group == (int)row->level;
}

/* Sibling calls would leave frames out of the places of crashes. */
static const char *optimise_level(enum level level) {
  switch (level) {
  case HOT:
  case GROUP_TIMERS: /* what a host that rests does */
    return "-O2 -fno-optimize-sibling-calls";
  case WARM:
  case GROUP_WARM:
  case GROUP_MEM:
  case GROUP_ARP:
    return "-Og";
  default:
    return "-O0";
  }
}

void sources_digest(struct digest *digest) {
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    digest_add_text(digest, rows[i].path);
    digest_add_text(digest, optimise_level(rows[i].level));
  }
}

/* Takes path and patch over, also on failure. Of files that are compiled as one
 * only the first may have a patch. */
static int add(struct sources *sources, const struct image_places *places,
               char *path, char *patch, const struct row *row) {
  enum level level = row->level;
  size_t count = sources->count;
  if (path != NULL && patch == NULL && may_join(sources, row, places))
    return add_to_last(sources, path);
  struct source *items =
      path == NULL ? NULL
                   : realloc(sources->items, (count + 1) * sizeof(*items));
  if (items == NULL) {
    free(path);
    free(patch);
    return -ENOMEM;
  }
  sources->items = items;
  items[sources->count++] = (struct source){.path = path,
                                            .patch = patch,
                                            .optimise = optimise_level(level),
                                            .group = (int)level,
                                            .shims = row->shims};
  return 0;
}

/* Whether words, separated by blanks, has this one. */
static bool has_word(const char *words, const char *word) {
  size_t len = strlen(word);
  const char *at = words;
  while ((at = strstr(at, word)) != NULL) {
    bool begins = at == words || at[-1] == ' ';
    if (begins && (at[len] == ' ' || at[len] == '\0'))
      return true;
    at += len;
  }
  return false;
}

static const char *family_folder(const struct image_request *request) {
  if (request->family == FAMILY_PEER)
    return "peer";
  return api_of(request) == RAW_API ? "raw" : "device";
}

static bool is_wanted(const struct image_request *request,
                      const struct row *row) {
  const char *kinds = row->kinds;
  if (row->api != ANY_API && row->api != api_of(request))
    return false;
  if (kinds == NULL)
    return true;
  for (size_t i = 0; i < request->kind_count; i++) {
    char full[64]; /* cut names are those of nobody */
    snprintf(full, sizeof(full), "%s/%s", family_folder(request),
             request->kinds[i]);
    if (has_word(kinds, request->kinds[i]) || has_word(kinds, full))
      return true;
  }
  return false;
}

/* The patches for a file of lwIP that the limits ask for and the tree does not
 * have already; NULL: none. Returns 0 or -ENOMEM. */
static int patches_of(const struct image_places *places,
                      const struct image_request *request, const char *path,
                      char **ret_patches) {
  struct text text = {0};
  size_t count;
  const struct lwip_patch *patches = patches_all(&count);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(patches[i].path, path) == 0 &&
        patches_wanted(&patches[i], request->limits) &&
        !lwip_tree_has(&places->tree, patches[i].name))
      text_add(&text, "%s%s/%s", text.len > 0 ? "\n" : "", places->port,
               patches[i].patch);
  }
  *ret_patches = text.data;
  return text.failed ? -ENOMEM : 0;
}

static int add_row(const struct image_places *places,
                   const struct image_request *request, const struct row *row,
                   struct sources *sources, struct diag *diag) {
  const char *folders[] = {[BASE_LWIP] = places->lwip,
                           [BASE_PORT] = places->port,
                           [BASE_WORKLOADS] = places->workloads,
                           [BASE_GENERATED] = places->generated};
  char *path = text_format("%s/%s", folders[row->base], row->path);
  if (path != NULL && !files_exist(path)) {
    if (row->presence == REQUIRED)
      diag_add(diag, DIAG_ERROR, NULL,
               "cannot compile the image: %s is missing", path);
    free(path);
    return row->presence == REQUIRED ? -ENOENT : 0;
  }
  char *patch = NULL;
  if (row->base == BASE_LWIP &&
      patches_of(places, request, row->path, &patch) != 0) {
    free(path);
    free(patch);
    return -ENOMEM;
  }
  return add(sources, places, path, patch, row);
}

static int add_workload(const struct image_places *places,
                        const struct image_request *request, const char *kind,
                        struct sources *sources, struct diag *diag) {
  char *path = text_format("%s/%s/%s.c", places->workloads,
                           family_folder(request), kind);
  if (path != NULL && !files_exist(path)) {
    diag_add(diag, DIAG_ERROR, NULL, "there is no workload %s: %s is missing",
             kind, path);
    free(path);
    return -ENOENT;
  }
  static const struct row workload = {.level = QUICK};
  return add(sources, places, path, NULL, &workload);
}

int sources_list(const struct image_places *places,
                 const struct image_request *request,
                 struct sources *ret_sources, struct diag *diag) {
  struct sources sources = {0};
  int status = 0;
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && status == 0; i++) {
    if (is_wanted(request, &rows[i]))
      status = add_row(places, request, &rows[i], &sources, diag);
  }
  for (size_t i = 0; i < request->kind_count && status == 0; i++)
    status = add_workload(places, request, request->kinds[i], &sources, diag);
  if (status != 0) {
    sources_done(&sources);
    return status;
  }
  *ret_sources = sources;
  return 0;
}
