/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: nvs.h and nvs_flash.h. Records lie one behind the other in
 * what the host keeps over reboots; a changed one moves to the end. */
#include "nvs.h"

#include <stdbool.h>
#include <string.h>

#include "nvs_flash.h"

#include "shims/shims.h"

#define NAME_SIZE 16 /* with its end, as ESP-IDF */
#define STORE_OCTETS 16384
#define HANDLES_MAX 16

enum type {
  TYPE_i8,
  TYPE_u8,
  TYPE_i16,
  TYPE_u16,
  TYPE_i32,
  TYPE_u32,
  TYPE_i64,
  TYPE_u64,
  TYPE_TEXT,
  TYPE_BLOB
};

struct record {
  char space[NAME_SIZE];
  char key[NAME_SIZE];
  uint16_t type;
  uint16_t len;
  uint8_t value[];
};

struct store {
  size_t used;
  uint8_t data[STORE_OCTETS];
};

struct opened {
  char space[NAME_SIZE]; /* "": not open */
  bool writes;
};

static struct opened handles[HANDLES_MAX];

/* ---- the store ---- */

static struct store *store(void) {
  struct store *found =
      port_services->flash(port_services->host, sizeof(struct store));
  if (found == NULL)
    port_assert_failed("no memory for the flash", __FILE__, __LINE__);
  return found;
}

static size_t size_of(size_t len) {
  return (sizeof(struct record) + len + 7) / 8 * 8;
}

static struct record *next_of(struct store *in, struct record *record) {
  uint8_t *at =
      record == NULL ? in->data : (uint8_t *)record + size_of(record->len);
  return at < in->data + in->used ? (struct record *)at : NULL;
}

static struct record *find(struct store *in, const char *space,
                           const char *key) {
  struct record *at = next_of(in, NULL);
  while (at != NULL && (strcmp(at->space, space) != 0 ||
                        (key != NULL && strcmp(at->key, key) != 0)))
    at = next_of(in, at);
  return at;
}

static void erase(struct store *in, struct record *record) {
  uint8_t *at = (uint8_t *)record;
  size_t size = size_of(record->len);
  in->used -= size;
  memmove(at, at + size, (size_t)(in->data + in->used - at));
}

/* ---- handles ---- */

esp_err_t nvs_open(const char *space, nvs_open_mode_t mode,
                   nvs_handle_t *ret_handle) {
  shim_work();
  if (space == NULL || *space == '\0' || strlen(space) >= NAME_SIZE)
    return ESP_ERR_NVS_INVALID_NAME;
  if (mode == NVS_READONLY && find(store(), space, NULL) == NULL)
    return ESP_ERR_NVS_NOT_FOUND;
  for (size_t i = 0; i < HANDLES_MAX; i++) {
    if (handles[i].space[0] != '\0')
      continue;
    strcpy(handles[i].space, space);
    handles[i].writes = mode == NVS_READWRITE;
    *ret_handle = (nvs_handle_t)i + 1;
    return ESP_OK;
  }
  return ESP_ERR_NO_MEM;
}

static struct opened *opened_of(nvs_handle_t handle) {
  bool known = handle >= 1 && handle <= HANDLES_MAX &&
               handles[handle - 1].space[0] != '\0';
  return known ? &handles[handle - 1] : NULL;
}

void nvs_close(nvs_handle_t handle) {
  struct opened *opened = opened_of(handle);
  if (opened != NULL)
    opened->space[0] = '\0';
}

static esp_err_t check(nvs_handle_t handle, const char *key, bool writes) {
  const struct opened *opened = opened_of(handle);
  shim_work();
  if (opened == NULL)
    return ESP_ERR_NVS_INVALID_HANDLE;
  if (writes && !opened->writes)
    return ESP_ERR_NVS_READ_ONLY;
  return key == NULL || *key == '\0' || strlen(key) >= NAME_SIZE
             ? ESP_ERR_NVS_INVALID_NAME
             : ESP_OK;
}

esp_err_t nvs_commit(nvs_handle_t handle) {
  return opened_of(handle) == NULL ? ESP_ERR_NVS_INVALID_HANDLE : ESP_OK;
}

/* ---- values ---- */

static esp_err_t set(nvs_handle_t handle, const char *key, int type,
                     const void *value, size_t len) {
  esp_err_t error = check(handle, key, true);
  if (error != ESP_OK)
    return error;
  struct store *in = store();
  const char *space = opened_of(handle)->space;
  struct record *old = find(in, space, key);
  size_t freed = old == NULL ? 0 : size_of(old->len);
  if (len > STORE_OCTETS || in->used - freed + size_of(len) > STORE_OCTETS)
    return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
  if (old != NULL)
    erase(in, old);
  struct record *record = (struct record *)(in->data + in->used);
  in->used += size_of(len);
  strcpy(record->space, space);
  strcpy(record->key, key);
  record->type = (uint16_t)type;
  record->len = (uint16_t)len;
  memcpy(record->value, value, len);
  return ESP_OK;
}

static esp_err_t get(nvs_handle_t handle, const char *key, int type,
                     const struct record **ret_record) {
  esp_err_t error = check(handle, key, false);
  if (error != ESP_OK)
    return error;
  *ret_record = find(store(), opened_of(handle)->space, key);
  if (*ret_record == NULL)
    return ESP_ERR_NVS_NOT_FOUND;
  return (*ret_record)->type == type ? ESP_OK : ESP_ERR_NVS_TYPE_MISMATCH;
}

#define NUMBER(name, c_type)                                                   \
  esp_err_t nvs_set_##name(nvs_handle_t handle, const char *key,               \
                           c_type value) {                                     \
    return set(handle, key, TYPE_##name, &value, sizeof(value));               \
  }                                                                            \
  esp_err_t nvs_get_##name(nvs_handle_t handle, const char *key,               \
                           c_type *ret_value) {                                \
    const struct record *record;                                               \
    esp_err_t error = get(handle, key, TYPE_##name, &record);                  \
    if (error == ESP_OK)                                                       \
      memcpy(ret_value, record->value, sizeof(*ret_value));                    \
    return error;                                                              \
  }

NUMBER(i8, int8_t)
NUMBER(u8, uint8_t)
NUMBER(i16, int16_t)
NUMBER(u16, uint16_t)
NUMBER(i32, int32_t)
NUMBER(u32, uint32_t)
NUMBER(i64, int64_t)
NUMBER(u64, uint64_t)

esp_err_t nvs_set_str(nvs_handle_t handle, const char *key, const char *value) {
  return set(handle, key, TYPE_TEXT, value, strlen(value) + 1);
}

esp_err_t nvs_set_blob(nvs_handle_t handle, const char *key, const void *value,
                       size_t len) {
  return set(handle, key, TYPE_BLOB, value, len);
}

static esp_err_t get_long(nvs_handle_t handle, const char *key, int type,
                          void *ret_value, size_t *len) {
  const struct record *record;
  esp_err_t error = get(handle, key, type, &record);
  if (error != ESP_OK)
    return error;
  size_t room = *len;
  *len = record->len;
  if (ret_value == NULL)
    return ESP_OK;
  if (room < record->len)
    return ESP_ERR_NVS_INVALID_LENGTH;
  memcpy(ret_value, record->value, record->len);
  return ESP_OK;
}

esp_err_t nvs_get_str(nvs_handle_t handle, const char *key, char *ret_value,
                      size_t *len) {
  return get_long(handle, key, TYPE_TEXT, ret_value, len);
}

esp_err_t nvs_get_blob(nvs_handle_t handle, const char *key, void *ret_value,
                       size_t *len) {
  return get_long(handle, key, TYPE_BLOB, ret_value, len);
}

esp_err_t nvs_erase_key(nvs_handle_t handle, const char *key) {
  esp_err_t error = check(handle, key, true);
  if (error != ESP_OK)
    return error;
  struct record *record = find(store(), opened_of(handle)->space, key);
  if (record == NULL)
    return ESP_ERR_NVS_NOT_FOUND;
  erase(store(), record);
  return ESP_OK;
}

esp_err_t nvs_erase_all(nvs_handle_t handle) {
  struct record *record;
  esp_err_t error = check(handle, "all", true);
  while (error == ESP_OK &&
         (record = find(store(), opened_of(handle)->space, NULL)) != NULL)
    erase(store(), record);
  return error;
}

/* ---- nvs_flash.h ---- */

esp_err_t nvs_flash_init(void) {
  return ESP_OK;
}

esp_err_t nvs_flash_erase(void) {
  store()->used = 0;
  return ESP_OK;
}

esp_err_t nvs_flash_deinit(void) {
  return ESP_OK;
}
