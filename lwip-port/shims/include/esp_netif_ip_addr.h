/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: addresses of esp_netif. */
#ifndef SOCKFIT_SHIMS_ESP_NETIF_IP_ADDR_H
#define SOCKFIT_SHIMS_ESP_NETIF_IP_ADDR_H

#include <stdint.h>

typedef struct esp_ip4_addr {
  uint32_t addr;
} esp_ip4_addr_t;

typedef struct esp_ip6_addr {
  uint32_t addr[4];
  uint8_t zone;
} esp_ip6_addr_t;

typedef struct {
  union {
    esp_ip6_addr_t ip6;
    esp_ip4_addr_t ip4;
  } u_addr;
  uint8_t type;
} esp_ip_addr_t;

#define ESP_IPADDR_TYPE_V4 0U
#define ESP_IPADDR_TYPE_V6 6U
#define esp_ip4_addr_get_byte(address, n) (((const uint8_t *)(address))[n])
#define esp_ip4_addr1_16(a) ((uint16_t)esp_ip4_addr_get_byte(a, 0))
#define esp_ip4_addr2_16(a) ((uint16_t)esp_ip4_addr_get_byte(a, 1))
#define esp_ip4_addr3_16(a) ((uint16_t)esp_ip4_addr_get_byte(a, 2))
#define esp_ip4_addr4_16(a) ((uint16_t)esp_ip4_addr_get_byte(a, 3))
#define IPSTR "%d.%d.%d.%d"
#define IP2STR(a)                                                              \
  esp_ip4_addr1_16(a), esp_ip4_addr2_16(a), esp_ip4_addr3_16(a),               \
      esp_ip4_addr4_16(a)

#endif
