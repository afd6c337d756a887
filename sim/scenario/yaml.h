/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: YAML text as a tree of values with their places. The part of
 * YAML that a scenario needs: one document of mappings, sequences and scalars.
 * Tags, anchors, aliases, merge keys, directives and values of several lines
 * are refused: nothing in a scenario is larger or other than it looks. Foreign
 * files (yaml_parse_foreign) may have all of them but directives. Only yaml.c
 * and yaml_*.c know libfyaml. */
#ifndef SOCKFIT_SCENARIO_YAML_H
#define SOCKFIT_SCENARIO_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "scenario/arena.h"
#include "scenario/mistakes.h"

#define YAML_DEPTH_MAX 64     /* mappings and sequences in one another */
#define YAML_NODES_MAX 20000  /* values in one file */
#define YAML_KEYS_MAX 1000    /* in one mapping: each is compared with all */
#define YAML_ANCHORS_MAX 1000 /* in one file: each alias looks at all */

enum yaml_type {
  YAML_NULL, /* nothing, ~ or null */
  YAML_SCALAR,
  YAML_SEQUENCE,
  YAML_MAPPING,
  YAML_BROKEN, /* a mistake that was already reported: skip it */
};

struct yaml_node {
  enum yaml_type type;
  struct place place;
  const char *text;        /* SCALAR: one line, no control characters; of a
                              foreign file maybe several lines */
  bool is_plain;           /* SCALAR: written without quotes, on one line */
  const char *tag;         /* foreign: "!secret"; NULL: none, or "!!..." */
  const char *key;         /* its key, when the parent is a mapping */
  struct place key_place;  /* of the key */
  struct yaml_node *first; /* children in the order of the file */
  struct yaml_node *last;
  struct yaml_node *next; /* of the same parent */
  size_t count;           /* children */
};

/* Parse len octets of checked text (source_check) that a NUL follows.
 *
 * file     for places; outlives the tree
 * arena    owns the tree
 * Returns 0 and the tree; mistakes may have been added all the same (a key
 *           that is given twice, a tag): the tree is then good enough to look
 *           for more, and not to be used;
 *         -EINVAL  no tree: not YAML, nothing in it, several documents, too
 *                  deep or too large (mistakes has one that says so);
 *         -ENOMEM. */
int yaml_parse(const char *text, size_t len, const char *file,
               struct arena *arena, struct mistakes *mistakes,
               struct yaml_node **ret_root);

/* The same for a file of somebody else's. Tags are kept in the nodes; merge
 * keys
 * ('<<') are ordinary keys, which a mapping may have several times; an alias
 * shares the children of the anchor's node. So the tree is never larger than
 * the file, but a walk through it may be: whoever copies it must count. */
int yaml_parse_foreign(const char *text, size_t len, const char *file,
                       struct arena *arena, struct mistakes *mistakes,
                       struct yaml_node **ret_root);

/* The value of key in a mapping, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *mapping,
                                 const char *key);

/* "a mapping", "a sequence", "nothing", "a single value". */
const char *yaml_type_name(enum yaml_type type);

#endif
