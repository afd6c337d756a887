/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, common: the device's side of one native API connection. See
 * api_session.h. */
#include "sockfit/workload.h"

#include "common/api_session.h"

#define SENSOR_KEY 0x5f0c4f17
#define SENSOR_OBJECT_ID "uptime"

static int send_frame(struct api_session *session, const uint8_t *frame,
                      size_t len) {
  return session->put(session->arg, frame, len);
}

static int send_empty(struct api_session *session, enum api_message type) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  return send_frame(session, frame, api_message_empty(frame, type));
}

int api_session_ping(struct api_session *session) {
  session->ping_sent = true;
  return send_empty(session, API_PING_REQUEST);
}

int api_session_state(struct api_session *session) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  float uptime_s = (float)(workload_now_ms() / 1000);
  return send_frame(session, frame,
                    api_message_sensor_state(frame, SENSOR_KEY, uptime_s));
}

static int send_entities(struct api_session *session) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  size_t len = api_message_list_sensor(frame, SENSOR_OBJECT_ID, SENSOR_KEY);
  int result = send_frame(session, frame, len);
  return result < 0 ? result
                    : send_empty(session, API_LIST_ENTITIES_DONE_RESPONSE);
}

static int say_hello(struct api_session *session,
                     const struct api_frame *request) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  if (api_message_hello_request_read(request) < 0)
    return -EPROTO;
  session->hello_done = true;
  return send_frame(session, frame,
                    api_message_hello_response(frame, session->name));
}

int api_session_process(struct api_session *session,
                        const struct api_frame *request) {
  uint8_t frame[API_FRAME_SIZE_MAX];
  session->ping_sent = false; /* whatever came: the client is there */
  switch (request->type) {
  case API_HELLO_REQUEST:
    return say_hello(session, request);
  case API_PING_REQUEST:
    return send_empty(session, API_PING_RESPONSE);
  case API_DEVICE_INFO_REQUEST:
    return send_frame(session, frame,
                      api_message_device_info(frame, session->name));
  case API_LIST_ENTITIES_REQUEST:
    return send_entities(session);
  case API_SUBSCRIBE_STATES_REQUEST:
    session->subscribed = true;
    return api_session_state(session);
  case API_DISCONNECT_REQUEST:
    send_empty(session, API_DISCONNECT_RESPONSE);
    return -ESHUTDOWN;
  default:
    return 0; /* ping responses; logs, services, time: nothing to say */
  }
}
