/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: a client's connection to an MQTT broker, as esp-mqtt keeps it:
 * pinged at half the keep-alive, given up when the broker does not answer.
 * Compiled into an image; nothing of lwIP is in this header. */
#ifndef SOCKFIT_WORKLOADS_MQTT_SESSION_H
#define SOCKFIT_WORKLOADS_MQTT_SESSION_H

#include "mqtt_packet.h"

struct workload;
struct mqtt_session;

/* Who uses it. Functions return 0, or a negative errno to end the session. */
struct mqtt_user {
  const char *host;
  uint16_t port;
  uint32_t timeout_ms;   /* of connect, send and CONNACK */
  uint32_t keepalive_ms; /* connect.keepalive_s, not rounded; 0: none */
  struct mqtt_connect connect;
  /* The broker has accepted it; whether it knew the session. */
  int (*connected)(struct mqtt_session *session, bool known);
  /* Any packet behind that. */
  int (*packet)(struct mqtt_session *session, const struct mqtt_packet *packet);
  /* When there is something to send next, and do so (moment.h). */
  int64_t (*due_ms)(struct mqtt_session *session);
  int (*send_due)(struct mqtt_session *session, int64_t now_ms);
  void *arg;
};

struct mqtt_session {
  const struct workload *workload;
  const struct mqtt_user *user;
  int fd; /* -1: not connected */
  uint8_t input[MQTT_PACKET_SIZE_MAX];
  size_t input_len;
  bool connected;      /* CONNACK is here */
  bool sending;        /* a task is in the middle of a packet */
  uint8_t refused;     /* CONNACK's return code */
  int64_t ping_ms;     /* when to send PINGREQ */
  int64_t deadline_ms; /* CONNACK or PINGRESP must be here by then */
};

/* Connect and stay so until the session or the workload ends; the socket is
 * closed. Logs as esp-mqtt does. Returns the negative errno of the reason;
 * -ECONNREFUSED with refused: the broker's word. */
int mqtt_session_run(struct mqtt_session *session, const struct workload *w,
                     const struct mqtt_user *user);

/* Send a packet that a mqtt_packet_ function wrote with this result, which is
 * returned when negative. From any task of the host.
 * Returns 0 or a negative errno: -ENOTCONN, when there is no connection. */
int mqtt_session_send(struct mqtt_session *session, const uint8_t *data,
                      int len);

#endif
