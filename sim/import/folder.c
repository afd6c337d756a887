/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: !include_dir_*: every .yaml file below a folder, by name. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "import/tree.h"

#define FOLDERS_DEPTH_MAX 16

struct listing {
  const char *paths[TREE_FILES_MAX];
  size_t count;
};

static bool is_yaml(const char *name) {
  size_t len = strlen(name);
  return len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

/* Symbolic links to folders are not followed: they may form a circle. */
static int list(struct tree *tree, const char *folder, int depth,
                struct listing *listing) {
  DIR *dir = opendir(folder);
  int r = 0;
  if (!dir)
    return 0;
  for (struct dirent *entry; r == 0 && (entry = readdir(dir));) {
    struct stat st;
    if (entry->d_name[0] == '.')
      continue;
    char *path = tree_path(tree, folder, entry->d_name);
    if (!path)
      r = -ENOMEM;
    else if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
      r = depth > 0 ? list(tree, path, depth - 1, listing) : 0;
    else if (is_yaml(path) && listing->count < TREE_FILES_MAX)
      listing->paths[listing->count++] = path;
  }
  closedir(dir);
  return r;
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "switch" of "parts/switch.yaml". */
static const char *stem(struct tree *tree, const char *path) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  return arena_copy(tree->arena, name, strlen(name) - strlen(".yaml"));
}

/* One file's content, by the tag's rule. */
static int add(struct tree *tree, const char *tag, const char *path,
               struct yaml_node *content, struct yaml_node *all) {
  if (strstr(tag, "_merge_")) {
    for (struct yaml_node *at = content->first;
         at && all->count < TREE_KEYS_MAX;) {
      struct yaml_node *next = at->next;
      struct yaml_node *old =
          all->type == YAML_MAPPING && at->key ? tree_get(all, at->key) : NULL;
      if (content->type == all->type && !old)
        tree_append(all, at);
      at = next;
    }
    return 0;
  }
  if (all->type == YAML_MAPPING) {
    content->key = stem(tree, path);
    content->key_place = content->place;
    if (!content->key)
      return -ENOMEM;
  }
  tree_append(all, content);
  return 0;
}

int tree_include_folder(struct tree *tree, const struct frame *frame,
                        const struct yaml_node *node,
                        struct yaml_node **ret_node) {
  struct yaml_node *all;
  bool named = strstr(node->tag, "named") != NULL;
  int r =
      tree_new(tree, named ? YAML_MAPPING : YAML_SEQUENCE, &node->place, &all);
  if (r < 0)
    return r;
  *ret_node = all;
  struct stat st;
  const char *name = node->type == YAML_SCALAR ? node->text : "";
  char *folder = tree_path(tree, frame->folder, name);
  struct listing *listing = arena_get(tree->arena, 1, sizeof(*listing));
  if (!folder || !listing)
    return -ENOMEM;
  if (stat(folder, &st) < 0 || !S_ISDIR(st.st_mode)) {
    mistakes_add(tree->mistakes, &node->place, "%s: '%s' is not a folder",
                 node->tag, folder);
    return 0;
  }
  r = list(tree, folder, FOLDERS_DEPTH_MAX, listing);
  qsort(listing->paths, listing->count, sizeof(*listing->paths), by_text);
  for (size_t i = 0; i < listing->count && r == 0; i++) {
    struct yaml_node *content;
    r = tree_load(tree, listing->paths[i], &node->place, frame, NULL, &content);
    if (r == 0)
      r = add(tree, node->tag, listing->paths[i], content, all);
  }
  return r;
}
