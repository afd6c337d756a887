/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the device's MAC address. */
#ifndef SOCKFIT_SHIMS_ESP_MAC_H
#define SOCKFIT_SHIMS_ESP_MAC_H

#include <stdint.h>

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  ESP_MAC_WIFI_STA,
  ESP_MAC_WIFI_SOFTAP,
  ESP_MAC_BT,
  ESP_MAC_ETH,
  ESP_MAC_BASE
} esp_mac_type_t;

#define MACSTR "%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC2STR(a) (a)[0], (a)[1], (a)[2], (a)[3], (a)[4], (a)[5]

esp_err_t esp_read_mac(uint8_t *ret_mac, esp_mac_type_t type);
esp_err_t esp_efuse_mac_get_default(uint8_t *ret_mac);

#ifdef __cplusplus
}
#endif

#endif
