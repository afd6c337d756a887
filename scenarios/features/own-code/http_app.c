/* SPDX-License-Identifier: BSD-3-Clause */
/* A web application as firmware has it: a page, a setting that is posted, and
 * two sessions that stay: /events, which keeps its HTTP answer open and gets a
 * chunk every second, and /ws, a websocket that gets the same as frames. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "esp_event.h"
#include "esp_http_server.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "nvs_flash.h"
#include "protocol_examples_common.h"

#define LIVE_MAX 4
#define SETTING_MAX 64

static const char *TAG = "http_app";
static const char PAGE[] = "<!DOCTYPE html><title>sockfit</title><p>hello\n";

struct live {
  httpd_handle_t server;
  int fds[LIVE_MAX]; /* of sessions that want news; -1: free */
};

static struct live live = {.fds = {-1, -1, -1, -1}};

static esp_err_t get_page(httpd_req_t *request) {
  char query[32], name[16];
  httpd_resp_set_hdr(request, "Cache-Control", "no-cache");
  if (httpd_req_get_url_query_str(request, query, sizeof(query)) == ESP_OK &&
      httpd_query_key_value(query, "name", name, sizeof(name)) == ESP_OK) {
    httpd_resp_sendstr_chunk(request, "hello ");
    httpd_resp_sendstr_chunk(request, name);
    return httpd_resp_sendstr_chunk(request, NULL);
  }
  return httpd_resp_send(request, PAGE, HTTPD_RESP_USE_STRLEN);
}

static esp_err_t post_setting(httpd_req_t *request) {
  char text[SETTING_MAX + 1];
  size_t len = 0;
  if (request->content_len > SETTING_MAX)
    return httpd_resp_send_err(request, HTTPD_413_CONTENT_TOO_LARGE, NULL);
  while (len < request->content_len) {
    int got = httpd_req_recv(request, text + len, request->content_len - len);
    if (got == HTTPD_SOCK_ERR_TIMEOUT)
      continue;
    if (got <= 0)
      return ESP_FAIL;
    len += got;
  }
  text[len] = '\0';
  ESP_LOGI(TAG, "set to %s", text);
  httpd_resp_set_type(request, HTTPD_TYPE_TEXT);
  return httpd_resp_send(request, text, len);
}

/* ---- sessions that stay ---- */

static void forget(void *context) {
  int *place = context;
  ESP_LOGI(TAG, "session %d is gone", *place);
  *place = -1;
}

/* The session's context is its place in the list; when the session ends,
 * however that happens, the server calls forget(). */
static esp_err_t remember(httpd_req_t *request) {
  for (int i = 0; i < LIVE_MAX; i++) {
    if (live.fds[i] >= 0)
      continue;
    live.fds[i] = httpd_req_to_sockfd(request);
    request->sess_ctx = &live.fds[i];
    request->free_ctx = forget;
    return ESP_OK;
  }
  ESP_LOGW(TAG, "no place for a session");
  return ESP_FAIL;
}

static esp_err_t get_live(httpd_req_t *request) {
  httpd_resp_set_type(request, "text/event-stream");
  if (httpd_resp_sendstr_chunk(request, "retry: 5000\n\n") != ESP_OK)
    return ESP_FAIL;
  return remember(request);
}

static esp_err_t on_websocket(httpd_req_t *request) {
  uint8_t text[SETTING_MAX + 1];
  httpd_ws_frame_t frame = {.payload = text};
  if (request->method == HTTP_GET) { /* the handshake is done */
    ESP_LOGI(TAG, "websocket on %d", httpd_req_to_sockfd(request));
    return remember(request);
  }
  if (httpd_ws_recv_frame(request, &frame, 0) != ESP_OK ||
      frame.len > SETTING_MAX)
    return ESP_FAIL;
  if (frame.len > 0 &&
      httpd_ws_recv_frame(request, &frame, frame.len) != ESP_OK)
    return ESP_FAIL;
  text[frame.len] = '\0';
  ESP_LOGI(TAG, "frame: %s", (char *)text);
  return httpd_ws_send_frame(request, &frame);
}

/* In the server's task: it was queued. */
static void send_news(void *arg) {
  int fd = (int)(intptr_t)arg;
  char text[64], chunk[80];
  int len = snprintf(text, sizeof(text), "data: %" PRId64 "\n\n",
                     esp_timer_get_time() / 1000000);
  if (httpd_ws_get_fd_info(live.server, fd) == HTTPD_WS_CLIENT_WEBSOCKET) {
    httpd_ws_frame_t frame = {
        .type = HTTPD_WS_TYPE_TEXT, .payload = (uint8_t *)text, .len = len};
    httpd_ws_send_frame_async(live.server, fd, &frame);
    return;
  }
  len = snprintf(chunk, sizeof(chunk), "%x\r\n%s\r\n", len, text);
  if (httpd_socket_send(live.server, fd, chunk, len, 0) < 0)
    httpd_sess_trigger_close(live.server, fd);
}

static void news_task(void *arg) {
  for (;;) {
    vTaskDelay(pdMS_TO_TICKS(1000));
    for (int i = 0; i < LIVE_MAX; i++)
      if (live.fds[i] >= 0 &&
          httpd_queue_work(live.server, send_news,
                           (void *)(intptr_t)live.fds[i]) != ESP_OK)
        ESP_LOGW(TAG, "news for %d not queued", live.fds[i]);
  }
}

/* ---- the server ---- */

static void start_server(void) {
  static const httpd_uri_t handlers[] = {
      {.uri = "/", .method = HTTP_GET, .handler = get_page},
      {.uri = "/setting", .method = HTTP_POST, .handler = post_setting},
      {.uri = "/events", .method = HTTP_GET, .handler = get_live},
      {.uri = "/ws",
       .method = HTTP_GET,
       .handler = on_websocket,
       .is_websocket = true},
  };
  httpd_config_t config = HTTPD_DEFAULT_CONFIG();
#ifdef CONFIG_APP_SESSIONS
  config.max_open_sockets = CONFIG_APP_SESSIONS;
#endif
#ifdef CONFIG_APP_PURGES
  config.lru_purge_enable = true;
#endif
  esp_err_t error = httpd_start(&live.server, &config);
  if (error != ESP_OK) {
    ESP_LOGE(TAG, "no server: %s", esp_err_to_name(error));
    return;
  }
  for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++)
    ESP_ERROR_CHECK(httpd_register_uri_handler(live.server, &handlers[i]));
  xTaskCreate(news_task, "news", 3072, NULL, 5, NULL);
}

void app_main(void) {
  ESP_ERROR_CHECK(nvs_flash_init());
  ESP_ERROR_CHECK(esp_netif_init());
  ESP_ERROR_CHECK(esp_event_loop_create_default());
  ESP_ERROR_CHECK(example_connect());
  start_server();
}
