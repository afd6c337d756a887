/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: esp_http_client.h on sim/workloads/common/http_fetch.h. */
#include "esp_http_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/http_fetch.h"
#include "esp_log.h"

#include "shims/shims.h"

#define TAG "HTTP_CLIENT"
#define TIMEOUT_MS 5000 /* ESP-IDF's default */
#define PIECE_OCTETS 512
#define HOST_SIZE 128
#define PATH_SIZE 256

struct header {
  struct header *next;
  char *value;
  char name[];
};

struct esp_http_client {
  esp_http_client_config_t config;
  char host[HOST_SIZE];
  int port;
  char path[PATH_SIZE];
  struct header *headers;
  const char *post;
  int post_len;
  struct http_fetch fetch;
  struct http_head head;
  int status;
  bool cut; /* the answer's body could not be read to its end */
};

/* ---- events ---- */

static void tell(struct esp_http_client *client,
                 esp_http_client_event_t event) {
  event.client = client;
  event.user_data = client->config.user_data;
  if (client->config.event_handler != NULL)
    client->config.event_handler(&event);
}

static void tell_only(struct esp_http_client *client,
                      esp_http_client_event_id_t id) {
  tell(client, (esp_http_client_event_t){.event_id = id});
}

static void tell_headers(struct esp_http_client *client) {
  const char *name, *value;
  for (size_t i = 0; http_head_nth(&client->head, i, &name, &value); i++)
    tell(client, (esp_http_client_event_t){.event_id = HTTP_EVENT_ON_HEADER,
                                           .header_key = (char *)name,
                                           .header_value = (char *)value});
}

/* ---- settings ---- */

/* http://host[:port][/path] */
esp_err_t esp_http_client_set_url(struct esp_http_client *client,
                                  const char *url) {
  if (client == NULL || url == NULL)
    return ESP_ERR_INVALID_ARG;
  if (url[0] == '/') { /* of the same host */
    snprintf(client->path, sizeof(client->path), "%s", url);
    return ESP_OK;
  }
  if (strncasecmp(url, "http://", 7) != 0) {
    shim_log(ESP_LOG_ERROR, TAG, "no transport for %s: only http:// is here",
             url);
    return ESP_ERR_HTTP_INVALID_TRANSPORT;
  }
  const char *host = url + 7;
  size_t host_len = strcspn(host, ":/?");
  const char *rest = host + host_len;
  char name[HOST_SIZE];
  if (host_len == 0 || host_len >= sizeof(name))
    return ESP_ERR_INVALID_ARG;
  snprintf(name, sizeof(name), "%.*s", (int)host_len, host);
  int port = *rest == ':' ? atoi(rest + 1) : 80;
  if (strcmp(name, client->host) != 0 || port != client->port)
    esp_http_client_close(client);
  memcpy(client->host, name, sizeof(name));
  client->port = port;
  rest += strcspn(rest, "/?");
  snprintf(client->path, sizeof(client->path), "%s%s", *rest == '/' ? "" : "/",
           rest);
  return ESP_OK;
}

esp_err_t esp_http_client_set_method(struct esp_http_client *client,
                                     esp_http_client_method_t method) {
  client->config.method = method;
  return ESP_OK;
}

esp_err_t esp_http_client_set_timeout_ms(struct esp_http_client *client,
                                         int timeout_ms) {
  client->config.timeout_ms = timeout_ms;
  client->fetch.timeout_ms = (uint32_t)timeout_ms;
  return ESP_OK;
}

esp_err_t esp_http_client_delete_header(struct esp_http_client *client,
                                        const char *name) {
  struct header **link = &client->headers;
  while (*link != NULL && strcasecmp((*link)->name, name) != 0)
    link = &(*link)->next;
  struct header *gone = *link;
  if (gone == NULL)
    return ESP_OK;
  *link = gone->next;
  workload_free(gone);
  return ESP_OK;
}

esp_err_t esp_http_client_set_header(struct esp_http_client *client,
                                     const char *name, const char *value) {
  esp_http_client_delete_header(client, name);
  if (value == NULL)
    return ESP_OK;
  size_t name_size = strlen(name) + 1;
  struct header *header =
      shim_get(sizeof(*header) + name_size + strlen(value) + 1);
  memcpy(header->name, name, name_size);
  header->value = strcpy(header->name + name_size, value);
  header->next = client->headers;
  client->headers = header;
  return ESP_OK;
}

esp_err_t esp_http_client_set_post_field(struct esp_http_client *client,
                                         const char *data, int len) {
  client->post = data;
  client->post_len = data == NULL ? 0 : len;
  return ESP_OK;
}

esp_err_t esp_http_client_set_user_data(struct esp_http_client *client,
                                        void *data) {
  client->config.user_data = data;
  return ESP_OK;
}

esp_err_t esp_http_client_get_user_data(struct esp_http_client *client,
                                        void **ret_data) {
  *ret_data = client->config.user_data;
  return ESP_OK;
}

/* ---- life ---- */

static esp_err_t take_address(struct esp_http_client *client) {
  const esp_http_client_config_t *config = &client->config;
  if (config->url != NULL)
    return esp_http_client_set_url(client, config->url);
  if (config->host == NULL || config->transport_type == HTTP_TRANSPORT_OVER_SSL)
    return ESP_ERR_HTTP_INVALID_TRANSPORT;
  snprintf(client->host, sizeof(client->host), "%s", config->host);
  client->port = config->port > 0 ? config->port : 80;
  snprintf(client->path, sizeof(client->path), "%s%s%s",
           config->path == NULL ? "/" : config->path,
           config->query == NULL ? "" : "?",
           config->query == NULL ? "" : config->query);
  return ESP_OK;
}

esp_http_client_handle_t
esp_http_client_init(const esp_http_client_config_t *config) {
  struct esp_http_client *client = shim_get(sizeof(*client));
  client->config = *config;
  client->fetch.fd = -1;
  if (config->timeout_ms <= 0)
    client->config.timeout_ms = TIMEOUT_MS;
  if (take_address(client) == ESP_OK)
    return client;
  shim_log(ESP_LOG_ERROR, TAG, "Error initialize transport");
  workload_free(client);
  return NULL;
}

esp_err_t esp_http_client_close(struct esp_http_client *client) {
  if (client->fetch.fd < 0)
    return ESP_OK;
  http_fetch_close(&client->fetch);
  tell_only(client, HTTP_EVENT_DISCONNECTED);
  return ESP_OK;
}

esp_err_t esp_http_client_cleanup(struct esp_http_client *client) {
  if (client == NULL)
    return ESP_FAIL;
  esp_http_client_close(client);
  while (client->headers != NULL)
    esp_http_client_delete_header(client, client->headers->name);
  workload_free(client);
  return ESP_OK;
}

/* ---- the request ---- */

static const char *const methods[HTTP_METHOD_MAX] = {
    "GET",  "POST",   "PUT",       "PATCH",       "DELETE",
    "HEAD", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "OPTIONS"};

static esp_err_t connect_to(struct esp_http_client *client) {
  struct http_fetch *fetch = &client->fetch;
  if (fetch->fd >= 0)
    return ESP_OK;
  if (http_fetch_open(fetch, shim_app()->workload, client->host,
                      (uint16_t)client->port,
                      (uint32_t)client->config.timeout_ms) < 0) {
    shim_log(ESP_LOG_ERROR, TAG, "Connection failed, sock < 0");
    fetch->fd = -1;
    tell_only(client, HTTP_EVENT_ERROR);
    return ESP_ERR_HTTP_CONNECT;
  }
  fetch->head = &client->head;
  tell_only(client, HTTP_EVENT_ON_CONNECTED);
  return ESP_OK;
}

static void add(char *text, size_t size, size_t *len, const char *name,
                const char *value) {
  int added = snprintf(text + *len, size - *len, "%s: %s\r\n", name, value);
  *len += added > 0 && (size_t)added < size - *len ? (size_t)added : 0;
}

static esp_err_t send_head(struct esp_http_client *client, int body_len) {
  char text[1024], number[16];
  const esp_http_client_config_t *config = &client->config;
  size_t len = (size_t)snprintf(text, sizeof(text) - 2, "%s %s HTTP/1.1\r\n",
                                methods[config->method], client->path);
  add(text, sizeof(text) - 2, &len, "User-Agent",
      config->user_agent == NULL ? "ESP32 HTTP Client/1.0"
                                 : config->user_agent);
  if (client->port == 80)
    add(text, sizeof(text) - 2, &len, "Host", client->host);
  else
    len += (size_t)snprintf(text + len, sizeof(text) - 2 - len,
                            "Host: %s:%d\r\n", client->host, client->port);
  for (struct header *at = client->headers; at != NULL; at = at->next)
    add(text, sizeof(text) - 2, &len, at->name, at->value);
  if (body_len < 0)
    add(text, sizeof(text) - 2, &len, "Transfer-Encoding", "chunked");
  snprintf(number, sizeof(number), "%d", body_len);
  if (body_len >= 0 && (body_len > 0 || config->method == HTTP_METHOD_POST))
    add(text, sizeof(text) - 2, &len, "Content-Length", number);
  memcpy(text + len, "\r\n", 2);
  if (http_fetch_send(&client->fetch, text, len + 2) < 0)
    return ESP_ERR_HTTP_WRITE_DATA;
  tell_only(client, HTTP_EVENT_HEADERS_SENT);
  return ESP_OK;
}

esp_err_t esp_http_client_open(struct esp_http_client *client, int write_len) {
  esp_err_t error = connect_to(client);
  client->status = 0;
  client->cut = false;
  if (error == ESP_OK)
    error = send_head(client, write_len);
  return error;
}

int esp_http_client_write(struct esp_http_client *client, const char *data,
                          int len) {
  return client->fetch.fd < 0 ||
                 http_fetch_send(&client->fetch, data, (size_t)len) < 0
             ? -1
             : len;
}

/* ---- the answer ---- */

int64_t esp_http_client_fetch_headers(struct esp_http_client *client) {
  int status = client->fetch.fd < 0 ? -1 : http_fetch_head(&client->fetch);
  if (status < 0)
    return ESP_FAIL;
  client->status = status;
  tell_headers(client);
  int64_t length = esp_http_client_get_content_length(client);
  return length < 0 ? 0 : length;
}

int esp_http_client_read(struct esp_http_client *client, char *data, int size) {
  int got = client->fetch.fd < 0
                ? -1
                : http_fetch_read(&client->fetch, data, (size_t)size);
  if (got < 0) {
    client->cut = true;
    return -1;
  }
  if (got > 0)
    tell(client, (esp_http_client_event_t){.event_id = HTTP_EVENT_ON_DATA,
                                           .data = data,
                                           .data_len = got});
  return got;
}

int esp_http_client_read_response(struct esp_http_client *client, char *data,
                                  int size) {
  int len = 0, got;
  while (len < size &&
         (got = esp_http_client_read(client, data + len, size - len)) > 0)
    len += got;
  return len;
}

esp_err_t esp_http_client_flush_response(struct esp_http_client *client,
                                         int *ret_len) {
  char piece[PIECE_OCTETS];
  int len = 0, got;
  while ((got = esp_http_client_read(client, piece, sizeof(piece))) > 0)
    len += got;
  if (ret_len != NULL)
    *ret_len = len;
  return got < 0 ? ESP_FAIL : ESP_OK;
}

static esp_err_t failed(struct esp_http_client *client, esp_err_t error) {
  tell_only(client, HTTP_EVENT_ERROR);
  esp_http_client_close(client);
  return error;
}

/* A connection that was kept may have been ended by the other side meanwhile:
 * then it is made anew, as ESP-IDF does, once. */
esp_err_t esp_http_client_perform(struct esp_http_client *client) {
  bool kept = client->fetch.fd >= 0;
  esp_err_t error = esp_http_client_open(client, client->post_len);
  if (error == ESP_ERR_HTTP_CONNECT)
    return error;
  if (error == ESP_OK && client->post_len > 0 &&
      esp_http_client_write(client, client->post, client->post_len) < 0)
    error = ESP_ERR_HTTP_WRITE_DATA;
  if (error == ESP_OK && esp_http_client_fetch_headers(client) < 0)
    error = ESP_ERR_HTTP_FETCH_HEADER;
  if (error != ESP_OK && kept) {
    esp_http_client_close(client);
    return esp_http_client_perform(client);
  }
  if (error != ESP_OK)
    return failed(client, error);
  if (client->config.method != HTTP_METHOD_HEAD &&
      esp_http_client_flush_response(client, NULL) != ESP_OK)
    return failed(client, ESP_ERR_HTTP_CONNECTION_CLOSED);
  tell_only(client, HTTP_EVENT_ON_FINISH);
  if (!client->fetch.message.keep_alive)
    esp_http_client_close(client);
  return ESP_OK;
}

/* ---- what it was ---- */

int esp_http_client_get_status_code(struct esp_http_client *client) {
  return client->status;
}

int64_t esp_http_client_get_content_length(struct esp_http_client *client) {
  const char *length = http_head_value(&client->head, "Content-Length");
  return length == NULL ? -1 : atoll(length);
}

bool esp_http_client_is_chunked_response(struct esp_http_client *client) {
  return http_head_value(&client->head, "Transfer-Encoding") != NULL;
}

bool esp_http_client_is_complete_data_received(struct esp_http_client *client) {
  return client->fetch.message.complete && !client->cut;
}

int esp_http_client_get_errno(struct esp_http_client *client) {
  return client->cut ? ECONNRESET : 0;
}
