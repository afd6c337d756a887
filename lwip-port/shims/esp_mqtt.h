/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: what esp_mqtt.c and esp_mqtt_outbox.c share. */
#ifndef SOCKFIT_SHIMS_ESP_MQTT_H
#define SOCKFIT_SHIMS_ESP_MQTT_H

#include "mqtt_client.h"

#include "common/mqtt_session.h"

/* A packet that waits for its answer, or to be sent at all. */
struct esp_mqtt_letter {
  struct esp_mqtt_letter *next;
  uint16_t id;     /* 0: QoS 0 */
  int64_t sent_ns; /* INT64_MIN: not yet */
  int len;
  uint8_t data[];
};

struct esp_mqtt_listener {
  struct esp_mqtt_listener *next;
  esp_mqtt_event_id_t event;
  esp_event_handler_t call;
  void *argument;
};

struct esp_mqtt_client {
  struct mqtt_user user;
  struct mqtt_session session;
  char *host;
  uint32_t reconnect_ms;
  uint32_t retransmit_ms;
  bool reconnects;
  struct esp_mqtt_listener *listeners;
  struct esp_mqtt_letter *outbox; /* oldest first */
  uint16_t last_id;
  bool runs;     /* between start and stop */
  bool ended;    /* its task is over */
  bool hangs_up; /* disconnect() was called */
  bool again;    /* reconnect() was called */
  int64_t look_ms;
  int stack_size, priority;
};

/* A new session: everything is to be sent again. */
void esp_mqtt_outbox_renew(struct esp_mqtt_client *client);
/* Send what was never sent, and again what nobody has answered in time. Returns
 * 0 or a negative errno. */
int esp_mqtt_outbox_send(struct esp_mqtt_client *client);
/* The answer has come. */
void esp_mqtt_outbox_remove(struct esp_mqtt_client *client, uint16_t id);
void esp_mqtt_outbox_free(struct esp_mqtt_client *client);

#endif
