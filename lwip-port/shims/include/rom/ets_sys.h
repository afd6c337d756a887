/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the ROM's printf and delay. */
#ifndef SOCKFIT_SHIMS_ROM_ETS_SYS_H
#define SOCKFIT_SHIMS_ROM_ETS_SYS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

int ets_printf(const char *format, ...);
void ets_delay_us(uint32_t us);
void esp_rom_delay_us(uint32_t us);

#ifdef __cplusplus
}
#endif

#endif
