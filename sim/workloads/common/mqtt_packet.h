/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: MQTT 3.1.1 control packets, as far as a client that publishes
 * and a broker that answers need them. Our own, because the libraries that
 * Debian packages (libmosquitto, paho) open the system's sockets themselves
 * and cannot run over an image's. Knows no sockets. */
#ifndef SOCKFIT_WORKLOADS_MQTT_PACKET_H
#define SOCKFIT_WORKLOADS_MQTT_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Packet types, the upper four bits of the first octet (MQTT 3.1.1, 2.2.1). */
enum mqtt_type {
  MQTT_CONNECT = 1,
  MQTT_CONNACK = 2,
  MQTT_PUBLISH = 3,
  MQTT_PUBACK = 4,
  MQTT_SUBSCRIBE = 8,
  MQTT_SUBACK = 9,
  MQTT_UNSUBSCRIBE = 10,
  MQTT_UNSUBACK = 11,
  MQTT_PINGREQ = 12,
  MQTT_PINGRESP = 13,
  MQTT_DISCONNECT = 14,
};

/* Largest packet that is read or written here. */
#define MQTT_PACKET_SIZE_MAX 512

struct mqtt_packet {
  enum mqtt_type type;
  uint8_t flags;       /* lower four bits of the first octet */
  const uint8_t *body; /* behind the fixed header, inside the buffer read */
  size_t body_len;
};

/* Read the first packet of a buffer.
 *
 * Returns its length in octets with *ret_packet set; 0 when it is not
 * complete yet; or
 *   -EPROTO    a type that does not exist, or a length of five octets
 *   -EMSGSIZE  longer than MQTT_PACKET_SIZE_MAX */
int mqtt_packet_read(const uint8_t *data, size_t len,
                     struct mqtt_packet *ret_packet);

/* Give every complete packet at the front of a buffer to process, and move what
 * is left to its front; *len is adjusted. Returns 0 when more is needed, or
 * the first negative errno of mqtt_packet_read() or process. */
int mqtt_packet_take_all(uint8_t *data, size_t *len,
                         int (*process)(void *arg,
                                        const struct mqtt_packet *packet),
                         void *arg);

/* Write a packet. Each returns the length, or -ENOBUFS. */
int mqtt_packet_connect(uint8_t *ret_data, size_t size, const char *client_id,
                        uint16_t keepalive_s);
int mqtt_packet_connack(uint8_t *ret_data, size_t size, uint8_t return_code);
/* QoS 0. */
int mqtt_packet_publish(uint8_t *ret_data, size_t size, const char *topic,
                        const char *message);
/* One topic filter with QoS 0. */
int mqtt_packet_subscribe(uint8_t *ret_data, size_t size, uint16_t id,
                          const char *topic);
/* QoS 0 granted for each of topic_count filters. */
int mqtt_packet_suback(uint8_t *ret_data, size_t size, uint16_t id,
                       size_t topic_count);
/* PUBACK or UNSUBACK. */
int mqtt_packet_ack(uint8_t *ret_data, size_t size, enum mqtt_type type,
                    uint16_t id);
/* The same, with all that a client may say. will_topic, username and password:
 * NULL, or texts; client_id may be empty. */
struct mqtt_connect {
  const char *client_id;
  uint16_t keepalive_s;
  bool keeps_session;
  const char *username, *password;
  const char *will_topic;
  const void *will;
  size_t will_len;
  uint8_t will_qos;
  bool will_retain;
};
int mqtt_packet_connect_with(uint8_t *ret_data, size_t size,
                             const struct mqtt_connect *connect);
/* A PUBLISH, to be written or as it was read (topic and message are then inside
 * the packet, and topic has no end). id: with a QoS above 0. */
struct mqtt_publish {
  const char *topic;
  size_t topic_len;
  const void *message;
  size_t message_len;
  uint8_t qos;
  bool retain, again;
  uint16_t id;
};
int mqtt_packet_publish_with(uint8_t *ret_data, size_t size,
                             const struct mqtt_publish *publish);
/* SUBSCRIBE with that QoS, or UNSUBSCRIBE, of one topic filter. */
int mqtt_packet_filter(uint8_t *ret_data, size_t size, enum mqtt_type type,
                       uint16_t id, const char *topic, uint8_t qos);
/* PINGREQ, PINGRESP or DISCONNECT. */
int mqtt_packet_empty(uint8_t *ret_data, size_t size, enum mqtt_type type);

/* Read the body of a packet. Each returns 0 or -EPROTO. */
int mqtt_packet_connect_read(const struct mqtt_packet *packet,
                             uint16_t *ret_keepalive_s);
int mqtt_packet_connack_read(const struct mqtt_packet *packet,
                             uint8_t *ret_return_code);
/* A PUBLISH: its QoS, and its identifier when that is above 0. */
int mqtt_packet_publish_read(const struct mqtt_packet *packet, int *ret_qos,
                             uint16_t *ret_id);
/* The same with all of its parts. */
int mqtt_packet_publish_parts(const struct mqtt_packet *packet,
                              struct mqtt_publish *ret_publish);
/* PUBACK, SUBACK or UNSUBACK: which it answers. */
int mqtt_packet_id_read(const struct mqtt_packet *packet, uint16_t *ret_id);
/* A SUBSCRIBE or UNSUBSCRIBE: identifier and how many filters. */
int mqtt_packet_subscribe_read(const struct mqtt_packet *packet,
                               uint16_t *ret_id, size_t *ret_topic_count);

#endif
