/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: the lwIP options that ESPHome writes to sdkconfig: its own, its
 * high performance mode's, and last the user's, who always wins. */
#include <stdlib.h>
#include <string.h>

#include "import/device.h"
#include "import/sdkconfig.h"
#include "limits/options.h"
#include "scenario/number.h"

static bool is_esp32(const struct device *device) {
  return strcmp(device->platform->key, "esp32") == 0;
}

/* The framework's advanced options; both are on by default. */
static void advanced(struct device *device) {
  static const char *const keys[] = {"framework", "advanced",
                                     "enable_lwip_tcpip_core_locking", NULL};
  const struct yaml_node *node = device_at(device->platform_node, keys);
  const struct place *place =
      node ? &node->place : &device->platform_node->key_place;
  bool off = node && !device_true(node);
  device_limit(device, "CONFIG_LWIP_TCPIP_CORE_LOCKING", off ? "n" : "y",
               place);
}

/* What ESPHome writes then, but for MAX_LISTENING_TCP, which limits nothing. */
static void high_performance(struct device *device) {
  static const char *const keys[] = {"network", "enable_high_performance",
                                     NULL};
  static const struct {
    const char *name;
    const char *with_psram;
    const char *without;
  } written[] = {
      {"CONFIG_LWIP_MAX_ACTIVE_TCP", "16", NULL},
      {"CONFIG_LWIP_TCP_SND_BUF_DEFAULT", "65534", "65534"},
      {"CONFIG_LWIP_TCP_WND_DEFAULT", "65534", "65534"},
      {"CONFIG_LWIP_TCP_RECVMBOX_SIZE", "512", "64"},
      {"CONFIG_LWIP_TCPIP_RECVMBOX_SIZE", "512", "64"},
      {"CONFIG_LWIP_TCP_MSS", "1436", NULL},
      {"CONFIG_LWIP_TCP_MAXRTX", "12", NULL},
      {"CONFIG_LWIP_TCP_SYNMAXRTX", "6", NULL},
      {"CONFIG_LWIP_TCP_MSL", "60000", NULL},
  };
  const struct yaml_node *node = device_at(device->root, keys);
  if (node ? !device_true(node) : !device->high_performance)
    return;
  const struct place *place =
      node ? &node->place : &device->platform_node->key_place;
  bool psram = tree_get(device->root, "psram") != NULL;
  if (psram)
    device_note(device, place,
                "high performance mode with PSRAM scales the TCP window to"
                " 512000; 65534 is simulated");
  for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
    const char *text = psram ? written[i].with_psram : written[i].without;
    if (text)
      device_limit(device, written[i].name, text, place);
  }
}

/* Kconfig does not take a value outside its range; ESPHome does not look. */
static void check_range(struct device *device, const struct yaml_node *node,
                        const char *text) {
  struct sdkconfig_entry spiram = {.name = "CONFIG_SPIRAM", .text = "y"};
  struct sdkconfig config = {.entries = &spiram,
                             .count = tree_get(device->root, "psram") != NULL,
                             .has_version = device->has_release};
  struct sdkconfig_entry entry = {node->key, text, node->place};
  struct diag found = {0};
  struct mistakes mistakes;
  mistakes_init(&mistakes, &found);
  memcpy(config.version, device->release, sizeof(config.version));
  if (!sdkconfig_in_range(&config, &entry, &mistakes) && found.count > 0)
    device_note(device, &node->place, "%s", found.entries[0].text);
  diag_done(&found);
}

static void user_option(struct device *device, const struct yaml_node *node) {
  const char *text = device_text(node);
  int64_t number;
  if (strncmp(node->key, "CONFIG_LWIP_", strlen("CONFIG_LWIP_")) != 0)
    return;
  if (!options_find(node->key)) {
    device_note(device, &node->key_place, "%s is not simulated",
                clip(node->key).text);
    return;
  }
  if (!text) {
    mistakes_add(device->tree->mistakes, &node->place,
                 "%s: expected a value that can be read, found %s", node->key,
                 tree_is_opaque(node) ? "a secret or a lambda"
                                      : yaml_type_name(node->type));
    return;
  }
  if (node->is_plain && number_parse(text, &number) == 0)
    device_note(device, &node->place, "%s: ESPHome wants a string here: \"%s\"",
                node->key, text);
  if (node->is_plain &&
      (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
    text = *text == 't' ? "y" : "n";
  check_range(device, node, text);
  device_limit(device, node->key, text, &node->place);
}

int device_limits(struct device *device) {
  static const char *const keys[] = {"framework", "sdkconfig_options", NULL};
  if (!is_esp32(device) || device->platform_node == device->root)
    return 0;
  advanced(device);
  high_performance(device);
  const struct yaml_node *options = device_at(device->platform_node, keys);
  if (options && options->type == YAML_MAPPING)
    for (const struct yaml_node *at = options->first; at; at = at->next)
      user_option(device, at);
  return 0;
}
