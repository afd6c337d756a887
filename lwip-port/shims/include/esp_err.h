/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: error codes; a failed ESP_ERROR_CHECK ends the device. */
#ifndef SOCKFIT_SHIMS_ESP_ERR_H
#define SOCKFIT_SHIMS_ESP_ERR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int esp_err_t;

#define ESP_OK 0
#define ESP_FAIL (-1)
#define ESP_ERR_NO_MEM 0x101
#define ESP_ERR_INVALID_ARG 0x102
#define ESP_ERR_INVALID_STATE 0x103
#define ESP_ERR_INVALID_SIZE 0x104
#define ESP_ERR_NOT_FOUND 0x105
#define ESP_ERR_NOT_SUPPORTED 0x106
#define ESP_ERR_TIMEOUT 0x107
#define ESP_ERR_INVALID_RESPONSE 0x108
#define ESP_ERR_INVALID_CRC 0x109
#define ESP_ERR_INVALID_VERSION 0x10A
#define ESP_ERR_INVALID_MAC 0x10B
#define ESP_ERR_NOT_FINISHED 0x10C
#define ESP_ERR_NOT_ALLOWED 0x10D
#define ESP_ERR_NVS_BASE 0x1100
#define ESP_ERR_NVS_NOT_INITIALIZED 0x1101
#define ESP_ERR_NVS_NOT_FOUND 0x1102
#define ESP_ERR_NVS_TYPE_MISMATCH 0x1103
#define ESP_ERR_NVS_READ_ONLY 0x1104
#define ESP_ERR_NVS_NOT_ENOUGH_SPACE 0x1105
#define ESP_ERR_NVS_INVALID_NAME 0x1106
#define ESP_ERR_NVS_INVALID_HANDLE 0x1107
#define ESP_ERR_NVS_NO_FREE_PAGES 0x110d
#define ESP_ERR_NVS_NEW_VERSION_FOUND 0x1110
#define ESP_ERR_NVS_INVALID_LENGTH 0x110c
#define ESP_ERR_WIFI_BASE 0x3000
#define ESP_ERR_ESP_NETIF_BASE 0x5000
#define ESP_ERR_HTTPD_BASE 0xb000

const char *esp_err_to_name(esp_err_t error);
const char *esp_err_to_name_r(esp_err_t error, char *text, size_t size);

void _esp_error_check_failed(esp_err_t error, const char *file, int line,
                             const char *function, const char *expression)
    __attribute__((noreturn));
void _esp_error_check_failed_without_abort(esp_err_t error, const char *file,
                                           int line, const char *function,
                                           const char *expression);

#define ESP_ERROR_CHECK(expression)                                            \
  do {                                                                         \
    esp_err_t shim_error = (expression);                                       \
    if (shim_error != ESP_OK)                                                  \
      _esp_error_check_failed(shim_error, __FILE__, __LINE__, __func__,        \
                              #expression);                                    \
  } while (0)
#define ESP_ERROR_CHECK_WITHOUT_ABORT(expression)                              \
  ({                                                                           \
    esp_err_t shim_error = (expression);                                       \
    if (shim_error != ESP_OK)                                                  \
      _esp_error_check_failed_without_abort(shim_error, __FILE__, __LINE__,    \
                                            __func__, #expression);            \
    shim_error;                                                                \
  })

#ifdef __cplusplus
}
#endif

#endif
