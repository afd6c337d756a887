/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: small things about trees, and files that become one. Touches
 * the files that are read. */
#include "import/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "scenario/source.h"

int tree_new(struct tree *tree, enum yaml_type type, const struct place *place,
             struct yaml_node **ret_node) {
  if (++tree->node_count > TREE_NODES_MAX) {
    if (tree->node_count == TREE_NODES_MAX + 1)
      mistakes_add(tree->mistakes, place,
                   "with its aliases and includes written out it has more than"
                   " %d values; not a device",
                   TREE_NODES_MAX);
    return -EINVAL;
  }
  struct yaml_node *node = arena_get(tree->arena, 1, sizeof(*node));
  if (!node)
    return -ENOMEM;
  node->type = type;
  node->place = *place;
  *ret_node = node;
  return 0;
}

void tree_append(struct yaml_node *parent, struct yaml_node *child) {
  child->next = NULL;
  if (parent->last)
    parent->last->next = child;
  else
    parent->first = child;
  parent->last = child;
  parent->count++;
}

struct yaml_node *tree_get(struct yaml_node *mapping, const char *key) {
  if (mapping->type != YAML_MAPPING)
    return NULL;
  for (struct yaml_node *node = mapping->first; node; node = node->next)
    if (strcmp(node->key, key) == 0)
      return node;
  return NULL;
}

bool tree_has_tag(const struct yaml_node *node, const char *tag) {
  return node->tag && strcmp(node->tag, tag) == 0;
}

bool tree_is_opaque(const struct yaml_node *node) {
  return tree_has_tag(node, "!secret") || tree_has_tag(node, "!lambda") ||
         tree_has_tag(node, "!literal");
}

char *tree_path(struct tree *tree, const char *folder, const char *path) {
  size_t folder_len = *path == '/' ? 0 : strlen(folder);
  size_t len = strlen(path);
  char *joined = arena_get(tree->arena, folder_len + len + 2, 1);
  if (!joined)
    return NULL;
  memcpy(joined, folder, folder_len);
  if (folder_len > 0 && folder[folder_len - 1] != '/')
    joined[folder_len++] = '/';
  memcpy(joined + folder_len, path, len + 1);
  return joined;
}

char *tree_folder_of(struct tree *tree, const char *path) {
  const char *slash = strrchr(path, '/');
  size_t len = slash ? (size_t)(slash - path) + (slash == path) : 0;
  return arena_copy(tree->arena, path, len);
}

/* Two names of one file count as one. */
static bool is_same_file(const char *a, const char *b) {
  struct stat of_a, of_b;
  return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 &&
         of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

/* May path be read from here? If not, a mistake says why. */
static bool may_read(struct tree *tree, const char *path,
                     const struct place *asked, const struct frame *parent) {
  struct stat st;
  size_t depth = 0;
  if (stat(path, &st) < 0) {
    mistakes_add(tree->mistakes, asked, "cannot read '%s': %s", path,
                 strerror(errno));
    return false;
  }
  /* A device's YAML may be a stranger's: it must not make us read, and quote
   * in a message, what is not part of it. */
  if (!files_is_below(path, tree->folder) && !files_is_below(path, "")) {
    mistakes_add(tree->mistakes, asked,
                 "'%s' is neither below the device's folder nor below the"
                 " current one, and is not read; start sockfit in a folder"
                 " that has both",
                 path);
    return false;
  }
  for (const struct frame *at = parent; at; at = at->parent, depth++) {
    if (is_same_file(at->file, path)) {
      mistakes_add(tree->mistakes, asked,
                   "include loop: '%s' is being read already", path);
      return false;
    }
  }
  if (depth < TREE_INCLUDES_MAX)
    return true;
  mistakes_add(tree->mistakes, asked, "includes nested deeper than %d",
               TREE_INCLUDES_MAX);
  return false;
}

static int read_file(struct tree *tree, const char *path,
                     const struct place *asked, struct yaml_node **ret_root) {
  const char *text;
  size_t len;
  struct place start = {.file = path, .line = 1, .column = 1};
  int r = source_read(path, tree->arena, &text, &len, tree->mistakes->diag);
  if (r < 0) {
    tree->mistakes->count++;
    return r == -ENOMEM ? r : -EINVAL;
  }
  tree->octets += len;
  if (++tree->file_count > TREE_FILES_MAX || tree->octets > TREE_OCTETS_MAX) {
    mistakes_add(tree->mistakes, asked ? asked : &start,
                 "more than %d files or %d MiB are included", TREE_FILES_MAX,
                 TREE_OCTETS_MAX >> 20);
    return -EINVAL;
  }
  r = source_check_foreign(text, len, path, tree->mistakes);
  if (r == 0)
    r = yaml_parse_foreign(text, len, path, tree->arena, tree->mistakes,
                           ret_root);
  return r;
}

int tree_load(struct tree *tree, const char *path, const struct place *asked,
              const struct frame *parent, const struct yaml_node *vars,
              struct yaml_node **ret_root) {
  const struct place start = {.file = path, .line = 1, .column = 1};
  if (asked && !may_read(tree, path, asked, parent))
    return tree_new(tree, YAML_BROKEN, asked, ret_root);
  struct yaml_node *root = NULL;
  int r = read_file(tree, path, asked, &root);
  if (r == -EINVAL && asked) /* said; go on to find more */
    return tree_new(tree, YAML_BROKEN, &start, ret_root);
  if (r < 0)
    return r;
  struct frame frame = {.parent = parent,
                        .file = path,
                        .folder = tree_folder_of(tree, path),
                        .vars = vars};
  if (!frame.folder)
    return -ENOMEM;
  /* Names of included files may use the device's own substitutions. */
  if (!asked && root->type == YAML_MAPPING) {
    const struct yaml_node *own = yaml_get(root, "substitutions");
    tree->substitutions =
        own && own->type == YAML_MAPPING && !own->tag ? own : NULL;
  }
  if (asked && root->type == YAML_MAPPING) {
    const struct yaml_node *defaults = yaml_get(root, "defaults");
    frame.defaults =
        defaults && defaults->type == YAML_MAPPING ? defaults : NULL;
  }
  return tree_expand(tree, &frame, root, ret_root);
}
