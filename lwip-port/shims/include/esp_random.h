/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: random numbers from the scenario's seed. */
#ifndef SOCKFIT_SHIMS_ESP_RANDOM_H
#define SOCKFIT_SHIMS_ESP_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t esp_random(void);
void esp_fill_random(void *to, size_t size);

#ifdef __cplusplus
}
#endif

#endif
