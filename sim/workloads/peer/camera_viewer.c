/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: somebody who looks at a camera_web_server: at a stream for
 * as long as it lasts, or at a new picture now and then. One attempt a
 * request, served with the first whole picture. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/http_message.h"
#include "common/moment.h"
#include "common/motion_jpeg.h"
#include "common/stream.h"

#define RECONNECT_MS 5000
#define NEXT_PICTURE_MS 10000 /* Home Assistant's refresh of still pictures */

struct viewer {
  const struct workload *w;
  int fd;
  uint32_t timeout_ms;
  struct attempt attempt;
  struct http_message message;
  struct motion_jpeg stream;
};

static void on_body(void *arg, const char *data, size_t len) {
  struct viewer *viewer = arg;
  motion_jpeg_feed(&viewer->stream, data, len);
}

static int request(struct viewer *viewer) {
  char text[256];
  int len = http_message_get(text, sizeof text, "camera",
                             workload_text(viewer->w, "path"), true);
  if (len < 0)
    return len;
  http_message_init(&viewer->message, HTTP_MESSAGE_RESPONSE, on_body, viewer);
  motion_jpeg_init(&viewer->stream);
  return stream_send_all(viewer->fd, text, (size_t)len, viewer->timeout_ms);
}

/* Take one piece of the answer. Returns 0, or a negative errno. */
static int read_piece(struct viewer *viewer) {
  char data[1024];
  int got = stream_receive(viewer->fd, data, sizeof data,
                           moment_now_ms() + viewer->timeout_ms);
  if (got <= 0)
    return got < 0 ? got : -ENOTCONN;
  int taken = http_message_feed(&viewer->message, data, (size_t)got);
  if (taken < 0)
    return taken;
  bool good = viewer->message.status == 200;
  if (good && (viewer->stream.frame_count > 0 || viewer->message.complete))
    attempt_served(&viewer->attempt);
  return 0;
}

/* Ask and look. Returns 0 when a single picture is complete, or how a stream
 * came to its end, as a negative errno. */
static int look(struct viewer *viewer) {
  int result = request(viewer);
  while (result == 0 && !viewer->message.complete && !workload_leaving())
    result = read_piece(viewer);
  if (result == 0 && viewer->message.status != 200)
    return -EPROTO;
  return result;
}

/* One connection: a stream, or any number of pictures. */
static void connect_once(struct viewer *viewer) {
  attempt_begin(&viewer->attempt, viewer->w);
  viewer->fd = stream_connect(workload_target(),
                              (uint16_t)workload_number(viewer->w, "port"),
                              viewer->timeout_ms);
  int result = viewer->fd < 0 ? viewer->fd : look(viewer);
  while (result == 0) {
    workload_sleep_ms(NEXT_PICTURE_MS);
    if (workload_leaving())
      break;
    attempt_begin(&viewer->attempt, viewer->w);
    result = look(viewer);
  }
  attempt_failed(&viewer->attempt, result);
  if (viewer->fd >= 0)
    close(viewer->fd);
}

void camera_viewer_main(const struct workload *w) {
  struct viewer viewer = {.w = w, .timeout_ms = workload_ms(w, "timeout")};
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    connect_once(&viewer);
    if (!workload_leaving())
      workload_sleep_ms(RECONNECT_MS);
  }
}
