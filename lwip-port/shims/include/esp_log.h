/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: lines of the device's console, which the expectation log
 * sees: "E (123) tag: text" with the milliseconds since boot. */
#ifndef SOCKFIT_SHIMS_ESP_LOG_H
#define SOCKFIT_SHIMS_ESP_LOG_H

#include <stdarg.h>
#include <stdint.h>

#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  ESP_LOG_NONE,
  ESP_LOG_ERROR,
  ESP_LOG_WARN,
  ESP_LOG_INFO,
  ESP_LOG_DEBUG,
  ESP_LOG_VERBOSE
} esp_log_level_t;

typedef int (*vprintf_like_t)(const char *format, va_list arguments);

#ifndef LOG_LOCAL_LEVEL
#define LOG_LOCAL_LEVEL CONFIG_LOG_MAXIMUM_LEVEL
#endif

void esp_log_level_set(const char *tag, esp_log_level_t level);
esp_log_level_t esp_log_level_get(const char *tag);
uint32_t esp_log_timestamp(void);
uint32_t esp_log_early_timestamp(void);
void esp_log_write(esp_log_level_t level, const char *tag, const char *format,
                   ...);
void esp_log_writev(esp_log_level_t level, const char *tag, const char *format,
                    va_list arguments);
void esp_log_buffer_hex_internal(const char *tag, const void *data,
                                 uint16_t octets, esp_log_level_t level);
/* One line, with its head. */
void shim_log(esp_log_level_t level, const char *tag, const char *format, ...);

#define ESP_LOG_LEVEL(level, tag, ...) shim_log(level, tag, __VA_ARGS__)
#define ESP_LOG_LEVEL_LOCAL(level, tag, ...)                                   \
  do {                                                                         \
    if (LOG_LOCAL_LEVEL >= (level))                                            \
      shim_log(level, tag, __VA_ARGS__);                                       \
  } while (0)
#define ESP_LOGE(tag, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_ERROR, tag, __VA_ARGS__)
#define ESP_LOGW(tag, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_WARN, tag, __VA_ARGS__)
#define ESP_LOGI(tag, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_INFO, tag, __VA_ARGS__)
#define ESP_LOGD(tag, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_DEBUG, tag, __VA_ARGS__)
#define ESP_LOGV(tag, ...)                                                     \
  ESP_LOG_LEVEL_LOCAL(ESP_LOG_VERBOSE, tag, __VA_ARGS__)
#define ESP_EARLY_LOGE ESP_LOGE
#define ESP_EARLY_LOGW ESP_LOGW
#define ESP_EARLY_LOGI ESP_LOGI
#define ESP_LOG_BUFFER_HEX(tag, data, octets)                                  \
  esp_log_buffer_hex_internal(tag, data, octets, ESP_LOG_INFO)
#define ESP_LOG_BUFFER_HEX_LEVEL(tag, data, octets, level)                     \
  esp_log_buffer_hex_internal(tag, data, octets, level)

#ifdef __cplusplus
}
#endif

#endif
