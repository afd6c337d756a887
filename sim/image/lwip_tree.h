/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: what an lwIP tree is: its version, whose fork, and which rules
 * of ours it has already. All of it is read from the tree's own files. */
#ifndef SOCKFIT_IMAGE_LWIP_TREE_H
#define SOCKFIT_IMAGE_LWIP_TREE_H

#include <stdbool.h>

#include "base/diag.h"
#include "limits/limits.h"

#define LWIP_TREE_NAME_SIZE 64

struct lwip_tree {
  /* lwIP's own name for the version ("2.2.1", "2.2.2d" from git); of a fork
   * "2.1.3-esp (esp-lwip)". */
  char name[LWIP_TREE_NAME_SIZE];
  int major, minor, revision;
  bool esp;            /* Espressif's fork */
  bool counts_lists;   /* its tcp_alloc() counts PCBs in lists (ESP-IDF 4) */
  bool kills_fin_wait; /* its tcp_alloc() gives up FIN_WAIT_2, FIN_WAIT_1
                          (ESP-IDF 5.4 and later) */
  /* For the compiler, words separated by blanks: what the fork's own port
   * defines, and SOCKFIT_TREE_name=1 for each rule that is there. Owned. */
  char *flags;
};

/* Look at the tree in folder. Returns 0 and the tree (lwip_tree_done);
 * -ENOENT with a diagnosis when its version cannot be read or is below 2.1.0;
 * -ENOMEM. */
int lwip_tree_recognise(const char *folder, struct lwip_tree *ret_tree,
                        struct diag *diag);

/* Whether it has the rule of that name (patches.def) already. */
bool lwip_tree_has(const struct lwip_tree *tree, const char *rule);

void lwip_tree_done(struct lwip_tree *tree);

/* Warn when the limits' profile and the tree disagree about how TCP PCBs are
 * counted: the tree's own rule then holds, and no device has both. */
void lwip_tree_compare(const struct lwip_tree *tree,
                       const struct limits *limits, struct diag *diag);

#endif
