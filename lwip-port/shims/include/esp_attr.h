/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: places in memory, without effect. */
#ifndef SOCKFIT_SHIMS_ESP_ATTR_H
#define SOCKFIT_SHIMS_ESP_ATTR_H

#define IRAM_ATTR
#define DRAM_ATTR
#define RTC_DATA_ATTR
#define RTC_NOINIT_ATTR
#define EXT_RAM_ATTR
#define EXT_RAM_BSS_ATTR
#define WORD_ALIGNED_ATTR __attribute__((aligned(4)))

#endif
