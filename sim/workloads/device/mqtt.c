/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: esp-mqtt: one connection to a broker, pinged at half
 * the keep-alive, opened again some time after it was lost. Compiled into an
 * image. */
#include "sockfit/workload.h"

#include "common/moment.h"
#include "common/mqtt_session.h"

#define NETWORK_TIMEOUT_MS 10000 /* esp-mqtt's default */
#define SUBSCRIBE_ID 1

struct client {
  struct mqtt_user user; /* first */
  uint32_t publish_every_ms;
  int64_t publish_ms; /* when to send PUBLISH */
};

static void plan_publish(struct client *client) {
  client->publish_ms = client->publish_every_ms > 0
                           ? moment_now_ms() + client->publish_every_ms
                           : MOMENT_NEVER;
}

static int connected(struct mqtt_session *session, bool known) {
  uint8_t data[128];
  (void)known;
  plan_publish(session->user->arg);
  return mqtt_session_send(session, data,
                           mqtt_packet_subscribe(data, sizeof data,
                                                 SUBSCRIBE_ID,
                                                 "sockfit/command/#"));
}

static int process(struct mqtt_session *session,
                   const struct mqtt_packet *packet) {
  (void)session;
  (void)packet;
  return 0; /* SUBACK, and what others publish */
}

static int64_t due_ms(struct mqtt_session *session) {
  return ((struct client *)session->user->arg)->publish_ms;
}

static int send_publish(struct mqtt_session *session, int64_t now_ms) {
  uint8_t data[128];
  char value[16];
  (void)now_ms;
  snprintf(value, sizeof value, "%u", (unsigned)workload_now_ms());
  plan_publish(session->user->arg);
  return mqtt_session_send(session, data,
                           mqtt_packet_publish(data, sizeof data,
                                               "sockfit/sensor/uptime/state",
                                               value));
}

void mqtt_main(const struct workload *w) {
  uint32_t keepalive_ms = workload_ms(w, "keepalive");
  uint32_t reconnect_after_ms = workload_ms(w, "reconnect_after");
  struct client client = {
      .user = {.host = workload_text(w, "broker"),
               .port = (uint16_t)workload_number(w, "port"),
               .timeout_ms = NETWORK_TIMEOUT_MS,
               .keepalive_ms = keepalive_ms,
               .connect = {.client_id = workload_name(w),
                           .keepalive_s = (uint16_t)(keepalive_ms / 1000)},
               .connected = connected,
               .packet = process,
               .due_ms = due_ms,
               .send_due = send_publish,
               .arg = &client},
      .publish_every_ms = workload_ms(w, "publish_every"),
  };
  /* esp-mqtt connects in a task of its own; set-up does not wait for it. */
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    struct mqtt_session session;
    mqtt_session_run(&session, w, &client.user);
    if (!workload_leaving())
      workload_sleep_ms(reconnect_after_ms);
  }
}
