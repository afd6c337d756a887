/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: ESP-IDF's HTTP client, on the engine of the consumer
 * http_client. Hosts are the scenario's names or IPv4 addresses. No TLS, no
 * redirects, no authentication; it always blocks. */
#ifndef SOCKFIT_SHIMS_ESP_HTTP_CLIENT_H
#define SOCKFIT_SHIMS_ESP_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp_err.h"
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_ERR_HTTP_BASE 0x7000
#define ESP_ERR_HTTP_MAX_REDIRECT (ESP_ERR_HTTP_BASE + 1)
#define ESP_ERR_HTTP_CONNECT (ESP_ERR_HTTP_BASE + 2)
#define ESP_ERR_HTTP_WRITE_DATA (ESP_ERR_HTTP_BASE + 3)
#define ESP_ERR_HTTP_FETCH_HEADER (ESP_ERR_HTTP_BASE + 4)
#define ESP_ERR_HTTP_INVALID_TRANSPORT (ESP_ERR_HTTP_BASE + 5)
#define ESP_ERR_HTTP_CONNECTING (ESP_ERR_HTTP_BASE + 6)
#define ESP_ERR_HTTP_EAGAIN (ESP_ERR_HTTP_BASE + 7)
#define ESP_ERR_HTTP_CONNECTION_CLOSED (ESP_ERR_HTTP_BASE + 8)

typedef struct esp_http_client *esp_http_client_handle_t;

typedef enum {
  HTTP_EVENT_ERROR,
  HTTP_EVENT_ON_CONNECTED,
  HTTP_EVENT_HEADERS_SENT,
  HTTP_EVENT_HEADER_SENT = HTTP_EVENT_HEADERS_SENT,
  HTTP_EVENT_ON_HEADER,
  HTTP_EVENT_ON_DATA,
  HTTP_EVENT_ON_FINISH,
  HTTP_EVENT_DISCONNECTED,
  HTTP_EVENT_REDIRECT, /* never */
} esp_http_client_event_id_t;

typedef struct esp_http_client_event {
  esp_http_client_event_id_t event_id;
  esp_http_client_handle_t client;
  void *data;
  int data_len;
  void *user_data;
  char *header_key;
  char *header_value;
} esp_http_client_event_t;
typedef esp_http_client_event_t *esp_http_client_event_handle_t;
typedef esp_err_t (*http_event_handle_cb)(esp_http_client_event_t *event);

typedef enum {
  HTTP_TRANSPORT_UNKNOWN,
  HTTP_TRANSPORT_OVER_TCP,
  HTTP_TRANSPORT_OVER_SSL, /* refused */
} esp_http_client_transport_t;

typedef enum {
  HTTP_METHOD_GET,
  HTTP_METHOD_POST,
  HTTP_METHOD_PUT,
  HTTP_METHOD_PATCH,
  HTTP_METHOD_DELETE,
  HTTP_METHOD_HEAD,
  HTTP_METHOD_NOTIFY,
  HTTP_METHOD_SUBSCRIBE,
  HTTP_METHOD_UNSUBSCRIBE,
  HTTP_METHOD_OPTIONS,
  HTTP_METHOD_MAX
} esp_http_client_method_t;

typedef struct {
  const char *url;
  const char *host;
  int port;
  const char *path;
  const char *query;
  const char *user_agent;
  esp_http_client_method_t method;
  int timeout_ms;
  bool disable_auto_redirect;
  int max_redirection_count;
  http_event_handle_cb event_handler;
  esp_http_client_transport_t transport_type;
  int buffer_size;
  int buffer_size_tx;
  void *user_data;
  bool keep_alive_enable; /* no effect */
  int keep_alive_idle;
  int keep_alive_interval;
  int keep_alive_count;
} esp_http_client_config_t;

esp_http_client_handle_t
esp_http_client_init(const esp_http_client_config_t *config);
esp_err_t esp_http_client_cleanup(esp_http_client_handle_t client);

esp_err_t esp_http_client_set_url(esp_http_client_handle_t client,
                                  const char *url);
esp_err_t esp_http_client_set_method(esp_http_client_handle_t client,
                                     esp_http_client_method_t method);
esp_err_t esp_http_client_set_timeout_ms(esp_http_client_handle_t client,
                                         int timeout_ms);
esp_err_t esp_http_client_set_header(esp_http_client_handle_t client,
                                     const char *name, const char *value);
esp_err_t esp_http_client_delete_header(esp_http_client_handle_t client,
                                        const char *name);
esp_err_t esp_http_client_set_post_field(esp_http_client_handle_t client,
                                         const char *data, int len);
esp_err_t esp_http_client_set_user_data(esp_http_client_handle_t client,
                                        void *data);
esp_err_t esp_http_client_get_user_data(esp_http_client_handle_t client,
                                        void **ret_data);

/* Everything at once: the handler gets the answer. */
esp_err_t esp_http_client_perform(esp_http_client_handle_t client);

/* Or step by step. */
esp_err_t esp_http_client_open(esp_http_client_handle_t client, int write_len);
int esp_http_client_write(esp_http_client_handle_t client, const char *data,
                          int len);
int64_t esp_http_client_fetch_headers(esp_http_client_handle_t client);
int esp_http_client_read(esp_http_client_handle_t client, char *data, int size);
int esp_http_client_read_response(esp_http_client_handle_t client, char *data,
                                  int size);
esp_err_t esp_http_client_flush_response(esp_http_client_handle_t client,
                                         int *ret_len);
esp_err_t esp_http_client_close(esp_http_client_handle_t client);

int esp_http_client_get_status_code(esp_http_client_handle_t client);
int64_t esp_http_client_get_content_length(esp_http_client_handle_t client);
bool esp_http_client_is_chunked_response(esp_http_client_handle_t client);
bool esp_http_client_is_complete_data_received(esp_http_client_handle_t client);
int esp_http_client_get_errno(esp_http_client_handle_t client);

#ifdef __cplusplus
}
#endif

#endif
