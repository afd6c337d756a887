/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: standard types. */
#ifndef SOCKFIT_SHIMS_ESP_TYPES_H
#define SOCKFIT_SHIMS_ESP_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#endif
