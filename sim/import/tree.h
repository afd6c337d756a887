/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: foreign YAML files as one tree without tags, aliases
 * and merge keys. Includes are read here, secrets are looked for and never
 * kept. Every walk counts what it makes, so that neither aliases nor includes
 * nor substitutions can make more than TREE_NODES_MAX of it. */
#ifndef SOCKFIT_IMPORT_TREE_H
#define SOCKFIT_IMPORT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/arena.h"
#include "scenario/mistakes.h"
#include "scenario/yaml.h"

#define TREE_NODES_MAX 100000
#define TREE_DEPTH_MAX 200 /* of values, over includes and aliases */
#define TREE_KEYS_MAX 4000 /* in one mapping */
#define TREE_FILES_MAX 500
#define TREE_OCTETS_MAX (4 << 20) /* of all files together */
#define TREE_INCLUDES_MAX 32      /* one in another */
#define TREE_USES_MAX 100000      /* of variables, those in others counted */
#define TREE_TEXT_MAX 4096        /* of a value after substitution */

/* One file that is being read, and the include that asked for it. */
struct frame {
  const struct frame *parent;
  const char *file;
  const char *folder;
  const struct yaml_node *vars;     /* of the include; NULL: none */
  const struct yaml_node *defaults; /* the file's own; NULL: none */
};

struct secrets {
  const char *file;
  const struct yaml_node *values; /* NULL: no such file, or it is broken */
  struct secrets *next;
};

struct tree {
  struct arena *arena;
  struct mistakes *mistakes;
  const char *folder;                    /* of the device's file */
  const struct yaml_node *substitutions; /* known so far; NULL: none */
  struct secrets *secrets;               /* files looked at */
  size_t node_count;
  size_t file_count;
  size_t octets;
  size_t depth;
  size_t use_count; /* of variables */
};

/* Functions that return int: 0 or -ENOMEM; -EINVAL when a bound was passed and
 * nothing more can be said. Mistakes are added to tree->mistakes. */

/* Read path as a whole tree; what is wrong with it leaves YAML_BROKEN nodes.
 *
 * asked  where it is named, NULL: on the command line */
int tree_load(struct tree *tree, const char *path, const struct place *asked,
              const struct frame *parent, const struct yaml_node *vars,
              struct yaml_node **ret_root);

/* A copy of node without tags, aliases and merge keys. What stays: !secret,
 * !lambda and !literal (text that says nothing), !extend and !remove. */
int tree_expand(struct tree *tree, const struct frame *frame,
                const struct yaml_node *node, struct yaml_node **ret_node);

/* A new node of that type, counted. */
int tree_new(struct tree *tree, enum yaml_type type, const struct place *place,
             struct yaml_node **ret_node);

/* Hang child below parent, with that key in a mapping. */
void tree_append(struct yaml_node *parent, struct yaml_node *child);

/* Like yaml_get, to change. */
struct yaml_node *tree_get(struct yaml_node *mapping, const char *key);

/* FOLDER/PATH, or PATH when it is absolute or folder is "". */
char *tree_path(struct tree *tree, const char *folder, const char *path);

/* The folder of a path, "" for none. */
char *tree_folder_of(struct tree *tree, const char *path);

bool tree_has_tag(const struct yaml_node *node, const char *tag);

/* Text that stands for something else (a secret, a lambda). */
bool tree_is_opaque(const struct yaml_node *node);

/* ---- merges.c ---- */

/* `<<`: append the keys of source (a mapping or a sequence of them) that
 * target does not have. source is a tree's own. */
void tree_merge_keys(struct tree *tree, struct yaml_node *target,
                     struct yaml_node *source);

/* A package below what uses it: mappings are joined, lists go one after
 * another (items with `id: !extend NAME` into their namesake), and anything
 * else is upper's. Both are used up. */
struct yaml_node *tree_merge(struct tree *tree, struct yaml_node *lower,
                             struct yaml_node *upper);

/* Drop what is tagged !remove. */
void tree_remove_marked(struct yaml_node *node);

/* ---- folder.c ---- */

/* !include_dir_list and its kin. */
int tree_include_folder(struct tree *tree, const struct frame *frame,
                        const struct yaml_node *node,
                        struct yaml_node **ret_node);

/* ---- secrets.c ---- */

/* Is the secret that node names in secrets.yaml beside the file or beside the
 * device's? If not, a mistake is added. */
int tree_check_secret(struct tree *tree, const struct frame *frame,
                      const struct yaml_node *node);

/* ---- substitute.c ---- */

/* text with $name, ${name} and ${name + 1} replaced by the frame's variables
 * and tree->substitutions; unknown ones stay. Returns 0 and text itself when
 * there was nothing to replace, -ENOMEM, or -EINVAL (reported). */
int tree_substitute(struct tree *tree, const struct frame *frame,
                    const char *text, const struct place *place,
                    const char **ret_text);

/* Once more, over a whole tree. */
int tree_substitute_all(struct tree *tree, struct yaml_node *node);

#endif
