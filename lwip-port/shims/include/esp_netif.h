/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the one interface of the device: it has its address, and is
 * up unless the cable is pulled. */
#ifndef SOCKFIT_SHIMS_ESP_NETIF_H
#define SOCKFIT_SHIMS_ESP_NETIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp_err.h"
#include "esp_event.h"
#include "esp_netif_ip_addr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct esp_netif_obj;
typedef struct esp_netif_obj esp_netif_t;

typedef struct {
  esp_ip4_addr_t ip;
  esp_ip4_addr_t netmask;
  esp_ip4_addr_t gw;
} esp_netif_ip_info_t;

typedef struct {
  esp_netif_t *esp_netif;
  esp_netif_ip_info_t ip_info;
  bool ip_changed;
} ip_event_got_ip_t;

typedef enum { ESP_NETIF_DNS_MAIN, ESP_NETIF_DNS_BACKUP } esp_netif_dns_type_t;
typedef struct {
  esp_ip_addr_t ip;
} esp_netif_dns_info_t;

typedef enum {
  IP_EVENT_STA_GOT_IP,
  IP_EVENT_STA_LOST_IP,
  IP_EVENT_AP_STAIPASSIGNED,
  IP_EVENT_GOT_IP6,
  IP_EVENT_ETH_GOT_IP,
  IP_EVENT_ETH_LOST_IP
} ip_event_t;
ESP_EVENT_DECLARE_BASE(IP_EVENT);

esp_err_t esp_netif_init(void);
esp_err_t esp_netif_deinit(void);
esp_netif_t *esp_netif_create_default_wifi_sta(void);
esp_netif_t *esp_netif_create_default_wifi_ap(void);
void esp_netif_destroy(esp_netif_t *netif);
esp_netif_t *esp_netif_get_handle_from_ifkey(const char *key);
esp_netif_t *esp_netif_get_default_netif(void);
esp_netif_t *esp_netif_next_unsafe(esp_netif_t *netif);
const char *esp_netif_get_desc(esp_netif_t *netif);
const char *esp_netif_get_ifkey(esp_netif_t *netif);
bool esp_netif_is_netif_up(esp_netif_t *netif);
int esp_netif_get_netif_impl_index(esp_netif_t *netif);
esp_err_t esp_netif_get_ip_info(esp_netif_t *netif,
                                esp_netif_ip_info_t *ret_info);
esp_err_t esp_netif_set_ip_info(esp_netif_t *netif,
                                const esp_netif_ip_info_t *info);
esp_err_t esp_netif_get_mac(esp_netif_t *netif, uint8_t ret_mac[6]);
esp_err_t esp_netif_set_hostname(esp_netif_t *netif, const char *name);
esp_err_t esp_netif_get_hostname(esp_netif_t *netif, const char **ret_name);
esp_err_t esp_netif_dhcpc_start(esp_netif_t *netif);
esp_err_t esp_netif_dhcpc_stop(esp_netif_t *netif);
esp_err_t esp_netif_set_dns_info(esp_netif_t *netif, esp_netif_dns_type_t type,
                                 esp_netif_dns_info_t *info);
char *esp_ip4addr_ntoa(const esp_ip4_addr_t *address, char *text, int size);
uint32_t esp_ip4addr_aton(const char *text);

#ifdef __cplusplus
}
#endif

#endif
