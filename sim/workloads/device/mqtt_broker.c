/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: an MQTT 3.1.1 broker on the device, such as Mongoose's:
 * acknowledges everything and forwards nothing. It ends no session by itself,
 * so half-open clients are the business of its keepalive policy. Compiled into
 * an image. */
#include "sockfit/workload.h"

#include "common/mqtt_packet.h"
#include "common/stream.h"
#include "common/tcp_service.h"

#define SEND_TIMEOUT_MS 5000

struct session {
  uint8_t input[MQTT_PACKET_SIZE_MAX];
  size_t len;
};

/* Write the answer to a packet, if it has one. Returns its length, 0 for none,
 * or a negative errno. */
static int answer(const struct mqtt_packet *packet, uint8_t *data,
                  size_t size) {
  uint16_t id, keepalive_s;
  size_t topic_count;
  int qos, result;
  switch (packet->type) {
  case MQTT_CONNECT:
    result = mqtt_packet_connect_read(packet, &keepalive_s);
    return result < 0 ? result : mqtt_packet_connack(data, size, 0);
  case MQTT_SUBSCRIBE:
  case MQTT_UNSUBSCRIBE:
    if (mqtt_packet_subscribe_read(packet, &id, &topic_count) < 0)
      return -EPROTO;
    return packet->type == MQTT_SUBSCRIBE
               ? mqtt_packet_suback(data, size, id, topic_count)
               : mqtt_packet_ack(data, size, MQTT_UNSUBACK, id);
  case MQTT_PUBLISH:
    if (mqtt_packet_publish_read(packet, &qos, &id) < 0 || qos > 1)
      return -EPROTO;
    return qos == 0 ? 0 : mqtt_packet_ack(data, size, MQTT_PUBACK, id);
  case MQTT_PINGREQ:
    return mqtt_packet_empty(data, size, MQTT_PINGRESP);
  case MQTT_DISCONNECT:
    return -ESHUTDOWN;
  default:
    return -EPROTO;
  }
}

/* Answer every whole packet. Returns 0 or a negative errno. */
static int process(struct tcp_service_client *client) {
  struct session *session = client->state;
  uint8_t data[MQTT_PACKET_SIZE_MAX];
  struct mqtt_packet packet;
  int taken;
  while ((taken = mqtt_packet_read(session->input, session->len, &packet)) >
         0) {
    int len = answer(&packet, data, sizeof data);
    if (len < 0)
      return len;
    int result =
        stream_send_all(client->fd, data, (size_t)len, SEND_TIMEOUT_MS);
    if (result < 0)
      return result;
    session->len -= (size_t)taken;
    memmove(session->input, session->input + taken, session->len);
  }
  return taken;
}

static int on_input(struct tcp_service_client *client, const void *data,
                    size_t len) {
  struct session *session = client->state;
  const uint8_t *next = data;
  while (len > 0) {
    size_t room = sizeof session->input - session->len;
    size_t piece = len < room ? len : room;
    memcpy(session->input + session->len, next, piece);
    session->len += piece;
    next += piece;
    len -= piece;
    int result = process(client);
    if (result < 0)
      return result;
    if (piece == 0)
      return -EMSGSIZE;
  }
  return 0;
}

void mqtt_broker_main(const struct workload *w) {
  struct tcp_service *service = calloc(1, sizeof *service);
  if (!service) {
    workload_state(w, WORKLOAD_FAILED);
    return;
  }
  *service = (struct tcp_service){
      .w = w, .state_size = sizeof(struct session), .on_input = on_input};
  tcp_service_policy_read(w, &service->policy);
  tcp_service_run(service);
}
