/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: esp_http_server's answers (see httpd.h). */
#include "httpd.h"

#define HEAD_SIZE 384
#define SMALL_BODY_MAX 128

int httpd_send(struct httpd_request *request, const void *data, size_t len) {
  const char *next = data;
  while (len > 0) {
    /* Blocks for SO_SNDTIMEO at most; lwIP then reports EWOULDBLOCK. */
    ssize_t sent = send(request->session->fd, next, len, 0);
    if (sent < 0)
      return errno == EWOULDBLOCK ? -ETIMEDOUT : -errno;
    next += sent;
    len -= (size_t)sent;
  }
  return 0;
}

int httpd_respond(struct httpd_request *request, const char *status,
                  const char *content_type, const char *extra_headers,
                  const void *body, size_t len) {
  char head[HEAD_SIZE + SMALL_BODY_MAX];
  int head_len =
      snprintf(head, HEAD_SIZE,
               "HTTP/1.1 %s\r\n"
               "Content-Type: %s\r\n"
               "Content-Length: %zu\r\n"
               "%s"
               "\r\n",
               status, content_type, len, extra_headers ? extra_headers : "");
  if (head_len < 0 || head_len >= HEAD_SIZE)
    return -ENOBUFS;
  /* ESP-IDF sends head and body one after the other. A small body would then
   * wait, by Nagle's rule, for an acknowledgement that browsers give at once
   * and that lwIP, here on the peer's side too, delays by up to 250 ms. One
   * segment keeps that artefact of simulated peers out. */
  if (len <= SMALL_BODY_MAX) {
    if (len > 0)
      memcpy(head + head_len, body, len);
    return httpd_send(request, head, (size_t)head_len + len);
  }
  int result = httpd_send(request, head, (size_t)head_len);
  return result < 0 ? result : httpd_send(request, body, len);
}
