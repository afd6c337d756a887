/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: an MQTT client: one connection to a broker, pinged at
 * half the keep-alive, opened again some time after it was lost. Compiled into
 * an image without threads. */
#include "sockfit/workload.h"

#include "common/mqtt_packet.h"
#include "common/raw_stream.h"

#include "sockfit/raw.h"

#define TAG "mqtt"
#define NS_PER_S INT64_C(1000000000)
#define CONNECT_TIMEOUT_NS (10 * NS_PER_S)
#define UNSENT_MAX 1024
#define RETRY_LEAST_NS (NS_PER_S / 1000)
#define SUBSCRIBE_ID 1

struct client {
  const struct workload *w;
  struct raw_stream stream;
  struct raw_timer retry;    /* while there is no connection */
  struct raw_timer ping;     /* when to send PINGREQ */
  struct raw_timer publish;  /* when to send PUBLISH */
  struct raw_timer deadline; /* CONNACK or PINGRESP must be here by then */
  struct tcp_pcb *connecting;
  bool connected; /* CONNACK is here */
  uint8_t input[MQTT_PACKET_SIZE_MAX];
  size_t input_len;
};

static void begin(void *arg);

static void set_after(struct raw_timer *timer, int64_t wait_ns,
                      void (*due)(void *arg), struct client *client) {
  raw_timer_stop(timer);
  if (wait_ns > 0) /* 0 is "never" */
    raw_timer_set(timer, workload_now_ns() + wait_ns, due, client);
}

/* Not at once, even with reconnect_after 0: the loop has other things to do. */
static void lost(struct client *client) {
  int64_t wait_ns = workload_number(client->w, "reconnect_after");
  raw_timer_stop(&client->ping);
  raw_timer_stop(&client->publish);
  raw_timer_stop(&client->deadline);
  client->connected = false;
  client->input_len = 0;
  raw_timer_set(&client->retry,
                workload_now_ns() + (wait_ns > 0 ? wait_ns : RETRY_LEAST_NS),
                begin, client);
}

static void give_up(struct client *client) {
  raw_stream_close(&client->stream);
  lost(client);
}

/* ---- what is due ---- */

static void send_ping(void *arg);

static void deadline_due(void *arg) {
  struct client *client = arg;
  workload_log(client->w, 'E', TAG,
               client->connected ? "No PING_RESP, disconnected"
                                 : "No CONNACK, disconnected");
  if (client->connecting != NULL) {
    tcp_abort(client->connecting); /* its error callback does the rest */
    return;
  }
  give_up(client);
}

/* A packet that a mqtt_packet_ function wrote with this result. */
static int send_packet(struct client *client, const uint8_t *data, int len) {
  if (len < 0)
    return len;
  set_after(&client->ping, workload_number(client->w, "keepalive") / 2,
            send_ping, client);
  return raw_stream_send(&client->stream, data, (size_t)len);
}

static void send_ping(void *arg) {
  struct client *client = arg;
  uint8_t data[4];
  if (!client->connected || client->deadline.set)
    return;
  set_after(&client->deadline, workload_number(client->w, "keepalive"),
            deadline_due, client);
  send_packet(client, data, mqtt_packet_empty(data, sizeof data, MQTT_PINGREQ));
}

static void send_publish(void *arg) {
  struct client *client = arg;
  uint8_t data[128];
  char value[16];
  snprintf(value, sizeof value, "%u", (unsigned)workload_now_ms());
  set_after(&client->publish, workload_number(client->w, "publish_every"),
            send_publish, client);
  send_packet(client, data,
              mqtt_packet_publish(data, sizeof data,
                                  "sockfit/sensor/uptime/state", value));
}

/* ---- what comes ---- */

static int acknowledged(struct client *client,
                        const struct mqtt_packet *packet) {
  uint8_t data[128];
  uint8_t return_code;
  if (mqtt_packet_connack_read(packet, &return_code) < 0 || return_code != 0)
    return -EPROTO;
  client->connected = true;
  raw_timer_stop(&client->deadline);
  set_after(&client->publish, workload_number(client->w, "publish_every"),
            send_publish, client);
  return send_packet(client, data,
                     mqtt_packet_subscribe(data, sizeof data, SUBSCRIBE_ID,
                                           "sockfit/command/#"));
}

static int process(void *arg, const struct mqtt_packet *packet) {
  struct client *client = arg;
  if (packet->type == MQTT_CONNACK && !client->connected)
    return acknowledged(client, packet);
  if (packet->type == MQTT_PINGRESP)
    raw_timer_stop(&client->deadline);
  return 0; /* SUBACK, and what others publish */
}

static int process_input(struct client *client) {
  return mqtt_packet_take_all(client->input, &client->input_len, process,
                              client);
}

static void on_input(struct raw_stream *stream, const uint8_t *data,
                     size_t len) {
  struct client *client = stream->arg;
  int result = -EMSGSIZE;
  if (len <= sizeof client->input - client->input_len) {
    memcpy(client->input + client->input_len, data, len);
    client->input_len += len;
    result = process_input(client);
  }
  if (result < 0)
    give_up(client);
}

static void on_ended(struct raw_stream *stream, err_t why) {
  struct client *client = stream->arg;
  workload_log(client->w, 'W', TAG, "Disconnected: err %d", (int)why);
  give_up(client);
}

/* ---- connecting ---- */

static void on_failed(void *arg, err_t error) {
  struct client *client = arg;
  client->connecting = NULL;
  workload_log(client->w, 'E', TAG, "Connection failed: err %d", (int)error);
  lost(client);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct client *client = arg;
  uint8_t data[128];
  (void)error; /* always ERR_OK */
  client->connecting = NULL;
  raw_stream_open(&client->stream, pcb);
  send_packet(client, data,
              mqtt_packet_connect(
                  data, sizeof data, workload_name(client->w),
                  (uint16_t)(workload_ms(client->w, "keepalive") / 1000)));
  return ERR_OK;
}

static err_t start_to_connect(struct client *client) {
  uint32_t ipv4 = workload_resolve(workload_text(client->w, "broker"));
  if (ipv4 == 0)
    return ERR_RTE;
  struct tcp_pcb *pcb = tcp_new();
  if (pcb == NULL)
    return ERR_MEM;
  ip_addr_t address;
  ip_addr_set_ip4_u32(&address, ipv4);
  tcp_arg(pcb, client);
  tcp_err(pcb, on_failed);
  err_t error =
      tcp_connect(pcb, &address, (uint16_t)workload_number(client->w, "port"),
                  on_connected);
  if (error != ERR_OK) {
    tcp_err(pcb, NULL);
    tcp_abort(pcb);
    return error;
  }
  client->connecting = pcb;
  return ERR_OK;
}

static void begin(void *arg) {
  struct client *client = arg;
  err_t error = start_to_connect(client);
  if (error == ERR_OK) {
    set_after(&client->deadline, CONNECT_TIMEOUT_NS, deadline_due, client);
    return;
  }
  workload_log(client->w, 'E', TAG, "Connection failed: err %d", (int)error);
  lost(client);
}

void mqtt_main(const struct workload *w) {
  struct client *client = calloc(1, sizeof(*client));
  client->w = w;
  client->stream.arg = client;
  client->stream.unsent_max = UNSENT_MAX;
  client->stream.input = on_input;
  client->stream.ended = on_ended;
  workload_state(w, WORKLOAD_RUNNING);
  begin(client);
}
