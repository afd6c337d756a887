/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: part of FreeRTOS.h here. */
#ifndef SOCKFIT_SHIMS_FREERTOS_PORTMACRO_H
#define SOCKFIT_SHIMS_FREERTOS_PORTMACRO_H

#include "freertos/FreeRTOS.h"

#endif
