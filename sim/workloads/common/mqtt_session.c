/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: MQTT sessions (see mqtt_session.h). */
#include "mqtt_session.h"

#include "firmware.h"
#include "moment.h"
#include "stream.h"
#include "watch.h"

#define TAG "mqtt_client"
#define SENDING_POLL_MS 10

/* An instant that far away; MQTT and our parameters take 0 for "never". */
static int64_t after(uint32_t wait_ms) {
  return wait_ms > 0 ? moment_now_ms() + wait_ms : MOMENT_NEVER;
}

int mqtt_session_send(struct mqtt_session *session, const uint8_t *data,
                      int len) {
  if (len < 0)
    return len;
  while (session->sending) /* another task, held up by a full window */
    workload_sleep_ms(SENDING_POLL_MS);
  if (session->fd < 0)
    return -ENOTCONN;
  session->ping_ms = after(session->user->keepalive_ms / 2);
  session->sending = true;
  int result = stream_send_all(session->fd, data, (size_t)len,
                               session->user->timeout_ms);
  session->sending = false;
  return result;
}

static int send_connect(struct mqtt_session *session) {
  uint8_t data[MQTT_PACKET_SIZE_MAX];
  session->deadline_ms = moment_now_ms() + session->user->timeout_ms;
  return mqtt_session_send(
      session, data,
      mqtt_packet_connect_with(data, sizeof data, &session->user->connect));
}

static int send_ping(struct mqtt_session *session) {
  uint8_t data[4];
  session->deadline_ms = moment_now_ms() + session->user->keepalive_ms;
  return mqtt_session_send(session, data,
                           mqtt_packet_empty(data, sizeof data, MQTT_PINGREQ));
}

static int connected(struct mqtt_session *session,
                     const struct mqtt_packet *packet) {
  uint8_t return_code;
  if (mqtt_packet_connack_read(packet, &return_code) < 0)
    return -EPROTO;
  if (return_code != 0) {
    workload_log(session->workload, 'W', TAG, "Connection refused, code %d",
                 return_code);
    session->refused = return_code;
    return -ECONNREFUSED;
  }
  session->connected = true;
  session->deadline_ms = MOMENT_NEVER;
  return session->user->connected(session, packet->body[0] & 1);
}

static int process(void *arg, const struct mqtt_packet *packet) {
  struct mqtt_session *session = arg;
  if (packet->type == MQTT_CONNACK && !session->connected)
    return connected(session, packet);
  if (packet->type == MQTT_PINGRESP)
    session->deadline_ms = MOMENT_NEVER;
  return session->user->packet(session, packet);
}

static int receive(struct mqtt_session *session) {
  int got = stream_take(session->fd, session->input + session->input_len,
                        sizeof session->input - session->input_len);
  if (got == -EWOULDBLOCK)
    return 0;
  if (got <= 0)
    return got < 0 ? got : -ENOTCONN;
  session->input_len += (size_t)got;
  return mqtt_packet_take_all(session->input, &session->input_len, process,
                              session);
}

/* What is due now. Returns 0 or a negative errno. */
static int send_due(struct mqtt_session *session) {
  int64_t now_ms = moment_now_ms();
  if (session->deadline_ms <= now_ms) {
    workload_log(session->workload, 'E', TAG,
                 session->connected ? "No PING_RESP, disconnected"
                                    : "No CONNACK, disconnected");
    return -ETIMEDOUT;
  }
  if (!session->connected)
    return 0;
  int result = 0;
  if (session->user->due_ms(session) <= now_ms)
    result = session->user->send_due(session, now_ms);
  if (result == 0 && session->ping_ms <= now_ms &&
      session->deadline_ms == MOMENT_NEVER)
    result = send_ping(session);
  return result;
}

/* Until when there is nothing to do but to listen. */
static int64_t next_due_ms(struct mqtt_session *session) {
  int64_t due_ms = session->deadline_ms;
  if (!session->connected)
    return due_ms;
  due_ms = moment_earlier(due_ms, session->user->due_ms(session));
  if (session->deadline_ms == MOMENT_NEVER)
    due_ms = moment_earlier(due_ms, session->ping_ms);
  return due_ms;
}

static int stay_connected(struct mqtt_session *session) {
  int result = send_connect(session);
  while (result == 0 && !workload_leaving()) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, session->fd);
    result = watch_wait(&watch, next_due_ms(session));
    if (result > 0)
      result = receive(session);
    if (result == 0)
      result = send_due(session);
  }
  return result;
}

int mqtt_session_run(struct mqtt_session *session, const struct workload *w,
                     const struct mqtt_user *user) {
  memset(session, 0, sizeof *session);
  session->workload = w;
  session->user = user;
  session->fd = firmware_connect(w, user->host, user->port, user->timeout_ms);
  if (session->fd < 0) {
    int result = session->fd;
    session->fd = -1;
    workload_log(w, 'E', TAG, "Error transport connect");
    return result;
  }
  int result = stay_connected(session);
  close(session->fd);
  session->fd = -1;
  session->connected = false;
  return result;
}
