/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: an MQTT 3.1.1 client of a broker on the device: connects,
 * subscribes, pings, and may leave once in a while, in one of the ways in which
 * boards leave, to come back on a new port. One attempt a connection, served
 * with SUBACK. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/mqtt_packet.h"
#include "common/stream.h"

struct client {
  const struct workload *w;
  uint32_t timeout_ms;
  uint32_t keepalive_ms;
  int64_t leave_ms; /* MOMENT_NEVER: it stays */
  int fd;
  struct attempt attempt;
  bool was_served;
  uint8_t input[MQTT_PACKET_SIZE_MAX];
  size_t len;
};

static int send_packet(struct client *client, const uint8_t *data, int len) {
  return len < 0 ? len
                 : stream_send_all(client->fd, data, (size_t)len,
                                   client->timeout_ms);
}

/* Wait for the next packet. Returns its type, or a negative errno. */
static int next_packet(struct client *client, int64_t deadline_ms) {
  for (;;) {
    struct mqtt_packet packet;
    int taken = mqtt_packet_read(client->input, client->len, &packet);
    if (taken < 0)
      return taken;
    if (taken > 0) {
      client->len -= (size_t)taken;
      memmove(client->input, client->input + taken, client->len);
      return (int)packet.type;
    }
    int got = stream_receive(client->fd, client->input + client->len,
                             sizeof client->input - client->len, deadline_ms);
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    client->len += (size_t)got;
  }
}

static int expect(struct client *client, enum mqtt_type type) {
  int got = next_packet(client, moment_now_ms() + client->timeout_ms);
  if (got < 0)
    return got;
  return got == (int)type ? 0 : -EPROTO;
}

static int open_session(struct client *client) {
  uint8_t data[MQTT_PACKET_SIZE_MAX];
  int result = send_packet(
      client, data,
      mqtt_packet_connect(data, sizeof data, workload_name(client->w),
                          (uint16_t)(client->keepalive_ms / 1000)));
  if (result == 0)
    result = expect(client, MQTT_CONNACK);
  if (result == 0)
    result = send_packet(client, data,
                         mqtt_packet_subscribe(data, sizeof data, 1, "#"));
  return result < 0 ? result : expect(client, MQTT_SUBACK);
}

/* Ping at half the keep-alive until it is time to leave. Returns 0 then, or a
 * negative errno when the connection has ended before. */
static int stay(struct client *client) {
  uint8_t data[8];
  int64_t ping_ms = moment_now_ms() + client->keepalive_ms / 2;
  int64_t silent_ms = MOMENT_NEVER; /* a PINGRESP is due */
  while (!workload_leaving()) {
    int64_t due_ms =
        moment_earlier(client->leave_ms, moment_earlier(ping_ms, silent_ms));
    int type = next_packet(client, due_ms);
    if (type == MQTT_PINGRESP)
      silent_ms = MOMENT_NEVER;
    if (type < 0 && type != -ETIMEDOUT)
      return type;
    if (moment_now_ms() >= client->leave_ms)
      return 0;
    if (moment_now_ms() >= silent_ms)
      return -ETIMEDOUT;
    if (moment_now_ms() < ping_ms)
      continue;
    int result = send_packet(
        client, data, mqtt_packet_empty(data, sizeof data, MQTT_PINGREQ));
    if (result < 0)
      return result;
    ping_ms += client->keepalive_ms / 2;
    silent_ms = moment_earlier(silent_ms, moment_now_ms() + client->timeout_ms);
  }
  return 0;
}

static void leave(struct client *client) {
  const char *how = workload_text(client->w, "leave_how");
  if (strcmp(how, "vanish") == 0 || strcmp(how, "reboot") == 0)
    workload_drop_connection(client->fd, strcmp(how, "reboot") == 0);
  else if (strcmp(how, "abort") == 0)
    workload_abort_connection(client->fd);
  else
    close(client->fd);
}

static void connect_once(struct client *client) {
  client->len = 0;
  attempt_begin(&client->attempt, client->w);
  client->fd = stream_connect(workload_target(),
                              (uint16_t)workload_number(client->w, "port"),
                              client->timeout_ms);
  if (client->fd < 0) {
    attempt_failed(&client->attempt, client->fd);
    return;
  }
  attempt_connected(&client->attempt);
  int result = open_session(client);
  if (result == 0) {
    attempt_served(&client->attempt);
    result = stay(client);
    if (result < 0)
      attempt_lost(&client->attempt);
  } else {
    attempt_failed(&client->attempt, result == -ENOTCONN ? 0 : result);
  }
  if (result == 0 && !workload_leaving())
    leave(client);
  else
    close(client->fd);
}

void mqtt_client_main(const struct workload *w) {
  struct client *client = calloc(1, sizeof *client);
  if (!client)
    return;
  client->w = w;
  client->timeout_ms = workload_ms(w, "timeout");
  client->keepalive_ms = workload_ms(w, "keepalive");
  int64_t times = workload_number(w, "times");
  bool leaves = workload_given(w, "leave_every");
  int64_t leave_every_ms = leaves ? (int64_t)workload_ms(w, "leave_every") : 0;
  client->leave_ms = leaves ? moment_now_ms() : MOMENT_NEVER;
  if (strcmp(workload_text(w, "syn_retry"), "lwip") == 0)
    workload_retry_syn_like_lwip();
  workload_state(w, WORKLOAD_RUNNING);
  for (int64_t i = 0; (times == 0 || i < times) && !workload_leaving(); i++) {
    /* A timetable: a session that failed early waits for the next reset. */
    while (leaves && client->leave_ms <= moment_now_ms())
      client->leave_ms += leave_every_ms > 0 ? leave_every_ms : 1;
    connect_once(client);
    if (!workload_leaving())
      workload_sleep_ms(workload_ms(w, "reconnect_after"));
  }
  free(client);
}
