/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: errors, start-up, memory and random numbers of ESP-IDF. */
#include <stdio.h>
#include <string.h>

#include "esp_err.h"
#include "esp_heap_caps.h"
#include "esp_http_client.h"
#include "esp_http_server.h"
#include "esp_log.h"
#include "esp_random.h"
#include "esp_system.h"
#include "esp_task_wdt.h"

#include "shims/shims.h"

/* What a device has when it has nothing else to do. */
#define FREE_OCTETS 262144

/* ---- esp_err.h ---- */

#define ERROR_NAMES(X)                                                         \
  X(ESP_OK)                                                                    \
  X(ESP_FAIL)                                                                  \
  X(ESP_ERR_NO_MEM)                                                            \
  X(ESP_ERR_INVALID_ARG)                                                       \
  X(ESP_ERR_INVALID_STATE)                                                     \
  X(ESP_ERR_INVALID_SIZE)                                                      \
  X(ESP_ERR_NOT_FOUND)                                                         \
  X(ESP_ERR_NOT_SUPPORTED)                                                     \
  X(ESP_ERR_TIMEOUT)                                                           \
  X(ESP_ERR_INVALID_RESPONSE)                                                  \
  X(ESP_ERR_INVALID_CRC)                                                       \
  X(ESP_ERR_INVALID_VERSION)                                                   \
  X(ESP_ERR_INVALID_MAC)                                                       \
  X(ESP_ERR_NOT_FINISHED)                                                      \
  X(ESP_ERR_NOT_ALLOWED)                                                       \
  X(ESP_ERR_NVS_NOT_INITIALIZED)                                               \
  X(ESP_ERR_NVS_NOT_FOUND)                                                     \
  X(ESP_ERR_NVS_NO_FREE_PAGES)                                                 \
  X(ESP_ERR_NVS_NEW_VERSION_FOUND)                                             \
  X(ESP_ERR_NVS_INVALID_LENGTH)                                                \
  X(ESP_ERR_WIFI_BASE)                                                         \
  X(ESP_ERR_ESP_NETIF_BASE)                                                    \
  X(ESP_ERR_HTTPD_BASE)                                                        \
  X(ESP_ERR_HTTP_CONNECT)                                                      \
  X(ESP_ERR_HTTP_WRITE_DATA)                                                   \
  X(ESP_ERR_HTTP_FETCH_HEADER)                                                 \
  X(ESP_ERR_HTTP_CONNECTION_CLOSED)                                            \
  X(ESP_ERR_HTTPD_HANDLERS_FULL)                                               \
  X(ESP_ERR_HTTPD_HANDLER_EXISTS)                                              \
  X(ESP_ERR_HTTPD_RESULT_TRUNC)                                                \
  X(ESP_ERR_HTTPD_RESP_SEND)

const char *esp_err_to_name(esp_err_t error) {
  switch (error) {
#define X(name)                                                                \
  case name:                                                                   \
    return #name;
    ERROR_NAMES(X)
#undef X
  default:
    return "UNKNOWN ERROR";
  }
}

const char *esp_err_to_name_r(esp_err_t error, char *text, size_t size) {
  snprintf(text, size, "%s", esp_err_to_name(error));
  return text;
}

void _esp_error_check_failed(esp_err_t error, const char *file, int line,
                             const char *function, const char *expression) {
  shim_panic(file, line,
             "ESP_ERROR_CHECK failed: esp_err_t 0x%x (%s) of %s in %s",
             (unsigned)error, esp_err_to_name(error), expression, function);
}

void _esp_error_check_failed_without_abort(esp_err_t error, const char *file,
                                           int line, const char *function,
                                           const char *expression) {
  shim_log(ESP_LOG_ERROR, "esp_err",
           "ESP_ERROR_CHECK_WITHOUT_ABORT failed: esp_err_t 0x%x (%s) of %s "
           "in %s (%s:%d)",
           (unsigned)error, esp_err_to_name(error), expression, function, file,
           line);
}

void vAssertCalled(const char *file, int line, const char *text) {
  shim_panic(file, line, "configASSERT(%s) failed", text);
}

/* ---- esp_system.h ---- */

/* Handlers in reverse order; then as if the power had failed. */
void esp_restart(void) {
  struct shim_app *app = shim_app();
  shim_log(ESP_LOG_WARN, "esp_system", "esp_restart() was called");
  while (app->shutdown_count > 0)
    app->shutdown[--app->shutdown_count]();
  port_services->restart(port_services->host);
}

void esp_system_abort(const char *text) {
  shim_panic(NULL, 0, "%s", text);
}

esp_reset_reason_t esp_reset_reason(void) {
  return port_config->restarted ? ESP_RST_SW : ESP_RST_POWERON;
}

esp_err_t esp_register_shutdown_handler(shutdown_handler_t handler) {
  struct shim_app *app = shim_app();
  if (handler == NULL || app->shutdown_count == SHIM_SHUTDOWNS_MAX)
    return handler == NULL ? ESP_ERR_INVALID_ARG : ESP_ERR_NO_MEM;
  app->shutdown[app->shutdown_count++] = handler;
  return ESP_OK;
}

static uint32_t free_octets(bool least) {
  struct image_pool heap;
  port_heap_pool(&heap);
  int64_t all = heap.limit >= 0 ? heap.limit : FREE_OCTETS;
  int64_t left = all - (least ? heap.peak : heap.used);
  return left < 0 ? 0 : (uint32_t)left;
}

uint32_t esp_get_free_heap_size(void) {
  return free_octets(false);
}

uint32_t esp_get_free_internal_heap_size(void) {
  return free_octets(false);
}

uint32_t esp_get_minimum_free_heap_size(void) {
  return free_octets(true);
}

size_t xPortGetFreeHeapSize(void) {
  return free_octets(false);
}

const char *esp_get_idf_version(void) {
  return "v5.4 (sockfit)";
}

/* ---- memory ---- */

void *heap_caps_malloc(size_t size, uint32_t capabilities) {
  (void)capabilities;
  return workload_malloc(size);
}

void *heap_caps_calloc(size_t count, size_t size, uint32_t capabilities) {
  (void)capabilities;
  return workload_calloc(count, size);
}

void *heap_caps_realloc(void *memory, size_t size, uint32_t capabilities) {
  (void)capabilities;
  return workload_realloc(memory, size);
}

void heap_caps_free(void *memory) {
  workload_free(memory);
}

size_t heap_caps_get_free_size(uint32_t capabilities) {
  (void)capabilities;
  return free_octets(false);
}

size_t heap_caps_get_minimum_free_size(uint32_t capabilities) {
  (void)capabilities;
  return free_octets(true);
}

size_t heap_caps_get_largest_free_block(uint32_t capabilities) {
  (void)capabilities;
  return free_octets(false);
}

void *pvPortMalloc(size_t size) {
  return workload_malloc(size);
}

void vPortFree(void *memory) {
  workload_free(memory);
}

/* ---- the rest ---- */

uint32_t esp_random(void) {
  return port_random();
}

void esp_fill_random(void *to, size_t size) {
  uint8_t *at = to;
  for (size_t i = 0; i < size; i++)
    at[i] = (uint8_t)port_random();
}

esp_err_t esp_task_wdt_add(TaskHandle_t task) {
  (void)task;
  return ESP_OK;
}

esp_err_t esp_task_wdt_delete(TaskHandle_t task) {
  (void)task;
  return ESP_OK;
}

esp_err_t esp_task_wdt_reset(void) {
  return ESP_OK;
}
