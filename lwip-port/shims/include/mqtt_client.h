/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: ESP-IDF's MQTT client (3.1.1), on the engine of the consumer
 * mqtt. Brokers are the scenario's names or IPv4 addresses. Packets have up to
 * 512 octets; QoS 0 and 1, a subscription to QoS 2 asks for 1. No TLS, no
 * websockets, no MQTT 5. */
#ifndef SOCKFIT_SHIMS_MQTT_CLIENT_H
#define SOCKFIT_SHIMS_MQTT_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "esp_err.h"
#include "esp_event.h"
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct esp_mqtt_client *esp_mqtt_client_handle_t;

ESP_EVENT_DECLARE_BASE(MQTT_EVENTS);

typedef enum {
  MQTT_EVENT_ANY = -1,
  MQTT_EVENT_ERROR = 0,
  MQTT_EVENT_CONNECTED,
  MQTT_EVENT_DISCONNECTED,
  MQTT_EVENT_SUBSCRIBED,
  MQTT_EVENT_UNSUBSCRIBED,
  MQTT_EVENT_PUBLISHED,
  MQTT_EVENT_DATA,
  MQTT_EVENT_BEFORE_CONNECT,
  MQTT_EVENT_DELETED, /* never */
} esp_mqtt_event_id_t;

typedef enum {
  MQTT_CONNECTION_ACCEPTED,
  MQTT_CONNECTION_REFUSE_PROTOCOL,
  MQTT_CONNECTION_REFUSE_ID_REJECTED,
  MQTT_CONNECTION_REFUSE_SERVER_UNAVAILABLE,
  MQTT_CONNECTION_REFUSE_BAD_USERNAME,
  MQTT_CONNECTION_REFUSE_NOT_AUTHORIZED
} esp_mqtt_connect_return_code_t;

typedef enum {
  MQTT_ERROR_TYPE_NONE,
  MQTT_ERROR_TYPE_TCP_TRANSPORT,
  MQTT_ERROR_TYPE_CONNECTION_REFUSED,
  MQTT_ERROR_TYPE_SUBSCRIBE_FAILED
} esp_mqtt_error_type_t;

typedef enum {
  MQTT_TRANSPORT_UNKNOWN,
  MQTT_TRANSPORT_OVER_TCP,
  MQTT_TRANSPORT_OVER_SSL, /* the last three are refused */
  MQTT_TRANSPORT_OVER_WS,
  MQTT_TRANSPORT_OVER_WSS
} esp_mqtt_transport_t;

typedef struct esp_mqtt_error_codes {
  esp_err_t esp_tls_last_esp_err;
  int esp_tls_stack_err;
  int esp_tls_cert_verify_flags;
  esp_mqtt_error_type_t error_type;
  esp_mqtt_connect_return_code_t connect_return_code;
  int esp_transport_sock_errno;
} esp_mqtt_error_codes_t;

typedef struct esp_mqtt_event_t {
  esp_mqtt_event_id_t event_id;
  esp_mqtt_client_handle_t client;
  char *data;
  int data_len;
  int total_data_len;
  int current_data_offset;
  char *topic;
  int topic_len;
  int msg_id;
  int session_present;
  esp_mqtt_error_codes_t *error_handle;
  bool retain;
  int qos;
  bool dup;
} esp_mqtt_event_t;
typedef esp_mqtt_event_t *esp_mqtt_event_handle_t;

typedef struct esp_mqtt_client_config_t {
  struct {
    struct {
      const char *uri;
      const char *hostname;
      esp_mqtt_transport_t transport;
      const char *path;
      uint32_t port;
    } address;
  } broker;
  struct {
    const char *username;
    const char *client_id;
    bool set_null_client_id;
    struct {
      const char *password;
    } authentication;
  } credentials;
  struct {
    struct {
      const char *topic;
      const char *msg;
      int msg_len;
      int qos;
      int retain;
    } last_will;
    bool disable_clean_session;
    int keepalive; /* s */
    bool disable_keepalive;
    int message_retransmit_timeout; /* ms */
  } session;
  struct {
    int reconnect_timeout_ms;
    int timeout_ms;
    bool disable_auto_reconnect;
  } network;
  struct {
    int priority;
    int stack_size;
  } task;
  struct {
    int size; /* no effect */
    int out_size;
  } buffer;
} esp_mqtt_client_config_t;

esp_mqtt_client_handle_t
esp_mqtt_client_init(const esp_mqtt_client_config_t *config);
esp_err_t esp_mqtt_client_start(esp_mqtt_client_handle_t client);
esp_err_t esp_mqtt_client_reconnect(esp_mqtt_client_handle_t client);
esp_err_t esp_mqtt_client_disconnect(esp_mqtt_client_handle_t client);
esp_err_t esp_mqtt_client_stop(esp_mqtt_client_handle_t client);
esp_err_t esp_mqtt_client_destroy(esp_mqtt_client_handle_t client);

/* Return the packet's identifier (0 with QoS 0), or -1. */
int esp_mqtt_client_subscribe_single(esp_mqtt_client_handle_t client,
                                     const char *topic, int qos);
#define esp_mqtt_client_subscribe(client, topic, qos)                          \
  esp_mqtt_client_subscribe_single(client, topic, qos)
int esp_mqtt_client_unsubscribe(esp_mqtt_client_handle_t client,
                                const char *topic);
int esp_mqtt_client_publish(esp_mqtt_client_handle_t client, const char *topic,
                            const char *data, int len, int qos, int retain);
int esp_mqtt_client_enqueue(esp_mqtt_client_handle_t client, const char *topic,
                            const char *data, int len, int qos, int retain,
                            bool store);
int esp_mqtt_client_get_outbox_size(esp_mqtt_client_handle_t client);

esp_err_t esp_mqtt_client_register_event(esp_mqtt_client_handle_t client,
                                         esp_mqtt_event_id_t event,
                                         esp_event_handler_t handler,
                                         void *argument);
esp_err_t esp_mqtt_client_unregister_event(esp_mqtt_client_handle_t client,
                                           esp_mqtt_event_id_t event,
                                           esp_event_handler_t handler);

#ifdef __cplusplus
}
#endif

#endif
