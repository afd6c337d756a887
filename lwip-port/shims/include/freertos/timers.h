/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS software timers; they fire in one task a consumer.
 */
#ifndef SOCKFIT_SHIMS_FREERTOS_TIMERS_H
#define SOCKFIT_SHIMS_FREERTOS_TIMERS_H

#include "freertos/FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tmrTimerControl;
typedef struct tmrTimerControl *TimerHandle_t;
typedef void (*TimerCallbackFunction_t)(TimerHandle_t timer);
typedef struct {
  uint32_t unused;
} StaticTimer_t;

TimerHandle_t xTimerCreate(const char *name, TickType_t period,
                           BaseType_t reload, void *id,
                           TimerCallbackFunction_t callback);
TimerHandle_t xTimerCreateStatic(const char *name, TickType_t period,
                                 BaseType_t reload, void *id,
                                 TimerCallbackFunction_t callback,
                                 StaticTimer_t *memory);
BaseType_t xTimerStart(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerStop(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerReset(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerChangePeriod(TimerHandle_t timer, TickType_t period,
                              TickType_t ticks);
BaseType_t xTimerDelete(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerIsTimerActive(TimerHandle_t timer);
void *pvTimerGetTimerID(TimerHandle_t timer);
void vTimerSetTimerID(TimerHandle_t timer, void *id);
const char *pcTimerGetName(TimerHandle_t timer);
TickType_t xTimerGetPeriod(TimerHandle_t timer);

#ifdef __cplusplus
}
#endif

#endif
