/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: checks that log and return. */
#ifndef SOCKFIT_SHIMS_ESP_CHECK_H
#define SOCKFIT_SHIMS_ESP_CHECK_H

#include "esp_err.h"
#include "esp_log.h"

#define ESP_RETURN_ON_ERROR(expression, tag, ...)                              \
  do {                                                                         \
    esp_err_t shim_error = (expression);                                       \
    if (shim_error != ESP_OK) {                                                \
      ESP_LOGE(tag, __VA_ARGS__);                                              \
      return shim_error;                                                       \
    }                                                                          \
  } while (0)
#define ESP_RETURN_ON_FALSE(condition, error, tag, ...)                        \
  do {                                                                         \
    if (!(condition)) {                                                        \
      ESP_LOGE(tag, __VA_ARGS__);                                              \
      return error;                                                            \
    }                                                                          \
  } while (0)
#define ESP_GOTO_ON_ERROR(expression, label, tag, ...)                         \
  do {                                                                         \
    esp_err_t shim_error = (expression);                                       \
    if (shim_error != ESP_OK) {                                                \
      ESP_LOGE(tag, __VA_ARGS__);                                              \
      ret = shim_error;                                                        \
      goto label;                                                              \
    }                                                                          \
  } while (0)
#define ESP_GOTO_ON_FALSE(condition, error, label, tag, ...)                   \
  do {                                                                         \
    if (!(condition)) {                                                        \
      ESP_LOGE(tag, __VA_ARGS__);                                              \
      ret = (error);                                                           \
      goto label;                                                              \
    }                                                                          \
  } while (0)

#endif
