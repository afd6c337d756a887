/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: secrets.yaml. Only the names in it are of interest; a value
 * never leaves this file. */
#include <errno.h>
#include <string.h>

#include "base/files.h"
#include "import/tree.h"

#define SECRETS_FILE "secrets.yaml"

/* The secrets of a folder, read once. */
static int find(struct tree *tree, const char *folder,
                const struct frame *frame, const struct secrets **ret) {
  char *path = tree_path(tree, folder, SECRETS_FILE);
  if (!path)
    return -ENOMEM;
  for (const struct secrets *at = tree->secrets; at; at = at->next) {
    if (strcmp(at->file, path) == 0) {
      *ret = at;
      return 0;
    }
  }
  struct secrets *secrets = arena_get(tree->arena, 1, sizeof(*secrets));
  if (!secrets)
    return -ENOMEM;
  *secrets = (struct secrets){.file = path, .next = tree->secrets};
  tree->secrets = secrets;
  *ret = secrets;
  if (!files_exist(path))
    return 0;
  struct yaml_node *values;
  struct place place = {.file = path, .line = 1, .column = 1};
  int r = tree_load(tree, path, &place, frame, NULL, &values);
  if (r == 0 && values->type == YAML_MAPPING)
    secrets->values = values;
  return r;
}

int tree_check_secret(struct tree *tree, const struct frame *frame,
                      const struct yaml_node *node) {
  const char *name = node->type == YAML_SCALAR ? node->text : "";
  const struct secrets *beside = NULL, *main = NULL;
  int r = find(tree, frame->folder, frame, &beside);
  if (r == 0)
    r = find(tree, tree->folder, frame, &main);
  if (r < 0)
    return r;
  if ((beside->values && yaml_get(beside->values, name)) ||
      (main->values && yaml_get(main->values, name)))
    return 0;
  bool is_there = beside->values || main->values;
  mistakes_add(tree->mistakes, &node->place,
               is_there ? "!secret: '%s' is not in %s"
                        : "!secret: '%s' is asked for, but there is no %s",
               clip(name).text, beside->values ? beside->file : main->file);
  return 0;
}
