/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: an MQTT 3.1.1 broker as far as a client can tell: it
 * acknowledges everything and forwards nothing. One attempt a connection,
 * served with CONNACK. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/moment.h"
#include "common/mqtt_packet.h"
#include "common/peer_server.h"
#include "common/stream.h"

#define SEND_TIMEOUT_MS 10000
#define CONNECT_TIMEOUT_MS 10000

struct session {
  bool connected;
  uint16_t keepalive_s;
};

static int send_packet(struct peer_client *client, const uint8_t *data,
                       int len) {
  if (len < 0)
    return len;
  return stream_send_all(client->fd, data, (size_t)len, SEND_TIMEOUT_MS);
}

static int accept_session(struct peer_client *client,
                          const struct mqtt_packet *packet) {
  struct session *session = client->state;
  uint8_t data[8];
  /* A second CONNECT is a protocol violation (MQTT 3.1.1, 3.1). */
  if (session->connected ||
      mqtt_packet_connect_read(packet, &session->keepalive_s) < 0)
    return -EPROTO;
  session->connected = true;
  int result =
      send_packet(client, data, mqtt_packet_connack(data, sizeof data, 0));
  if (result == 0)
    attempt_served(&client->attempt);
  return result;
}

static int acknowledge_publish(struct peer_client *client,
                               const struct mqtt_packet *packet) {
  uint8_t data[8];
  int qos;
  uint16_t id;
  if (mqtt_packet_publish_read(packet, &qos, &id) < 0 || qos > 1)
    return -EPROTO; /* QoS 2 is not spoken here */
  if (qos == 0)
    return 0;
  return send_packet(client, data,
                     mqtt_packet_ack(data, sizeof data, MQTT_PUBACK, id));
}

static int acknowledge_subscribe(struct peer_client *client,
                                 const struct mqtt_packet *packet) {
  uint8_t data[MQTT_PACKET_SIZE_MAX];
  uint16_t id;
  size_t topic_count;
  if (mqtt_packet_subscribe_read(packet, &id, &topic_count) < 0)
    return -EPROTO;
  int len = packet->type == MQTT_SUBSCRIBE
                ? mqtt_packet_suback(data, sizeof data, id, topic_count)
                : mqtt_packet_ack(data, sizeof data, MQTT_UNSUBACK, id);
  return send_packet(client, data, len);
}

static int process(struct peer_client *client,
                   const struct mqtt_packet *packet) {
  const struct session *session = client->state;
  uint8_t data[8];
  if (packet->type == MQTT_CONNECT)
    return accept_session(client, packet);
  if (!session->connected)
    return -EPROTO;
  switch (packet->type) {
  case MQTT_PUBLISH:
    return acknowledge_publish(client, packet);
  case MQTT_SUBSCRIBE:
  case MQTT_UNSUBSCRIBE:
    return acknowledge_subscribe(client, packet);
  case MQTT_PINGREQ:
    return send_packet(client, data,
                       mqtt_packet_empty(data, sizeof data, MQTT_PINGRESP));
  case MQTT_DISCONNECT:
    return -ESHUTDOWN;
  default:
    return -EPROTO;
  }
}

static int on_input(struct peer_server *server, struct peer_client *client) {
  const struct session *session = client->state;
  (void)server;
  for (;;) {
    struct mqtt_packet packet;
    int len = mqtt_packet_read(client->input, client->input_len, &packet);
    if (len <= 0)
      return len;
    int result = process(client, &packet);
    if (result < 0)
      return result;
    peer_server_used(client, (size_t)len);
    /* Silence for one and a half keep-alives ends a session (3.1.2.10). */
    client->deadline_ms =
        session->keepalive_s > 0
            ? moment_now_ms() + session->keepalive_s * INT64_C(1500)
            : MOMENT_NEVER;
  }
}

void mqtt_broker_main(const struct workload *w) {
  struct peer_server server = {
      .w = w,
      .port = (uint16_t)workload_number(w, "port"),
      .state_size = sizeof(struct session),
      .first_timeout_ms = CONNECT_TIMEOUT_MS,
      .on_input = on_input,
  };
  peer_server_run(&server);
}
