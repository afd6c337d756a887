/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: from a path to struct scenario: read, parse, decode, merge
 * the variants, apply overrides, look for what is missing. Touches the file
 * through source.c only. */
#include "scenario/scenario.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/arena.h"
#include "scenario/keys.h"
#include "scenario/mistakes.h"
#include "scenario/origins.h"
#include "scenario/override.h"
#include "scenario/source.h"
#include "scenario/value.h"
#include "scenario/yaml.h"

#define VARIANTS_MAX 64
#define DEFAULT_VARIANT "default"

/* Keys of the top level that a variant does not have. */
static const char *const top_keys[] = {"scenario", "variants"};
#define TOP_KEY_COUNT (sizeof(top_keys) / sizeof(top_keys[0]))

static int copy_text(struct decode *d, const char *text, char **ret_copy) {
  *ret_copy = arena_copy(d->arena, text, strlen(text));
  return *ret_copy ? 0 : -ENOMEM;
}

static int decode_name(struct decode *d, const struct yaml_node *root,
                       struct scenario *scenario) {
  const struct yaml_node *node = yaml_get(root, "scenario");
  const char *name = "";
  if (!node) {
    struct place file = {.file = root->place.file};
    mistakes_add(d->mistakes, &file,
                 "missing key 'scenario' (the scenario's name)");
  } else {
    value_name(d, node, "scenario", &name);
  }
  return copy_text(d, name, &scenario->name);
}

/* One entry of `variants`: the top level with these keys laid over it. */
static int decode_variant(struct decode *d, const struct yaml_node *node,
                          const struct variant *base,
                          struct variant *ret_variant) {
  struct yaml_node key = {
      .type = YAML_SCALAR, .place = node->key_place, .text = node->key};
  const char *name = "";
  value_name(d, &key, "variants", &name);
  *ret_variant = *base;
  ret_variant->place = node->key_place;
  int r = copy_text(d, name, &ret_variant->name);
  if (r < 0 || node->type == YAML_NULL ||
      !value_expect(d, node, node->key, YAML_MAPPING))
    return r;
  return keys_decode(d, node, " in a variant", NULL, 0, ret_variant);
}

static int decode_variants(struct decode *d, const struct yaml_node *node,
                           const struct variant *base,
                           struct scenario *scenario) {
  if (!value_expect(d, node, "variants", YAML_MAPPING))
    return 0;
  if (node->count == 0 || node->count > VARIANTS_MAX) {
    mistakes_add(d->mistakes, &node->place,
                 "variants: expected 1 to %d variants, found %zu", VARIANTS_MAX,
                 node->count);
    return 0;
  }
  scenario->variants =
      arena_get(d->arena, node->count, sizeof(*scenario->variants));
  if (!scenario->variants)
    return -ENOMEM;
  int r = 0;
  for (node = node->first; node && r == 0; node = node->next)
    r = decode_variant(d, node, base,
                       &scenario->variants[scenario->variant_count++]);
  return r;
}

/* A file without `variants` is one variant. */
static int only_variant(struct decode *d, const struct yaml_node *root,
                        const struct variant *base, struct scenario *scenario) {
  scenario->variants = arena_get(d->arena, 1, sizeof(*scenario->variants));
  if (!scenario->variants)
    return -ENOMEM;
  scenario->variants[0] = *base;
  scenario->variants[0].place = root->place;
  scenario->variant_count = 1;
  return copy_text(d, DEFAULT_VARIANT, &scenario->variants[0].name);
}

static int decode_root(struct decode *d, const struct yaml_node *root,
                       struct scenario *scenario) {
  if (!value_expect(d, root, "scenario file", YAML_MAPPING))
    return 0;
  int r = decode_name(d, root, scenario);
  if (r < 0)
    return r;
  struct variant base;
  r = keys_defaults(d, &base);
  if (r < 0)
    return r;
  base.profile_place = (struct place){.file = root->place.file};
  r = keys_decode(d, root, " in a scenario", top_keys, TOP_KEY_COUNT, &base);
  if (r < 0)
    return r;
  const struct yaml_node *variants = yaml_get(root, "variants");
  return variants ? decode_variants(d, variants, &base, scenario)
                  : only_variant(d, root, &base, scenario);
}

static int resolve(struct decode *d, const struct scenario_text *source,
                   const struct override *overrides, size_t override_count,
                   struct scenario *scenario) {
  struct yaml_node *root;
  int r = source_check(source->text, source->len, scenario->file, d->mistakes);
  if (r == 0)
    r = yaml_parse(source->text, source->len, scenario->file, d->arena,
                   d->mistakes, &root);
  if (r == 0 && source->origin_count > 0)
    r = origins_apply(root, source->origins, source->origin_count, d->arena);
  if (r == 0)
    r = decode_root(d, root, scenario);
  for (size_t i = 0; i < override_count && r == 0; i++)
    r = override_apply(d, &overrides[i], scenario);
  if (r < 0)
    return r;
  struct place file = {.file = scenario->file};
  for (size_t i = 0; i < scenario->variant_count; i++)
    keys_check(d, &scenario->variants[i], &file);
  return d->mistakes->count > 0 ? -EINVAL : 0;
}

/* text: what the scenario is, or NULL for the file's content. */
static int load_into(struct scenario *scenario, const char *path,
                     const struct scenario_text *text,
                     const struct override *overrides, size_t override_count,
                     struct diag *diag) {
  scenario->memory = arena_new();
  if (!scenario->memory)
    return -ENOMEM;
  struct mistakes mistakes;
  mistakes_init(&mistakes, diag);
  struct decode d = {.arena = scenario->memory, .mistakes = &mistakes};
  int r = copy_text(&d, path, &scenario->file);
  struct scenario_text content = {0};
  if (r == 0 && text)
    content = *text;
  else if (r == 0)
    r = source_read(path, d.arena, &content.text, &content.len, diag);
  if (r < 0)
    return r;
  scenario->intent = source_intent(content.text, d.arena);
  if (!scenario->intent)
    return -ENOMEM;
  return resolve(&d, &content, overrides, override_count, scenario);
}

static int load(const char *path, const struct scenario_text *text,
                const struct override *overrides, size_t override_count,
                struct scenario **ret_scenario, struct diag *diag) {
  struct scenario *scenario = calloc(1, sizeof(*scenario));
  int r = scenario
              ? load_into(scenario, path, text, overrides, override_count, diag)
              : -ENOMEM;
  if (scenario && arena_failed(scenario->memory))
    r = -ENOMEM;
  if (r == -ENOMEM) {
    struct place file = {.file = path};
    diag_add(diag, DIAG_ERROR, &file, "out of memory");
  }
  if (r < 0) {
    scenario_free(scenario);
    return r;
  }
  *ret_scenario = scenario;
  return 0;
}

int scenario_load(const char *path, const struct override *overrides,
                  size_t override_count, struct scenario **ret_scenario,
                  struct diag *diag) {
  return load(path, NULL, overrides, override_count, ret_scenario, diag);
}

int scenario_load_text(const struct scenario_text *text,
                       const struct override *overrides, size_t override_count,
                       struct scenario **ret_scenario, struct diag *diag) {
  return load(text->path, text, overrides, override_count, ret_scenario, diag);
}

void scenario_free(struct scenario *scenario) {
  if (!scenario)
    return;
  arena_free(scenario->memory);
  free(scenario);
}
