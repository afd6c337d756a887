/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: a device's file with its packages merged and its substitutions
 * made. A remote package is named, never fetched. */
#include <errno.h>
#include <string.h>

#include "import/device.h"

static int merge_packages(struct device *device, struct yaml_node *root,
                          struct yaml_node **ret_root);

static bool is_remote(const struct yaml_node *package, const char **ret_name) {
  const struct yaml_node *url =
      package->type == YAML_MAPPING ? yaml_get(package, "url") : package;
  *ret_name = device_text(url);
  if (!url)
    return false;
  return package->type == YAML_SCALAR || yaml_get(package, "file") ||
         yaml_get(package, "files") || yaml_get(package, "ref") ||
         package->count == 1;
}

/* One package below what was merged so far (NULL: nothing). */
static int add_package(struct device *device, struct yaml_node *package,
                       struct yaml_node **merged) {
  const char *name;
  if (package->type == YAML_NULL || package->type == YAML_BROKEN ||
      tree_has_tag(package, "!remove"))
    return 0;
  if (package->type != YAML_SEQUENCE && is_remote(package, &name)) {
    device_note(device, &package->place,
                "the remote package '%s' is not fetched: what it adds is not "
                "counted",
                clip(name ? name : "?").text);
    return 0;
  }
  if (package->type != YAML_MAPPING) {
    mistakes_add(device->tree->mistakes, &package->place,
                 "packages: expected a mapping, found %s",
                 yaml_type_name(package->type));
    return 0;
  }
  struct yaml_node *content;
  int r = merge_packages(device, package, &content);
  if (r < 0)
    return r;
  *merged = *merged ? tree_merge(device->tree, *merged, content) : content;
  return 0;
}

/* Packages of packages first. As deep as the tree, which is bounded. */
static int merge_packages(struct device *device, struct yaml_node *root,
                          struct yaml_node **ret_root) {
  struct yaml_node *packages = tree_get(root, "packages");
  struct yaml_node *merged = NULL;
  *ret_root = root;
  if (!packages)
    return 0;
  bool is_list =
      packages->type == YAML_MAPPING || packages->type == YAML_SEQUENCE;
  if (!is_list) {
    packages->key = ".packages";
    return add_package(device, packages, &merged);
  }
  for (struct yaml_node *at = packages->first; at;) {
    struct yaml_node *next = at->next;
    int r = add_package(device, at, &merged);
    if (r < 0)
      return r;
    at = next;
  }
  /* Done with; its parts are elsewhere now. */
  *packages = (struct yaml_node){.type = YAML_NULL,
                                 .key = ".packages",
                                 .place = packages->place,
                                 .key_place = packages->key_place,
                                 .next = packages->next};
  if (merged)
    *ret_root = tree_merge(device->tree, merged, root);
  return 0;
}

int device_root(struct device *device) {
  struct tree *tree = device->tree;
  int r = tree_load(tree, device->file, NULL, NULL, NULL, &device->root);
  if (r < 0)
    return r;
  if (device->root->type != YAML_MAPPING) {
    mistakes_add(tree->mistakes, &device->root->place,
                 "expected a mapping of components, found %s",
                 yaml_type_name(device->root->type));
    return -EINVAL;
  }
  r = merge_packages(device, device->root, &device->root);
  if (r < 0)
    return r;
  tree_remove_marked(device->root);
  const struct yaml_node *own = tree_get(device->root, "substitutions");
  tree->substitutions = own && own->type == YAML_MAPPING ? own : NULL;
  return tree_substitute_all(tree, device->root);
}
