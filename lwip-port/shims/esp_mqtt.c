/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: mqtt_client.h: the client's task and its events. Handlers
 * run in it, as in ESP-IDF. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "esp_log.h"
#include "esp_mac.h"

#include "shims/errno_map.h"
#include "shims/esp_mqtt.h"
#include "shims/shims.h"

#define TAG "mqtt_client"
#define POLL_MS 1000 /* MQTT_POLL_READ_TIMEOUT_MS */
#define STOP_POLL_MS 10
#define SAID_GOODBYE 1000 /* no errno */
/* esp-mqtt's defaults. */
#define KEEPALIVE_S 120
#define TIMEOUT_MS 10000
#define RECONNECT_MS 10000
#define RETRANSMIT_MS 1000

ESP_EVENT_DEFINE_BASE(MQTT_EVENTS);

/* ---- events ---- */

static void tell(struct esp_mqtt_client *client, esp_mqtt_event_t event) {
  esp_mqtt_error_codes_t error = {0};
  event.client = client;
  if (event.error_handle == NULL)
    event.error_handle = &error;
  for (struct esp_mqtt_listener *at = client->listeners, *next; at != NULL;
       at = next) {
    next = at->next;
    if (at->event == MQTT_EVENT_ANY || at->event == event.event_id)
      at->call(at->argument, MQTT_EVENTS, event.event_id, &event);
  }
}

esp_err_t esp_mqtt_client_register_event(struct esp_mqtt_client *client,
                                         esp_mqtt_event_id_t event,
                                         esp_event_handler_t handler,
                                         void *argument) {
  if (client == NULL || handler == NULL)
    return ESP_ERR_INVALID_ARG;
  struct esp_mqtt_listener *listener = shim_get(sizeof(*listener));
  *listener = (struct esp_mqtt_listener){
      .event = event, .call = handler, .argument = argument};
  struct esp_mqtt_listener **link = &client->listeners;
  while (*link != NULL)
    link = &(*link)->next;
  *link = listener;
  return ESP_OK;
}

esp_err_t esp_mqtt_client_unregister_event(struct esp_mqtt_client *client,
                                           esp_mqtt_event_id_t event,
                                           esp_event_handler_t handler) {
  if (client == NULL)
    return ESP_ERR_INVALID_ARG;
  for (struct esp_mqtt_listener **link = &client->listeners; *link != NULL;
       link = &(*link)->next) {
    if ((*link)->event != event || (*link)->call != handler)
      continue;
    *link = (*link)->next; /* kept: it may be running */
    return ESP_OK;
  }
  return ESP_ERR_NOT_FOUND;
}

/* ---- the session ---- */

static int on_connected(struct mqtt_session *session, bool known) {
  struct esp_mqtt_client *client = session->user->arg;
  esp_mqtt_outbox_renew(client);
  tell(client, (esp_mqtt_event_t){.event_id = MQTT_EVENT_CONNECTED,
                                  .session_present = known});
  return esp_mqtt_outbox_send(client);
}

static int on_publish(struct esp_mqtt_client *client,
                      const struct mqtt_packet *packet) {
  struct mqtt_publish publish;
  uint8_t ack[8];
  int result = mqtt_packet_publish_parts(packet, &publish);
  if (result < 0)
    return result;
  tell(client, (esp_mqtt_event_t){.event_id = MQTT_EVENT_DATA,
                                  .data = (char *)publish.message,
                                  .data_len = (int)publish.message_len,
                                  .total_data_len = (int)publish.message_len,
                                  .topic = (char *)publish.topic,
                                  .topic_len = (int)publish.topic_len,
                                  .msg_id = publish.id,
                                  .retain = publish.retain,
                                  .qos = publish.qos,
                                  .dup = publish.again});
  if (publish.qos != 1)
    return 0;
  return mqtt_session_send(
      &client->session, ack,
      mqtt_packet_ack(ack, sizeof(ack), MQTT_PUBACK, publish.id));
}

static int on_packet(struct mqtt_session *session,
                     const struct mqtt_packet *packet) {
  struct esp_mqtt_client *client = session->user->arg;
  esp_mqtt_event_t event = {0};
  uint16_t id;
  switch (packet->type) {
  case MQTT_PUBLISH:
    return on_publish(client, packet);
  case MQTT_PUBACK:
    event.event_id = MQTT_EVENT_PUBLISHED;
    break;
  case MQTT_SUBACK:
    event.event_id = MQTT_EVENT_SUBSCRIBED;
    event.data = (char *)packet->body + 2;
    event.data_len = (int)packet->body_len - 2;
    break;
  case MQTT_UNSUBACK:
    event.event_id = MQTT_EVENT_UNSUBSCRIBED;
    break;
  default:
    return 0;
  }
  int result = mqtt_packet_id_read(packet, &id);
  if (result < 0)
    return result;
  event.msg_id = id;
  esp_mqtt_outbox_remove(client, id);
  tell(client, event);
  return 0;
}

static int64_t due_ms(struct mqtt_session *session) {
  return ((struct esp_mqtt_client *)session->user->arg)->look_ms;
}

/* Once a second, as esp-mqtt: is it to end, does something wait? */
static int on_due(struct mqtt_session *session, int64_t now_ms) {
  struct esp_mqtt_client *client = session->user->arg;
  uint8_t data[4];
  client->look_ms = now_ms + POLL_MS;
  if (client->runs && !client->hangs_up)
    return esp_mqtt_outbox_send(client);
  mqtt_session_send(session, data,
                    mqtt_packet_empty(data, sizeof(data), MQTT_DISCONNECT));
  return -SAID_GOODBYE;
}

static void tell_end(struct esp_mqtt_client *client, int result) {
  bool refused = client->session.refused != 0;
  esp_mqtt_error_codes_t error = {
      .error_type = refused ? MQTT_ERROR_TYPE_CONNECTION_REFUSED
                            : MQTT_ERROR_TYPE_TCP_TRANSPORT,
      .connect_return_code =
          (esp_mqtt_connect_return_code_t)client->session.refused,
      .esp_transport_sock_errno = shim_errno_of_host(-result)};
  if (result < 0 && result != -SAID_GOODBYE)
    tell(client, (esp_mqtt_event_t){.event_id = MQTT_EVENT_ERROR,
                                    .error_handle = &error});
  tell(client, (esp_mqtt_event_t){.event_id = MQTT_EVENT_DISCONNECTED});
}

static void pause_for(struct esp_mqtt_client *client) {
  int64_t until_ns = shim_now_ns() + client->reconnect_ms * NS_PER_MS;
  while (client->runs && !client->again &&
         (!client->reconnects || shim_now_ns() < until_ns))
    vTaskDelay(pdMS_TO_TICKS(STOP_POLL_MS));
  client->again = false;
}

static void client_task(void *arg) {
  struct esp_mqtt_client *client = arg;
  while (client->runs) {
    client->hangs_up = false;
    client->look_ms = 0;
    tell(client, (esp_mqtt_event_t){.event_id = MQTT_EVENT_BEFORE_CONNECT});
    tell_end(client, mqtt_session_run(&client->session, shim_app()->workload,
                                      &client->user));
    if (client->runs)
      pause_for(client);
  }
  client->ended = true;
  vTaskDelete(NULL);
}

/* ---- life ---- */

/* mqtt://[user[:password]@]host[:port]; the names before the @ are left out. */
static bool take_uri(struct esp_mqtt_client *client, const char *uri) {
  if (strncasecmp(uri, "mqtt://", 7) != 0) {
    shim_log(ESP_LOG_ERROR, TAG, "no transport for %s: only mqtt:// is here",
             uri);
    return false;
  }
  const char *host = strchr(uri, '@') == NULL ? uri + 7 : strchr(uri, '@') + 1;
  size_t len = strcspn(host, ":/");
  client->host = shim_get(len + 1);
  memcpy(client->host, host, len);
  if (host[len] == ':')
    client->user.port = (uint16_t)atoi(host + len + 1);
  return len > 0;
}

static const char *default_id(void) {
  uint8_t mac[6];
  char *text = shim_get(16);
  esp_efuse_mac_get_default(mac);
  snprintf(text, 16, "ESP32_%02X%02X%02X", mac[3], mac[4], mac[5]);
  return text;
}

static int number_or(int given, int otherwise) {
  return given > 0 ? given : otherwise;
}

static void take_session(struct esp_mqtt_client *client,
                         const esp_mqtt_client_config_t *config) {
  struct mqtt_connect *connect = &client->user.connect;
  const char *id = config->credentials.client_id;
  connect->client_id = config->credentials.set_null_client_id ? ""
                       : id != NULL                           ? id
                                                              : default_id();
  connect->username = config->credentials.username;
  connect->password = config->credentials.authentication.password;
  connect->keeps_session = config->session.disable_clean_session;
  connect->keepalive_s =
      (uint16_t)number_or(config->session.keepalive, KEEPALIVE_S);
  if (config->session.disable_keepalive)
    connect->keepalive_s = 0;
  client->user.keepalive_ms = connect->keepalive_s * 1000u;
  if (config->session.last_will.topic == NULL)
    return;
  const char *will = config->session.last_will.msg;
  connect->will_topic = config->session.last_will.topic;
  connect->will = will == NULL ? "" : will;
  connect->will_len = will == NULL
                          ? 0
                          : (size_t)number_or(config->session.last_will.msg_len,
                                              (int)strlen(will));
  connect->will_qos = (uint8_t)config->session.last_will.qos;
  connect->will_retain = config->session.last_will.retain != 0;
}

esp_mqtt_client_handle_t
esp_mqtt_client_init(const esp_mqtt_client_config_t *config) {
  struct esp_mqtt_client *client = shim_get(sizeof(*client));
  const char *name = config->broker.address.hostname;
  client->user = (struct mqtt_user){
      .port = (uint16_t)number_or((int)config->broker.address.port, 1883),
      .timeout_ms = (uint32_t)number_or(config->network.timeout_ms, TIMEOUT_MS),
      .connected = on_connected,
      .packet = on_packet,
      .due_ms = due_ms,
      .send_due = on_due,
      .arg = client};
  client->session.fd = -1;
  client->reconnects = !config->network.disable_auto_reconnect;
  client->reconnect_ms =
      (uint32_t)number_or(config->network.reconnect_timeout_ms, RECONNECT_MS);
  client->retransmit_ms = (uint32_t)number_or(
      config->session.message_retransmit_timeout, RETRANSMIT_MS);
  client->priority = number_or(config->task.priority, 5);
  client->stack_size = number_or(config->task.stack_size, 6144);
  take_session(client, config);
  if (config->broker.address.uri != NULL
          ? !take_uri(client, config->broker.address.uri)
          : name == NULL ||
                config->broker.address.transport > MQTT_TRANSPORT_OVER_TCP) {
    workload_free(client);
    return NULL;
  }
  client->user.host = client->host == NULL ? name : client->host;
  return client;
}

esp_err_t esp_mqtt_client_start(struct esp_mqtt_client *client) {
  if (client == NULL)
    return ESP_ERR_INVALID_ARG;
  if (client->runs)
    return ESP_FAIL;
  client->runs = true;
  client->ended = false;
  return xTaskCreate(client_task, "mqtt_task", (uint32_t)client->stack_size,
                     client, (UBaseType_t)client->priority, NULL) == pdPASS
             ? ESP_OK
             : ESP_FAIL;
}

esp_err_t esp_mqtt_client_reconnect(struct esp_mqtt_client *client) {
  if (client == NULL || !client->runs || client->session.fd >= 0)
    return client == NULL ? ESP_ERR_INVALID_ARG : ESP_FAIL;
  client->again = true;
  return ESP_OK;
}

esp_err_t esp_mqtt_client_disconnect(struct esp_mqtt_client *client) {
  if (client == NULL)
    return ESP_ERR_INVALID_ARG;
  client->hangs_up = true;
  return ESP_OK;
}

esp_err_t esp_mqtt_client_stop(struct esp_mqtt_client *client) {
  if (client == NULL)
    return ESP_ERR_INVALID_ARG;
  if (!client->runs)
    return ESP_FAIL;
  client->runs = false;
  while (!client->ended)
    vTaskDelay(pdMS_TO_TICKS(STOP_POLL_MS));
  return ESP_OK;
}

esp_err_t esp_mqtt_client_destroy(struct esp_mqtt_client *client) {
  if (client == NULL)
    return ESP_ERR_INVALID_ARG;
  if (client->runs)
    esp_mqtt_client_stop(client);
  esp_mqtt_outbox_free(client);
  workload_free(client->host);
  workload_free(client); /* the listeners go with the host */
  return ESP_OK;
}
