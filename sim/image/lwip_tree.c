/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: what an lwIP tree is. See lwip_tree.h. */
#include "image/lwip_tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/patches.h"

#define FILE_MAX_OCTETS (4u << 20)

/* What ESP-IDF's port defines for its fork (components/lwip/port, lwipopts.h).
 * Releases differ in which of them they still look at: 2.1.2-esp does not
 * compile without ESP_LWIP_SELECT, and ESP_LWIP_LOCK goes with it. The timers
 * are Kconfig LWIP_TIMERS_ONDEMAND's default; unasked ARP (on by default, once
 * a minute) and the timer of its DHCP server are left out. */
#define ESP_FLAGS                                                              \
  " -DESP_LWIP=1 -DESP_LWIP_ARP=1 -DESP_LWIP_LOCK=1 -DESP_LWIP_SELECT=1"       \
  " -DESP_THREAD_PROTECTION=1 -DESP_IPV6=1"                                    \
  " -DESP_LWIP_DHCP_FINE_TIMERS_ONDEMAND=1"                                    \
  " -DESP_LWIP_DNS_TIMERS_ONDEMAND=1 -DESP_LWIP_IGMP_TIMERS_ONDEMAND=1"        \
  " -DESP_LWIP_MLD6_TIMERS_ONDEMAND=1"                                         \
  " -DESP_LWIP_IP4_REASSEMBLY_TIMERS_ONDEMAND=1"                               \
  " -DESP_LWIP_IP6_REASSEMBLY_TIMERS_ONDEMAND=1 -DESP_GRATUITOUS_ARP=0"        \
  " -DESP_DHCPS_TIMER=0"

struct files {
  const char *folder;
  bool failed; /* no memory: what is not found may be there */
};

/* The file's text, or NULL: not there, or no memory. */
static char *content_of(struct files *files, const char *path) {
  char *name = text_format("%s/%s", files->folder, path), *data = NULL;
  size_t len;
  int status =
      name == NULL ? -ENOMEM : files_read(name, FILE_MAX_OCTETS, &data, &len);
  files->failed |= status == -ENOMEM;
  free(name);
  return status == 0 ? data : NULL;
}

static bool has_text(struct files *files, const char *path,
                     const char *marker) {
  char *data = content_of(files, path);
  bool found = data != NULL && strstr(data, marker) != NULL;
  free(data);
  return found;
}

/* ---- version ---- */

/* The word after "#define NAME", copied; false when there is no such line. */
static bool defined_as(const char *header, const char *name, char *ret_word,
                       size_t size) {
  size_t len = strlen(name);
  for (const char *at = header; (at = strstr(at, "#define")) != NULL;) {
    at += strlen("#define");
    at += strspn(at, " \t");
    if (strncmp(at, name, len) != 0 || (at[len] != ' ' && at[len] != '\t'))
      continue;
    at += len + strspn(at + len, " \t");
    size_t word = strcspn(at, " \t\r\n");
    snprintf(ret_word, size, "%.*s", (int)word, at);
    return true;
  }
  return false;
}

static bool number_of(const char *header, const char *name, int *ret_number) {
  char word[32], *end;
  if (!defined_as(header, name, word, sizeof(word)))
    return false;
  long number = strtol(word, &end, 0);
  *ret_number = (int)number;
  return *word != '\0' && strspn(end, "uUlL") == strlen(end) && number >= 0 &&
         number <= 255;
}

/* As LWIP_VERSION_STRING_SUFFIX: nothing, "d" or "rcN". */
static void suffix_of(const char *header, char *ret_suffix, size_t size) {
  char word[32];
  int candidate;
  if (!defined_as(header, "LWIP_VERSION_RC", word, sizeof(word)) ||
      strcmp(word, "LWIP_RC_RELEASE") == 0 || strcmp(word, "255") == 0)
    *ret_suffix = '\0';
  else if (number_of(header, "LWIP_VERSION_RC", &candidate) && candidate > 0)
    snprintf(ret_suffix, size, "rc%d", candidate);
  else
    snprintf(ret_suffix, size, "d");
}

static bool read_version(const char *header, struct lwip_tree *tree) {
  char suffix[16];
  if (!number_of(header, "LWIP_VERSION_MAJOR", &tree->major) ||
      !number_of(header, "LWIP_VERSION_MINOR", &tree->minor) ||
      !number_of(header, "LWIP_VERSION_REVISION", &tree->revision))
    return false;
  suffix_of(header, suffix, sizeof(suffix));
  snprintf(tree->name, sizeof(tree->name), "%d.%d.%d%s", tree->major,
           tree->minor, tree->revision, tree->esp ? "-esp (esp-lwip)" : suffix);
  return true;
}

/* ---- rules ---- */

bool lwip_tree_has(const struct lwip_tree *tree, const char *rule) {
  char word[64];
  snprintf(word, sizeof(word), " -DSOCKFIT_TREE_%s=1", rule);
  return strstr(tree->flags, word) != NULL;
}

/* What the tree has, and the compiler's words for it. */
static int find_rules(struct files *files, struct lwip_tree *tree) {
  struct text flags = {0};
  size_t count;
  const struct lwip_patch *patches = patches_all(&count);
  text_add(&flags, "%s", tree->esp ? ESP_FLAGS : "");
  for (size_t i = 0; i < count; i++) {
    if (has_text(files, patches[i].path, patches[i].marker))
      text_add(&flags, " -DSOCKFIT_TREE_%s=1", patches[i].name);
  }
  tree->counts_lists =
      flags.data != NULL && strstr(flags.data, "_TREE_TCP_LISTS=") != NULL;
  tree->kills_fin_wait =
      !tree->counts_lists &&
      has_text(files, "src/core/tcp.c", "tcp_kill_state(FIN_WAIT_2)");
  if (tree->kills_fin_wait)
    text_add(&flags, " -DSOCKFIT_TREE_FIN_WAIT=1");
  tree->flags = flags.data == NULL ? strdup("") : flags.data;
  return flags.failed || files->failed || tree->flags == NULL ? -ENOMEM : 0;
}

int lwip_tree_recognise(const char *folder, struct lwip_tree *ret_tree,
                        struct diag *diag) {
  struct lwip_tree tree = {0};
  struct files files = {.folder = folder};
  char *header = content_of(&files, "src/include/lwip/init.h");
  tree.esp = has_text(&files, "src/core/tcp.c", "ESP_LWIP");
  bool known = header != NULL && read_version(header, &tree);
  free(header);
  if (files.failed)
    return -ENOMEM;
  if (!known) {
    diag_add(diag, DIAG_ERROR, NULL,
             "%s/src/include/lwip/init.h defines no LWIP_VERSION_MAJOR, _MINOR "
             "and _REVISION: this is no lwIP 2.1 or later",
             folder);
    return -ENOENT;
  }
  if (tree.major < 2 || (tree.major == 2 && tree.minor < 1)) {
    diag_add(diag, DIAG_ERROR, NULL,
             "%s is lwIP %s: sockfit's port needs 2.1.0 or later", folder,
             tree.name);
    return -ENOENT;
  }
  int status = find_rules(&files, &tree);
  if (status != 0)
    lwip_tree_done(&tree);
  else
    *ret_tree = tree;
  return status;
}

void lwip_tree_done(struct lwip_tree *tree) {
  free(tree->flags);
  *tree = (struct lwip_tree){0};
}

void lwip_tree_compare(const struct lwip_tree *tree,
                       const struct limits *limits, struct diag *diag) {
  int64_t rule = limits_number(limits, "SOCKFIT_COUNT_TCP_PCB", 0);
  if (tree->counts_lists && rule != 2)
    diag_add(diag, DIAG_WARNING, NULL,
             "lwIP %s counts TCP PCBs by its lists against MEMP_NUM_TCP_PCB, "
             "as ESP-IDF 4 does, and this holds although profile %s does not "
             "say so: profile esp-idf-4 goes with this tree",
             tree->name, limits->profile->name);
  if (tree->kills_fin_wait && rule != 1)
    diag_add(diag, DIAG_WARNING, NULL,
             "lwIP %s gives up TCP PCBs in FIN_WAIT when none is left, as "
             "ESP-IDF 5.4 does, and this holds although profile %s does not "
             "say so: profile esp-idf goes with this tree",
             tree->name, limits->profile->name);
}
