/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: mqtt_client.h: what is sent, and kept until it is answered.
 */
#include "shims/esp_mqtt.h"
#include "shims/shims.h"

#define AGAIN 0x08 /* of a PUBLISH */
#define NOT_YET INT64_MIN

/* ---- the outbox ---- */

static struct esp_mqtt_letter *keep(struct esp_mqtt_client *client, uint16_t id,
                                    const uint8_t *data, int len) {
  struct esp_mqtt_letter *letter = shim_get(sizeof(*letter) + (size_t)len);
  letter->id = id;
  letter->sent_ns = NOT_YET;
  letter->len = len;
  memcpy(letter->data, data, (size_t)len);
  struct esp_mqtt_letter **link = &client->outbox;
  while (*link != NULL)
    link = &(*link)->next;
  *link = letter;
  return letter;
}

static void drop(struct esp_mqtt_letter **link) {
  struct esp_mqtt_letter *letter = *link;
  *link = letter->next;
  workload_free(letter);
}

void esp_mqtt_outbox_remove(struct esp_mqtt_client *client, uint16_t id) {
  for (struct esp_mqtt_letter **link = &client->outbox; *link != NULL;
       link = &(*link)->next) {
    if ((*link)->id != id)
      continue;
    drop(link);
    return;
  }
}

void esp_mqtt_outbox_free(struct esp_mqtt_client *client) {
  while (client->outbox != NULL)
    drop(&client->outbox);
}

/* In the client's task, or that of the caller: the letter is marked before it
 * is sent, since sending may wait. */
static int send_letter(struct esp_mqtt_client *client,
                       struct esp_mqtt_letter *letter) {
  bool publish = letter->data[0] >> 4 == MQTT_PUBLISH;
  uint8_t data[MQTT_PACKET_SIZE_MAX];
  int len = letter->len;
  if (letter->sent_ns != NOT_YET && publish)
    letter->data[0] |= AGAIN;
  letter->sent_ns = shim_now_ns();
  memcpy(data, letter->data, (size_t)len);
  return mqtt_session_send(&client->session, data, len);
}

static struct esp_mqtt_letter *next_due(struct esp_mqtt_client *client,
                                        int64_t before_ns) {
  struct esp_mqtt_letter *at = client->outbox;
  while (at != NULL && at->sent_ns > before_ns)
    at = at->next;
  return at;
}

void esp_mqtt_outbox_renew(struct esp_mqtt_client *client) {
  for (struct esp_mqtt_letter *at = client->outbox; at != NULL; at = at->next)
    if (at->sent_ns != NOT_YET)
      at->sent_ns = NOT_YET + 1;
}

int esp_mqtt_outbox_send(struct esp_mqtt_client *client) {
  int64_t before_ns = shim_now_ns() - client->retransmit_ms * NS_PER_MS;
  struct esp_mqtt_letter *letter;
  int result = 0;
  while (result == 0 && (letter = next_due(client, before_ns)) != NULL) {
    uint16_t id = letter->id;
    result = send_letter(client, letter);
    if (id == 0)
      esp_mqtt_outbox_remove(client, 0);
  }
  return result;
}

/* ---- what users send ---- */

static uint16_t new_id(struct esp_mqtt_client *client) {
  if (++client->last_id == 0)
    client->last_id = 1;
  return client->last_id;
}

/* Send now if there is a session; what has an identifier is kept. */
static int post(struct esp_mqtt_client *client, uint16_t id,
                const uint8_t *data, int len) {
  bool connected = client->session.connected;
  if (len < 0)
    return -1;
  if (id != 0) {
    struct esp_mqtt_letter *letter = keep(client, id, data, len);
    if (connected)
      send_letter(client, letter);
    return id;
  }
  return connected && mqtt_session_send(&client->session, data, len) == 0 ? 0
                                                                          : -1;
}

static int write_publish(struct esp_mqtt_client *client, uint8_t *data,
                         const char *topic, const char *message, int len,
                         int qos, int retain, uint16_t *ret_id) {
  *ret_id = qos > 0 ? new_id(client) : 0;
  struct mqtt_publish publish = {.topic = topic,
                                 .topic_len = strlen(topic),
                                 .message = message == NULL ? "" : message,
                                 .message_len = message == NULL ? 0
                                                : len <= 0 ? strlen(message)
                                                           : (size_t)len,
                                 .qos = (uint8_t)qos,
                                 .retain = retain != 0,
                                 .id = *ret_id};
  return mqtt_packet_publish_with(data, MQTT_PACKET_SIZE_MAX, &publish);
}

int esp_mqtt_client_publish(struct esp_mqtt_client *client, const char *topic,
                            const char *data, int len, int qos, int retain) {
  uint8_t packet[MQTT_PACKET_SIZE_MAX];
  uint16_t id;
  if (client == NULL || topic == NULL || qos < 0 || qos > 1)
    return -1;
  shim_work();
  int size = write_publish(client, packet, topic, data, len, qos, retain, &id);
  return post(client, id, packet, size);
}

/* The client's task sends it. */
int esp_mqtt_client_enqueue(struct esp_mqtt_client *client, const char *topic,
                            const char *data, int len, int qos, int retain,
                            bool store) {
  uint8_t packet[MQTT_PACKET_SIZE_MAX];
  uint16_t id;
  if (client == NULL || topic == NULL || qos < 0 || qos > 1 ||
      (qos == 0 && !store))
    return -1;
  shim_work();
  int size = write_publish(client, packet, topic, data, len, qos, retain, &id);
  if (size < 0)
    return -1;
  keep(client, id, packet, size);
  return id;
}

int esp_mqtt_client_subscribe_single(struct esp_mqtt_client *client,
                                     const char *topic, int qos) {
  uint8_t packet[MQTT_PACKET_SIZE_MAX];
  if (client == NULL || !client->session.connected)
    return -1;
  uint16_t id = new_id(client);
  return post(client, id, packet,
              mqtt_packet_filter(packet, sizeof(packet), MQTT_SUBSCRIBE, id,
                                 topic, (uint8_t)(qos > 1 ? 1 : qos)));
}

int esp_mqtt_client_unsubscribe(struct esp_mqtt_client *client,
                                const char *topic) {
  uint8_t packet[MQTT_PACKET_SIZE_MAX];
  if (client == NULL || !client->session.connected)
    return -1;
  uint16_t id = new_id(client);
  return post(client, id, packet,
              mqtt_packet_filter(packet, sizeof(packet), MQTT_UNSUBSCRIBE, id,
                                 topic, 0));
}

int esp_mqtt_client_get_outbox_size(struct esp_mqtt_client *client) {
  int size = 0;
  for (struct esp_mqtt_letter *at = client->outbox; at != NULL; at = at->next)
    size += at->len;
  return size;
}
