/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the flash's key store, in memory: it outlives reboots and is
 * empty when a run begins. 16 KiB for the device, its consumers share it. */
#ifndef SOCKFIT_SHIMS_NVS_H
#define SOCKFIT_SHIMS_NVS_H

#include <stddef.h>
#include <stdint.h>

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t nvs_handle_t;
typedef nvs_handle_t nvs_handle;
typedef enum { NVS_READONLY, NVS_READWRITE } nvs_open_mode_t;
typedef nvs_open_mode_t nvs_open_mode;

esp_err_t nvs_open(const char *space, nvs_open_mode_t mode,
                   nvs_handle_t *ret_handle);
void nvs_close(nvs_handle_t handle);
esp_err_t nvs_commit(nvs_handle_t handle);
esp_err_t nvs_erase_key(nvs_handle_t handle, const char *key);
esp_err_t nvs_erase_all(nvs_handle_t handle);

esp_err_t nvs_set_i8(nvs_handle_t handle, const char *key, int8_t value);
esp_err_t nvs_set_u8(nvs_handle_t handle, const char *key, uint8_t value);
esp_err_t nvs_set_i16(nvs_handle_t handle, const char *key, int16_t value);
esp_err_t nvs_set_u16(nvs_handle_t handle, const char *key, uint16_t value);
esp_err_t nvs_set_i32(nvs_handle_t handle, const char *key, int32_t value);
esp_err_t nvs_set_u32(nvs_handle_t handle, const char *key, uint32_t value);
esp_err_t nvs_set_i64(nvs_handle_t handle, const char *key, int64_t value);
esp_err_t nvs_set_u64(nvs_handle_t handle, const char *key, uint64_t value);
esp_err_t nvs_set_str(nvs_handle_t handle, const char *key, const char *value);
esp_err_t nvs_set_blob(nvs_handle_t handle, const char *key, const void *value,
                       size_t len);

esp_err_t nvs_get_i8(nvs_handle_t handle, const char *key, int8_t *ret_value);
esp_err_t nvs_get_u8(nvs_handle_t handle, const char *key, uint8_t *ret_value);
esp_err_t nvs_get_i16(nvs_handle_t handle, const char *key, int16_t *ret_value);
esp_err_t nvs_get_u16(nvs_handle_t handle, const char *key,
                      uint16_t *ret_value);
esp_err_t nvs_get_i32(nvs_handle_t handle, const char *key, int32_t *ret_value);
esp_err_t nvs_get_u32(nvs_handle_t handle, const char *key,
                      uint32_t *ret_value);
esp_err_t nvs_get_i64(nvs_handle_t handle, const char *key, int64_t *ret_value);
esp_err_t nvs_get_u64(nvs_handle_t handle, const char *key,
                      uint64_t *ret_value);
/* Without memory only the length is told. */
esp_err_t nvs_get_str(nvs_handle_t handle, const char *key, char *ret_value,
                      size_t *len);
esp_err_t nvs_get_blob(nvs_handle_t handle, const char *key, void *ret_value,
                       size_t *len);

#ifdef __cplusplus
}
#endif

#endif
