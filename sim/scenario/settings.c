/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the limits that a scenario sets itself. Touches memory
 * only. */
#include "scenario/settings.h"

#include <errno.h>
#include <string.h>

#include "scenario/number.h"

static bool is_identifier(const char *text) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  static const char digits[] = "0123456789";
  size_t len = strlen(text);
  if (len == 0 || len > VALUE_NAME_MAX || strchr(digits, *text))
    return false;
  while (*text && (strchr(letters, *text) || strchr(digits, *text)))
    text++;
  return *text == '\0';
}

static int decode_setting(struct decode *d, const struct yaml_node *node,
                          struct setting *setting) {
  if (!value_expect(d, node, clip(node->key).text, YAML_SCALAR))
    return 0;
  setting->name = arena_copy(d->arena, node->key, strlen(node->key));
  setting->text = arena_copy(d->arena, node->text, strlen(node->text));
  if (!setting->name || !setting->text)
    return -ENOMEM;
  setting->is_number = number_parse(node->text, &setting->value) == 0;
  setting->place = node->place;
  return 0;
}

/* Put a setting in the place of the one of its name, or at the end. */
static void put_setting(struct setting *settings, size_t *count,
                        const struct setting *setting) {
  size_t i = 0;
  while (i < *count && strcmp(settings[i].name, setting->name) != 0)
    i++;
  settings[i] = *setting;
  if (i == *count)
    (*count)++;
}

static int decode_all(struct decode *d, const struct yaml_node *mapping,
                      struct setting *settings, size_t *count) {
  for (const struct yaml_node *node = mapping->first; node; node = node->next) {
    if (!is_identifier(node->key)) {
      mistakes_add(d->mistakes, &node->key_place,
                   "limits: expected the name of an lwIP option such as "
                   "MEMP_NUM_NETCONN, found '%s'",
                   clip(node->key).text);
      continue;
    }
    struct setting setting = {0};
    int r = decode_setting(d, node, &setting);
    if (r < 0)
      return r;
    if (setting.name)
      put_setting(settings, count, &setting);
  }
  return 0;
}

int settings_decode(struct decode *d, const struct yaml_node *node,
                    struct variant *variant) {
  if (!value_expect(d, node, "limits", YAML_MAPPING))
    return 0;
  size_t count = variant->limit_count;
  if (count + node->count > SETTINGS_MAX) {
    mistakes_add(d->mistakes, &node->place, "limits: more than %d entries",
                 SETTINGS_MAX);
    return 0;
  }
  struct setting *settings =
      arena_get(d->arena, count + node->count, sizeof(*settings));
  if (!settings)
    return -ENOMEM;
  if (count > 0)
    memcpy(settings, variant->limits, count * sizeof(*settings));
  int r = decode_all(d, node, settings, &count);
  if (r < 0)
    return r;
  variant->limits = settings;
  variant->limit_count = count;
  return 0;
}
