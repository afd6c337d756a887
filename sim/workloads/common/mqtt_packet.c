/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: MQTT 3.1.1 control packets. */
#include "mqtt_packet.h"

#include <errno.h>
#include <string.h>

#define LENGTH_OCTETS_MAX 4
/* Of CONNECT (3.1.2.3). */
#define FLAG_CLEAN_SESSION 0x02
#define FLAG_WILL 0x04
#define FLAG_PASSWORD 0x40
#define FLAG_USERNAME 0x80
/* Of PUBLISH (3.3.1). */
#define FLAG_RETAIN 0x01
#define FLAG_AGAIN 0x08
#define FLAGS_SUBSCRIBE 0x02 /* reserved bits with a fixed value (3.8.1) */

/* A packet being written: one fixed header octet and two for the length,
 * which is enough for MQTT_PACKET_SIZE_MAX; body_done closes the gap. */
struct writer {
  uint8_t *data;
  size_t size;
  size_t len;
  bool overflow;
};

#define BODY_START 3

static struct writer begin(uint8_t *data, size_t size, enum mqtt_type type,
                           uint8_t flags) {
  struct writer w = {.data = data, .size = size, .len = BODY_START};
  if (size < BODY_START)
    w.overflow = true;
  else
    data[0] = (uint8_t)(type << 4 | flags);
  return w;
}

static void put(struct writer *w, const void *data, size_t len) {
  if (w->overflow || w->size - w->len < len) {
    w->overflow = true;
    return;
  }
  memcpy(w->data + w->len, data, len);
  w->len += len;
}

static void put_u8(struct writer *w, uint8_t value) {
  put(w, &value, 1);
}

static void put_u16(struct writer *w, uint16_t value) {
  uint8_t octets[2] = {(uint8_t)(value >> 8), (uint8_t)value};
  put(w, octets, sizeof octets);
}

static void put_text(struct writer *w, const char *text) {
  put_u16(w, (uint16_t)strlen(text));
  put(w, text, strlen(text));
}

static int end(struct writer *w) {
  if (w->overflow || w->len > MQTT_PACKET_SIZE_MAX)
    return -ENOBUFS;
  size_t body_len = w->len - BODY_START;
  if (body_len < 0x80) {
    w->data[1] = (uint8_t)body_len;
    memmove(w->data + 2, w->data + BODY_START, body_len);
    return (int)(2 + body_len);
  }
  w->data[1] = (uint8_t)(body_len | 0x80);
  w->data[2] = (uint8_t)(body_len >> 7);
  return (int)w->len;
}

int mqtt_packet_connect(uint8_t *ret_data, size_t size, const char *client_id,
                        uint16_t keepalive_s) {
  struct mqtt_connect connect = {.client_id = client_id,
                                 .keepalive_s = keepalive_s};
  return mqtt_packet_connect_with(ret_data, size, &connect);
}

int mqtt_packet_connect_with(uint8_t *ret_data, size_t size,
                             const struct mqtt_connect *connect) {
  struct writer w = begin(ret_data, size, MQTT_CONNECT, 0);
  uint8_t will =
      (uint8_t)(FLAG_WILL | connect->will_qos << 3 | connect->will_retain << 5);
  put_text(&w, "MQTT");
  put_u8(&w, 4); /* protocol level of 3.1.1 */
  put_u8(&w, (uint8_t)((connect->keeps_session ? 0 : FLAG_CLEAN_SESSION) |
                       (connect->will_topic ? will : 0) |
                       (connect->password ? FLAG_PASSWORD : 0) |
                       (connect->username ? FLAG_USERNAME : 0)));
  put_u16(&w, connect->keepalive_s);
  put_text(&w, connect->client_id);
  if (connect->will_topic) {
    put_text(&w, connect->will_topic);
    put_u16(&w, (uint16_t)connect->will_len);
    put(&w, connect->will, connect->will_len);
  }
  if (connect->username)
    put_text(&w, connect->username);
  if (connect->password)
    put_text(&w, connect->password);
  return end(&w);
}

int mqtt_packet_connack(uint8_t *ret_data, size_t size, uint8_t return_code) {
  struct writer w = begin(ret_data, size, MQTT_CONNACK, 0);
  put_u8(&w, 0); /* no session present */
  put_u8(&w, return_code);
  return end(&w);
}

int mqtt_packet_publish(uint8_t *ret_data, size_t size, const char *topic,
                        const char *message) {
  struct mqtt_publish publish = {.topic = topic,
                                 .topic_len = strlen(topic),
                                 .message = message,
                                 .message_len = strlen(message)};
  return mqtt_packet_publish_with(ret_data, size, &publish);
}

int mqtt_packet_publish_with(uint8_t *ret_data, size_t size,
                             const struct mqtt_publish *publish) {
  struct writer w =
      begin(ret_data, size, MQTT_PUBLISH,
            (uint8_t)(publish->qos << 1 | (publish->retain ? FLAG_RETAIN : 0) |
                      (publish->again ? FLAG_AGAIN : 0)));
  put_u16(&w, (uint16_t)publish->topic_len);
  put(&w, publish->topic, publish->topic_len);
  if (publish->qos > 0)
    put_u16(&w, publish->id);
  put(&w, publish->message, publish->message_len);
  return end(&w);
}

int mqtt_packet_subscribe(uint8_t *ret_data, size_t size, uint16_t id,
                          const char *topic) {
  return mqtt_packet_filter(ret_data, size, MQTT_SUBSCRIBE, id, topic, 0);
}

int mqtt_packet_filter(uint8_t *ret_data, size_t size, enum mqtt_type type,
                       uint16_t id, const char *topic, uint8_t qos) {
  struct writer w = begin(ret_data, size, type, FLAGS_SUBSCRIBE);
  put_u16(&w, id);
  put_text(&w, topic);
  if (type == MQTT_SUBSCRIBE)
    put_u8(&w, qos);
  return end(&w);
}

int mqtt_packet_suback(uint8_t *ret_data, size_t size, uint16_t id,
                       size_t topic_count) {
  struct writer w = begin(ret_data, size, MQTT_SUBACK, 0);
  put_u16(&w, id);
  for (size_t i = 0; i < topic_count; i++)
    put_u8(&w, 0);
  return end(&w);
}

int mqtt_packet_ack(uint8_t *ret_data, size_t size, enum mqtt_type type,
                    uint16_t id) {
  struct writer w = begin(ret_data, size, type, 0);
  put_u16(&w, id);
  return end(&w);
}

int mqtt_packet_empty(uint8_t *ret_data, size_t size, enum mqtt_type type) {
  struct writer w = begin(ret_data, size, type, 0);
  return end(&w);
}

/* The remaining length behind the first octet (2.2.3). Returns how many
 * octets it took, 0 when they are not all there, -EPROTO beyond four. */
static int length_read(const uint8_t *data, size_t len, size_t *ret_length) {
  size_t length = 0;
  for (int i = 0; i < LENGTH_OCTETS_MAX; i++) {
    if ((size_t)i >= len)
      return 0;
    length |= (size_t)(data[i] & 0x7f) << (7 * i);
    if (!(data[i] & 0x80)) {
      *ret_length = length;
      return i + 1;
    }
  }
  return -EPROTO;
}

int mqtt_packet_read(const uint8_t *data, size_t len,
                     struct mqtt_packet *ret_packet) {
  if (len == 0)
    return 0;
  uint8_t type = data[0] >> 4;
  if (type < MQTT_CONNECT || type > MQTT_DISCONNECT)
    return -EPROTO;
  size_t body_len;
  int length_len = length_read(data + 1, len - 1, &body_len);
  if (length_len <= 0)
    return length_len;
  size_t total = 1 + (size_t)length_len + body_len;
  if (total > MQTT_PACKET_SIZE_MAX)
    return -EMSGSIZE;
  if (len < total)
    return 0;
  ret_packet->type = (enum mqtt_type)type;
  ret_packet->flags = data[0] & 0x0f;
  ret_packet->body = data + 1 + length_len;
  ret_packet->body_len = body_len;
  return (int)total;
}

/* The body of a packet being read. */
struct reader {
  const uint8_t *data;
  size_t left;
};

static struct reader body_of(const struct mqtt_packet *packet) {
  return (struct reader){.data = packet->body, .left = packet->body_len};
}

static bool skip(struct reader *r, size_t len) {
  if (r->left < len)
    return false;
  r->data += len;
  r->left -= len;
  return true;
}

static bool get_u16(struct reader *r, uint16_t *ret_value) {
  if (r->left < 2)
    return false;
  *ret_value = (uint16_t)(r->data[0] << 8 | r->data[1]);
  return skip(r, 2);
}

static bool skip_text(struct reader *r) {
  uint16_t len;
  return get_u16(r, &len) && skip(r, len);
}

int mqtt_packet_connect_read(const struct mqtt_packet *packet,
                             uint16_t *ret_keepalive_s) {
  struct reader r = body_of(packet);
  /* protocol name, level and flags, keep-alive, client identifier */
  bool good = skip_text(&r) && skip(&r, 2) && get_u16(&r, ret_keepalive_s) &&
              skip_text(&r);
  return good ? 0 : -EPROTO;
}

int mqtt_packet_connack_read(const struct mqtt_packet *packet,
                             uint8_t *ret_return_code) {
  if (packet->body_len != 2)
    return -EPROTO;
  *ret_return_code = packet->body[1];
  return 0;
}

int mqtt_packet_publish_read(const struct mqtt_packet *packet, int *ret_qos,
                             uint16_t *ret_id) {
  struct reader r = body_of(packet);
  int qos = packet->flags >> 1 & 3;
  if (qos == 3 || !skip_text(&r) || (qos > 0 && !get_u16(&r, ret_id)))
    return -EPROTO;
  *ret_qos = qos;
  return 0;
}

int mqtt_packet_publish_parts(const struct mqtt_packet *packet,
                              struct mqtt_publish *ret_publish) {
  struct reader r = body_of(packet);
  struct mqtt_publish publish = {.qos = packet->flags >> 1 & 3,
                                 .retain = packet->flags & FLAG_RETAIN,
                                 .again = packet->flags & FLAG_AGAIN};
  uint16_t len;
  if (publish.qos > 2 || !get_u16(&r, &len))
    return -EPROTO;
  publish.topic = (const char *)r.data;
  publish.topic_len = len;
  if (!skip(&r, len) || (publish.qos > 0 && !get_u16(&r, &publish.id)))
    return -EPROTO;
  publish.message = r.data;
  publish.message_len = r.left;
  *ret_publish = publish;
  return 0;
}

int mqtt_packet_id_read(const struct mqtt_packet *packet, uint16_t *ret_id) {
  struct reader r = body_of(packet);
  return get_u16(&r, ret_id) ? 0 : -EPROTO;
}

int mqtt_packet_subscribe_read(const struct mqtt_packet *packet,
                               uint16_t *ret_id, size_t *ret_topic_count) {
  struct reader r = body_of(packet);
  size_t topic_count = 0;
  if (!get_u16(&r, ret_id))
    return -EPROTO;
  for (; r.left > 0; topic_count++) {
    if (!skip_text(&r))
      return -EPROTO;
    /* The QoS wanted, which UNSUBSCRIBE does not have. */
    if (packet->type == MQTT_SUBSCRIBE && !skip(&r, 1))
      return -EPROTO;
  }
  *ret_topic_count = topic_count;
  return 0;
}

int mqtt_packet_take_all(uint8_t *data, size_t *len,
                         int (*process)(void *arg,
                                        const struct mqtt_packet *packet),
                         void *arg) {
  for (;;) {
    struct mqtt_packet packet;
    int taken = mqtt_packet_read(data, *len, &packet);
    if (taken <= 0)
      return taken;
    int result = process(arg, &packet);
    if (result < 0)
      return result;
    *len -= (size_t)taken;
    memmove(data, data + taken, *len);
  }
}
