/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's esp32_camera_web_server: an esp_http_server of
 * its own with one session. A stream's handler returns only when its viewer
 * is gone and holds the server's one task until then, so that a second viewer
 * waits in the backlog whatever the LRU switch says. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/httpd.h"
#include "common/motion_jpeg.h"

struct camera {
  const struct workload *w;
  struct httpd httpd;
  uint8_t *picture;
  size_t picture_len;
  uint32_t frame_every_ms;
  bool is_stream;
};

static int send_frame(struct httpd_request *request,
                      const struct camera *camera) {
  static const char boundary[] = "\r\n--" MOTION_JPEG_BOUNDARY "\r\n";
  char head[96];
  int head_len = snprintf(head, sizeof head,
                          "Content-Type: image/jpeg\r\n"
                          "Content-Length: %zu\r\n"
                          "\r\n",
                          camera->picture_len);
  int result = httpd_send(request, head, (size_t)head_len);
  if (result == 0)
    result = httpd_send(request, camera->picture, camera->picture_len);
  if (result == 0)
    result = httpd_send(request, boundary, sizeof boundary - 1);
  return result;
}

static int stream(struct httpd_request *request, const struct camera *camera) {
  static const char head[] =
      "HTTP/1.0 200 OK\r\n"
      "Access-Control-Allow-Origin: *\r\n"
      "Connection: close\r\n"
      "Content-Type: multipart/x-mixed-replace;boundary=" MOTION_JPEG_BOUNDARY
      "\r\n"
      "\r\n"
      "--" MOTION_JPEG_BOUNDARY "\r\n";
  uint32_t frame_count = 0;
  int result = httpd_send(request, head, sizeof head - 1);
  while (result == 0 && !workload_leaving()) {
    workload_sleep_ms(camera->frame_every_ms);
    result = send_frame(request, camera);
    frame_count += result == 0;
  }
  workload_log(camera->w, 'I', "esp32_camera_web_server",
               "STREAM: closed. Frames: %u", (unsigned)frame_count);
  return result ? result : -ESHUTDOWN;
}

static int handle(struct httpd_request *request, void *arg) {
  const struct camera *camera = arg;
  if (!request->is_get || strcmp(request->target, "/") != 0)
    return httpd_respond(request, "404 Not Found", "text/html", NULL,
                         "Nothing matches the given URI", 29);
  if (camera->is_stream)
    return stream(request, camera);
  return httpd_respond(request, "200 OK", "image/jpeg",
                       "Content-Disposition: inline; "
                       "filename=capture.jpg\r\n",
                       camera->picture, camera->picture_len);
}

void camera_web_server_main(const struct workload *w) {
  struct camera camera = {
      .w = w,
      .picture_len = (size_t)workload_number(w, "frame_size"),
      .frame_every_ms = workload_ms(w, "frame_every"),
      .is_stream = strcmp(workload_text(w, "mode"), "stream") == 0,
  };
  uint16_t port = (uint16_t)workload_number(w, "port");
  struct httpd_config config = {
      .server_port = port,
      .ctrl_port = port,
      .max_open_sockets = (uint16_t)workload_number(w, "max_open_sockets"),
      .backlog_conn = (uint8_t)workload_number(w, "backlog"),
      .lru_purge_enable = true,
      .handler = handle,
      .arg = &camera,
  };
  camera.picture = malloc(camera.picture_len);
  if (!camera.picture) {
    firmware_mark_failed(w, "esp32_camera_web_server");
    return;
  }
  motion_jpeg_picture(camera.picture, camera.picture_len);
  if (httpd_start(&camera.httpd, w, &config) == 0) {
    workload_state(w, WORKLOAD_RUNNING);
    httpd_serve(&camera.httpd);
  } else {
    firmware_mark_failed(w, "esp32_camera_web_server");
  }
  free(camera.picture);
}
