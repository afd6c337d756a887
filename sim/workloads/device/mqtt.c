/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: esp-mqtt: one connection to a broker, pinged at half
 * the keep-alive, opened again some time after it was lost. Compiled into an
 * image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/moment.h"
#include "common/mqtt_packet.h"
#include "common/stream.h"
#include "common/watch.h"

#define TAG "mqtt_client"
#define NETWORK_TIMEOUT_MS 10000 /* esp-mqtt's default */
#define SUBSCRIBE_ID 1

struct client {
  const struct workload *w;
  int fd;
  uint32_t keepalive_ms;
  uint32_t publish_every_ms;
  uint8_t input[MQTT_PACKET_SIZE_MAX];
  size_t input_len;
  bool connected;      /* CONNACK is here */
  int64_t ping_ms;     /* when to send PINGREQ */
  int64_t publish_ms;  /* when to send PUBLISH */
  int64_t deadline_ms; /* CONNACK or PINGRESP must be here by then */
};

/* An instant that far away; MQTT and our parameters take 0 for "never". */
static int64_t after(uint32_t wait_ms) {
  return wait_ms > 0 ? moment_now_ms() + wait_ms : MOMENT_NEVER;
}

/* Send a packet that a mqtt_packet_ function wrote with this result. */
static int send_packet(struct client *client, const uint8_t *data, int len) {
  if (len < 0)
    return len;
  client->ping_ms = after(client->keepalive_ms / 2);
  return stream_send_all(client->fd, data, (size_t)len, NETWORK_TIMEOUT_MS);
}

static int send_connect(struct client *client) {
  uint8_t data[128];
  client->deadline_ms = moment_now_ms() + NETWORK_TIMEOUT_MS;
  return send_packet(
      client, data,
      mqtt_packet_connect(data, sizeof data, workload_name(client->w),
                          (uint16_t)(client->keepalive_ms / 1000)));
}

static int send_subscribe(struct client *client) {
  uint8_t data[128];
  return send_packet(client, data,
                     mqtt_packet_subscribe(data, sizeof data, SUBSCRIBE_ID,
                                           "sockfit/command/#"));
}

static int send_publish(struct client *client) {
  uint8_t data[128];
  char value[16];
  snprintf(value, sizeof value, "%u", (unsigned)workload_now_ms());
  client->publish_ms = after(client->publish_every_ms);
  return send_packet(client, data,
                     mqtt_packet_publish(data, sizeof data,
                                         "sockfit/sensor/uptime/state", value));
}

static int send_ping(struct client *client) {
  uint8_t data[4];
  client->deadline_ms = moment_now_ms() + client->keepalive_ms;
  return send_packet(client, data,
                     mqtt_packet_empty(data, sizeof data, MQTT_PINGREQ));
}

static int connected(struct client *client, const struct mqtt_packet *packet) {
  uint8_t return_code;
  if (mqtt_packet_connack_read(packet, &return_code) < 0)
    return -EPROTO;
  if (return_code != 0) {
    workload_log(client->w, 'W', TAG, "Connection refused, code %d",
                 return_code);
    return -ECONNREFUSED;
  }
  client->connected = true;
  client->deadline_ms = MOMENT_NEVER;
  client->publish_ms = after(client->publish_every_ms);
  return send_subscribe(client);
}

static int process(void *arg, const struct mqtt_packet *packet) {
  struct client *client = arg;
  if (packet->type == MQTT_CONNACK && !client->connected)
    return connected(client, packet);
  if (packet->type == MQTT_PINGRESP)
    client->deadline_ms = MOMENT_NEVER;
  return 0; /* SUBACK, and what others publish */
}

static int receive(struct client *client) {
  int got = stream_take(client->fd, client->input + client->input_len,
                        sizeof client->input - client->input_len);
  if (got == -EWOULDBLOCK)
    return 0;
  if (got <= 0)
    return got < 0 ? got : -ENOTCONN;
  client->input_len += (size_t)got;
  return mqtt_packet_take_all(client->input, &client->input_len, process,
                              client);
}

/* What is due now. Returns 0 or a negative errno. */
static int send_due(struct client *client) {
  int64_t now_ms = moment_now_ms();
  if (client->deadline_ms <= now_ms) {
    workload_log(client->w, 'E', TAG,
                 client->connected ? "No PING_RESP, disconnected"
                                   : "No CONNACK, disconnected");
    return -ETIMEDOUT;
  }
  if (!client->connected)
    return 0;
  int result = 0;
  if (client->publish_ms <= now_ms)
    result = send_publish(client);
  if (result == 0 && client->ping_ms <= now_ms &&
      client->deadline_ms == MOMENT_NEVER)
    result = send_ping(client);
  return result;
}

/* Until when there is nothing to do but to listen. */
static int64_t next_due_ms(const struct client *client) {
  int64_t due_ms = client->deadline_ms;
  if (!client->connected)
    return due_ms;
  due_ms = moment_earlier(due_ms, client->publish_ms);
  if (client->deadline_ms == MOMENT_NEVER)
    due_ms = moment_earlier(due_ms, client->ping_ms);
  return due_ms;
}

static void stay_connected(struct client *client) {
  int result = send_connect(client);
  while (result == 0 && !workload_leaving()) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, client->fd);
    result = watch_wait(&watch, next_due_ms(client));
    if (result > 0)
      result = receive(client);
    if (result == 0)
      result = send_due(client);
  }
}

void mqtt_main(const struct workload *w) {
  uint32_t reconnect_after_ms = workload_ms(w, "reconnect_after");
  /* esp-mqtt connects in a task of its own; set-up does not wait for it. */
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    struct client client = {
        .w = w,
        .keepalive_ms = workload_ms(w, "keepalive"),
        .publish_every_ms = workload_ms(w, "publish_every"),
    };
    client.fd = firmware_connect(w, workload_text(w, "broker"),
                                 (uint16_t)workload_number(w, "port"),
                                 NETWORK_TIMEOUT_MS);
    if (client.fd < 0) {
      workload_log(w, 'E', TAG, "Error transport connect");
    } else {
      stay_connected(&client);
      close(client.fd);
    }
    if (!workload_leaving())
      workload_sleep_ms(reconnect_after_ms);
  }
}
