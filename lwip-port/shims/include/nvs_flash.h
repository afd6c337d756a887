/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: start-up of the flash's key store: succeeds, and erases. */
#ifndef SOCKFIT_SHIMS_NVS_FLASH_H
#define SOCKFIT_SHIMS_NVS_FLASH_H

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

esp_err_t nvs_flash_init(void);
esp_err_t nvs_flash_erase(void);
esp_err_t nvs_flash_deinit(void);

#ifdef __cplusplus
}
#endif

#endif
