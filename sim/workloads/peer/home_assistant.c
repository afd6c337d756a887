/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: Home Assistant, that is aioesphomeapi: connects to the
 * api consumer, subscribes to states, pings, and comes back with a growing
 * pause after a failure. One attempt a connection, served with the first
 * state. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/api_message.h"
#include "common/attempt.h"
#include "common/moment.h"
#include "common/stream.h"
#include "common/watch.h"

#define CONNECT_TIMEOUT_MS 60000
#define HANDSHAKE_TIMEOUT_MS 60000
#define SEND_TIMEOUT_MS 10000

struct client {
  const struct workload *w;
  int fd;
  uint32_t ping_every_ms;
  uint32_t dead_after_ms;
  struct attempt attempt;
  bool served;
  int64_t ping_ms; /* when the next ping is due */
  int64_t dead_ms; /* when silence has lasted too long */
  uint8_t input[1024];
  size_t input_len;
};

static int send_empty(struct client *client, enum api_message type) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  return stream_send_all(client->fd, frame, api_message_empty(frame, type),
                         SEND_TIMEOUT_MS);
}

static int send_hello(struct client *client) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  return stream_send_all(client->fd, frame,
                         api_message_hello_request(frame, "sockfit 1.0"),
                         SEND_TIMEOUT_MS);
}

/* The exchange goes 1/2, 9/10, 11..19, 20, then states. Returns 0 or a
 * negative errno. */
static int process(struct client *client, const struct api_frame *frame) {
  uint32_t key;
  float state;
  switch (frame->type) {
  case API_HELLO_RESPONSE:
    if (api_message_hello_response_read(frame) < 0)
      return -EPROTO;
    return send_empty(client, API_DEVICE_INFO_REQUEST);
  case API_DEVICE_INFO_RESPONSE:
    return send_empty(client, API_LIST_ENTITIES_REQUEST);
  case API_LIST_ENTITIES_DONE_RESPONSE:
    return send_empty(client, API_SUBSCRIBE_STATES_REQUEST);
  case API_SENSOR_STATE_RESPONSE:
    if (api_message_sensor_state_read(frame, &key, &state) < 0)
      return -EPROTO;
    client->served = true;
    attempt_served(&client->attempt);
    return 0;
  case API_PING_REQUEST:
    return send_empty(client, API_PING_RESPONSE);
  case API_DISCONNECT_REQUEST:
    send_empty(client, API_DISCONNECT_RESPONSE);
    return -ENOTCONN;
  default:
    return 0;
  }
}

static int receive(struct client *client) {
  int got = stream_take(client->fd, client->input + client->input_len,
                        sizeof client->input - client->input_len);
  if (got == -EWOULDBLOCK)
    return 0;
  if (got <= 0)
    return got < 0 ? got : -ENOTCONN;
  client->input_len += (size_t)got;
  if (client->served)
    client->dead_ms = moment_now_ms() + client->dead_after_ms;
  for (;;) {
    struct api_frame frame;
    int len = api_frame_read(client->input, client->input_len, &frame);
    if (len <= 0)
      return len;
    int result = process(client, &frame);
    if (result < 0)
      return result;
    client->input_len -= (size_t)len;
    memmove(client->input, client->input + len, client->input_len);
  }
}

static int send_ping_if_due(struct client *client) {
  if (client->ping_ms > moment_now_ms())
    return 0;
  client->ping_ms += client->ping_every_ms;
  return send_empty(client, API_PING_REQUEST);
}

/* Talk until something goes wrong. Returns the negative errno of that. */
static int stay_connected(struct client *client) {
  client->dead_ms = moment_now_ms() + HANDSHAKE_TIMEOUT_MS;
  client->ping_ms = client->ping_every_ms > 0
                        ? moment_now_ms() + client->ping_every_ms
                        : MOMENT_NEVER;
  int result = send_hello(client);
  while (result == 0 && !workload_leaving()) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, client->fd);
    result =
        watch_wait(&watch, moment_earlier(client->ping_ms, client->dead_ms));
    if (result > 0)
      result = receive(client);
    if (result == 0 && client->dead_ms <= moment_now_ms())
      result = -ETIMEDOUT;
    if (result == 0)
      result = send_ping_if_due(client);
  }
  return result;
}

/* One connection from begin to end. Returns whether it got its states. */
static bool connect_once(const struct workload *w) {
  struct client client = {
      .w = w,
      .ping_every_ms = workload_ms(w, "ping_every"),
      .dead_after_ms = workload_ms(w, "dead_after"),
  };
  attempt_begin(&client.attempt, w);
  int result = client.fd =
      stream_connect(workload_target(), (uint16_t)workload_number(w, "port"),
                     CONNECT_TIMEOUT_MS);
  if (client.fd >= 0) {
    stream_no_delay(client.fd);
    result = stay_connected(&client);
    close(client.fd);
  }
  attempt_failed(&client.attempt, result);
  return client.served;
}

/* aioesphomeapi waits 1.8 to the power of the failed tries, in seconds, at
 * most 60. */
static uint32_t pause_ms(unsigned failed_count) {
  static const uint32_t pauses_s[] = {1, 2, 3, 6, 10, 19, 34, 60};
  size_t last = sizeof pauses_s / sizeof pauses_s[0] - 1;
  return 1000 * pauses_s[failed_count < last ? failed_count : last];
}

void home_assistant_main(const struct workload *w) {
  unsigned failed_count = 0;
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    failed_count = connect_once(w) ? 0 : failed_count + 1;
    if (!workload_leaving())
      workload_sleep_ms(pause_ms(failed_count));
  }
}
