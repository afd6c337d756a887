/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Wi-Fi that connects at once: esp_wifi_start() tells
 * WIFI_EVENT_STA_START, esp_wifi_connect() WIFI_EVENT_STA_CONNECTED and
 * IP_EVENT_STA_GOT_IP. When the cable is pulled (the fault link_down) a station
 * hears WIFI_EVENT_STA_DISCONNECTED; told to connect, it searches for 2.4 s. */
#ifndef SOCKFIT_SHIMS_ESP_WIFI_H
#define SOCKFIT_SHIMS_ESP_WIFI_H

#include <stdbool.h>
#include <stdint.h>

#include "esp_err.h"
#include "esp_event.h"
#include "esp_netif.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  WIFI_EVENT_WIFI_READY,
  WIFI_EVENT_SCAN_DONE,
  WIFI_EVENT_STA_START,
  WIFI_EVENT_STA_STOP,
  WIFI_EVENT_STA_CONNECTED,
  WIFI_EVENT_STA_DISCONNECTED,
  WIFI_EVENT_STA_AUTHMODE_CHANGE,
  WIFI_EVENT_AP_START = 12,
  WIFI_EVENT_AP_STOP,
  WIFI_EVENT_AP_STACONNECTED,
  WIFI_EVENT_AP_STADISCONNECTED
} wifi_event_t;
ESP_EVENT_DECLARE_BASE(WIFI_EVENT);

typedef enum {
  WIFI_MODE_NULL,
  WIFI_MODE_STA,
  WIFI_MODE_AP,
  WIFI_MODE_APSTA
} wifi_mode_t;
typedef enum {
  WIFI_IF_STA,
  WIFI_IF_AP,
} wifi_interface_t;
#define ESP_IF_WIFI_STA WIFI_IF_STA
#define ESP_IF_WIFI_AP WIFI_IF_AP
typedef enum {
  WIFI_AUTH_OPEN,
  WIFI_AUTH_WEP,
  WIFI_AUTH_WPA_PSK,
  WIFI_AUTH_WPA2_PSK,
  WIFI_AUTH_WPA_WPA2_PSK,
  WIFI_AUTH_ENTERPRISE,
  WIFI_AUTH_WPA3_PSK,
  WIFI_AUTH_WPA2_WPA3_PSK
} wifi_auth_mode_t;
typedef enum {
  WPA3_SAE_PWE_UNSPECIFIED,
  WPA3_SAE_PWE_HUNT_AND_PECK,
  WPA3_SAE_PWE_HASH_TO_ELEMENT,
  WPA3_SAE_PWE_BOTH
} wifi_sae_pwe_method_t;
typedef enum {
  WIFI_PS_NONE,
  WIFI_PS_MIN_MODEM,
  WIFI_PS_MAX_MODEM
} wifi_ps_type_t;
typedef enum { WIFI_STORAGE_FLASH, WIFI_STORAGE_RAM } wifi_storage_t;

typedef struct {
  int8_t rssi;
  wifi_auth_mode_t authmode;
} wifi_scan_threshold_t;

typedef struct {
  uint8_t ssid[32];
  uint8_t password[64];
  int scan_method;
  bool bssid_set;
  uint8_t bssid[6];
  uint8_t channel;
  uint16_t listen_interval;
  int sort_method;
  wifi_scan_threshold_t threshold;
  struct {
    bool capable;
    bool required;
  } pmf_cfg;
  wifi_sae_pwe_method_t sae_pwe_h2e;
  uint8_t failure_retry_cnt;
  uint8_t sae_h2e_identifier[32];
} wifi_sta_config_t;

typedef struct {
  uint8_t ssid[32];
  uint8_t password[64];
  uint8_t ssid_len;
  uint8_t channel;
  wifi_auth_mode_t authmode;
  uint8_t ssid_hidden;
  uint8_t max_connection;
  uint16_t beacon_interval;
} wifi_ap_config_t;

typedef union {
  wifi_ap_config_t ap;
  wifi_sta_config_t sta;
} wifi_config_t;

typedef struct {
  uint8_t bssid[6];
  uint8_t ssid[33];
  uint8_t primary;
  int8_t rssi;
  wifi_auth_mode_t authmode;
} wifi_ap_record_t;

typedef enum {
  WIFI_REASON_UNSPECIFIED = 1,
  WIFI_REASON_ASSOC_LEAVE = 8,
  WIFI_REASON_BEACON_TIMEOUT = 200,
  WIFI_REASON_NO_AP_FOUND = 201
} wifi_err_reason_t;

typedef struct {
  uint8_t ssid[32];
  uint8_t ssid_len;
  uint8_t bssid[6];
  uint8_t reason;
  int8_t rssi;
} wifi_event_sta_disconnected_t;

typedef struct {
  int unused;
} wifi_init_config_t;
#define WIFI_INIT_CONFIG_DEFAULT()                                             \
  { 0 }

esp_err_t esp_wifi_init(const wifi_init_config_t *config);
esp_err_t esp_wifi_deinit(void);
esp_err_t esp_wifi_set_mode(wifi_mode_t mode);
esp_err_t esp_wifi_get_mode(wifi_mode_t *ret_mode);
esp_err_t esp_wifi_set_config(wifi_interface_t interface,
                              wifi_config_t *config);
esp_err_t esp_wifi_set_ps(wifi_ps_type_t type);
esp_err_t esp_wifi_set_storage(wifi_storage_t storage);
esp_err_t esp_wifi_start(void);
esp_err_t esp_wifi_stop(void);
esp_err_t esp_wifi_connect(void);
esp_err_t esp_wifi_disconnect(void);
esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t *ret_record);
esp_err_t esp_wifi_get_mac(wifi_interface_t interface, uint8_t ret_mac[6]);

#ifdef __cplusplus
}
#endif

#endif
