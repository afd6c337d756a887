/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the interface (esp_netif.h), Wi-Fi that connects at once
 * (esp_wifi.h) and example_connect(). */
#include <stdio.h>
#include <string.h>

#include "esp_mac.h"
#include "esp_netif.h"
#include "esp_wifi.h"
#include "protocol_examples_common.h"

#include "lwip/inet.h"
#include "lwip/netif.h"

#include "shims/shims.h"

ESP_EVENT_DEFINE_BASE(WIFI_EVENT);
ESP_EVENT_DEFINE_BASE(IP_EVENT);

#define SEARCH_NS (INT64_C(2400) * NS_PER_MS) /* all channels */

/* ---- esp_netif.h ---- */

struct esp_netif_obj {
  char hostname[33];
};

static struct esp_netif_obj the_netif;

esp_err_t esp_netif_init(void) {
  return ESP_OK;
}

esp_err_t esp_netif_deinit(void) {
  return ESP_ERR_NOT_SUPPORTED; /* as ESP-IDF's */
}

esp_netif_t *esp_netif_create_default_wifi_sta(void) {
  return &the_netif;
}

esp_netif_t *esp_netif_create_default_wifi_ap(void) {
  return &the_netif;
}

void esp_netif_destroy(esp_netif_t *netif) {
  (void)netif;
}

esp_netif_t *esp_netif_get_handle_from_ifkey(const char *key) {
  return strcmp(key, "WIFI_STA_DEF") == 0 ? &the_netif : NULL;
}

esp_netif_t *esp_netif_get_default_netif(void) {
  return &the_netif;
}

esp_netif_t *esp_netif_next_unsafe(esp_netif_t *netif) {
  return netif == NULL ? &the_netif : NULL;
}

const char *esp_netif_get_desc(esp_netif_t *netif) {
  (void)netif;
  return EXAMPLE_NETIF_DESC_STA;
}

const char *esp_netif_get_ifkey(esp_netif_t *netif) {
  (void)netif;
  return "WIFI_STA_DEF";
}

bool esp_netif_is_netif_up(esp_netif_t *netif) {
  return netif != NULL && port_netif_link_is_up();
}

int esp_netif_get_netif_impl_index(esp_netif_t *netif) {
  return netif == NULL || netif_default == NULL
             ? -1
             : netif_get_index(netif_default);
}

esp_err_t esp_netif_get_ip_info(esp_netif_t *netif,
                                esp_netif_ip_info_t *ret_info) {
  if (netif == NULL || ret_info == NULL)
    return ESP_ERR_INVALID_ARG;
  *ret_info = (esp_netif_ip_info_t){
      .ip = {lwip_htonl(port_config->ipv4)},
      .netmask = {lwip_htonl(port_config->netmask)},
      .gw = {lwip_htonl((port_config->ipv4 & port_config->netmask) + 1)}};
  return ESP_OK;
}

esp_err_t esp_netif_set_ip_info(esp_netif_t *netif,
                                const esp_netif_ip_info_t *info) {
  (void)netif;
  (void)info;
  return ESP_OK;
}

esp_err_t esp_netif_get_mac(esp_netif_t *netif, uint8_t ret_mac[6]) {
  (void)netif;
  memcpy(ret_mac, port_config->mac, 6);
  return ESP_OK;
}

esp_err_t esp_netif_set_hostname(esp_netif_t *netif, const char *name) {
  if (netif == NULL || name == NULL || strlen(name) >= sizeof(netif->hostname))
    return ESP_ERR_INVALID_ARG;
  snprintf(netif->hostname, sizeof(netif->hostname), "%s", name);
  return ESP_OK;
}

esp_err_t esp_netif_get_hostname(esp_netif_t *netif, const char **ret_name) {
  *ret_name = netif->hostname[0] ? netif->hostname : port_config->hostname;
  return ESP_OK;
}

esp_err_t esp_netif_dhcpc_start(esp_netif_t *netif) {
  (void)netif;
  return ESP_OK;
}

esp_err_t esp_netif_dhcpc_stop(esp_netif_t *netif) {
  (void)netif;
  return ESP_OK;
}

esp_err_t esp_netif_set_dns_info(esp_netif_t *netif, esp_netif_dns_type_t type,
                                 esp_netif_dns_info_t *info) {
  (void)netif;
  (void)type;
  (void)info;
  return ESP_OK;
}

char *esp_ip4addr_ntoa(const esp_ip4_addr_t *address, char *text, int size) {
  snprintf(text, (size_t)size, IPSTR, IP2STR(address));
  return text;
}

uint32_t esp_ip4addr_aton(const char *text) {
  return ipaddr_addr(text);
}

/* ---- esp_wifi.h ---- */

esp_err_t esp_wifi_init(const wifi_init_config_t *config) {
  return config == NULL ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t esp_wifi_deinit(void) {
  return ESP_OK;
}

esp_err_t esp_wifi_set_mode(wifi_mode_t mode) {
  (void)mode;
  return ESP_OK;
}

esp_err_t esp_wifi_get_mode(wifi_mode_t *ret_mode) {
  *ret_mode = WIFI_MODE_STA;
  return ESP_OK;
}

esp_err_t esp_wifi_set_config(wifi_interface_t interface,
                              wifi_config_t *config) {
  (void)interface;
  return config == NULL ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t esp_wifi_set_ps(wifi_ps_type_t type) {
  (void)type;
  return ESP_OK;
}

esp_err_t esp_wifi_set_storage(wifi_storage_t storage) {
  (void)storage;
  return ESP_OK;
}

/* Without a default loop nobody listens, which is no error. */
static void tell(esp_event_base_t base, int32_t id, const void *data,
                 size_t size) {
  if (shim_app()->loop != NULL)
    esp_event_post(base, id, data, size, portMAX_DELAY);
}

/* A station that has lost its access point hears of that, and connects again
 * when it is told to; until there is a link it searches in vain. */
static void on_link(bool up) {
  wifi_event_sta_disconnected_t gone = {.reason = WIFI_REASON_BEACON_TIMEOUT};
  size_t count = 1;
  for (size_t i = 0; i < count && !up; i++) {
    struct shim_app *app = shim_app_nth(i, &count);
    if (app == NULL || !app->wifi_connected)
      continue;
    app->wifi_connected = false;
    if (app->loop != NULL)
      esp_event_post_to(app->loop, WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED,
                        &gone, sizeof(gone), portMAX_DELAY);
  }
}

static void connected(struct shim_app *app) {
  app->wifi_connected = true;
  ip_event_got_ip_t got = {.esp_netif = &the_netif, .ip_changed = true};
  esp_netif_get_ip_info(&the_netif, &got.ip_info);
  tell(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, NULL, 0);
  tell(IP_EVENT, IP_EVENT_STA_GOT_IP, &got, sizeof(got));
}

/* In the consumer's timer task. */
static void search_over(void *arg) {
  struct shim_app *app = arg;
  wifi_event_sta_disconnected_t gone = {.reason = WIFI_REASON_NO_AP_FOUND};
  app->wifi_searches = false;
  if (!app->wifi_runs)
    return;
  if (port_netif_link_is_up())
    connected(app);
  else
    tell(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, &gone, sizeof(gone));
}

static void search(struct shim_app *app) {
  if (app->wifi_searches)
    return;
  if (app->wifi_alarm == NULL)
    app->wifi_alarm = shim_get(sizeof(*app->wifi_alarm));
  app->wifi_searches = true;
  app->wifi_alarm->call = search_over;
  app->wifi_alarm->argument = app;
  shim_alarm_set(app->wifi_alarm, shim_now_ns() + SEARCH_NS, 0);
}

esp_err_t esp_wifi_start(void) {
  shim_app()->wifi_runs = true;
  port_netif_watch(on_link);
  tell(WIFI_EVENT, WIFI_EVENT_STA_START, NULL, 0);
  return ESP_OK;
}

esp_err_t esp_wifi_stop(void) {
  esp_wifi_disconnect();
  shim_app()->wifi_runs = false;
  tell(WIFI_EVENT, WIFI_EVENT_STA_STOP, NULL, 0);
  return ESP_OK;
}

esp_err_t esp_wifi_connect(void) {
  struct shim_app *app = shim_app();
  if (!app->wifi_runs)
    return ESP_ERR_WIFI_BASE + 2; /* ESP_ERR_WIFI_NOT_STARTED */
  if (app->wifi_connected)
    return ESP_OK;
  if (port_netif_link_is_up())
    connected(app);
  else
    search(app);
  return ESP_OK;
}

esp_err_t esp_wifi_disconnect(void) {
  struct shim_app *app = shim_app();
  wifi_event_sta_disconnected_t gone = {.reason = WIFI_REASON_ASSOC_LEAVE};
  if (app->wifi_connected)
    tell(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, &gone, sizeof(gone));
  app->wifi_connected = false;
  return ESP_OK;
}

esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t *ret_record) {
  *ret_record = (wifi_ap_record_t){
      .ssid = "sockfit", .primary = 1, .rssi = -50, .authmode = WIFI_AUTH_OPEN};
  return ESP_OK;
}

esp_err_t esp_wifi_get_mac(wifi_interface_t interface, uint8_t ret_mac[6]) {
  (void)interface;
  return esp_netif_get_mac(&the_netif, ret_mac);
}

esp_err_t esp_read_mac(uint8_t *ret_mac, esp_mac_type_t type) {
  (void)type;
  return esp_netif_get_mac(&the_netif, ret_mac);
}

esp_err_t esp_efuse_mac_get_default(uint8_t *ret_mac) {
  return esp_netif_get_mac(&the_netif, ret_mac);
}

/* ---- protocol_examples_common.h ---- */

esp_err_t example_connect(void) {
  return ESP_OK;
}

esp_err_t example_disconnect(void) {
  return ESP_OK;
}

esp_netif_t *get_example_netif(void) {
  return &the_netif;
}

esp_netif_t *get_example_netif_from_desc(const char *description) {
  return strcmp(description, EXAMPLE_NETIF_DESC_STA) == 0 ? &the_netif : NULL;
}
