/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS event groups. */
#ifndef SOCKFIT_SHIMS_FREERTOS_EVENT_GROUPS_H
#define SOCKFIT_SHIMS_FREERTOS_EVENT_GROUPS_H

#include "freertos/FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif

struct EventGroupDef_t;
typedef struct EventGroupDef_t *EventGroupHandle_t;
typedef TickType_t EventBits_t;
typedef struct {
  uint32_t unused;
} StaticEventGroup_t;

EventGroupHandle_t xEventGroupCreate(void);
EventGroupHandle_t xEventGroupCreateStatic(StaticEventGroup_t *memory);
void vEventGroupDelete(EventGroupHandle_t group);
EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, EventBits_t bits,
                                BaseType_t clear, BaseType_t all,
                                TickType_t ticks);
EventBits_t xEventGroupSetBits(EventGroupHandle_t group, EventBits_t bits);
EventBits_t xEventGroupClearBits(EventGroupHandle_t group, EventBits_t bits);
EventBits_t xEventGroupGetBits(EventGroupHandle_t group);
EventBits_t xEventGroupSync(EventGroupHandle_t group, EventBits_t set,
                            EventBits_t wait_for, TickType_t ticks);
BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, EventBits_t bits,
                                     BaseType_t *ret_woken);

#ifdef __cplusplus
}
#endif

#endif
