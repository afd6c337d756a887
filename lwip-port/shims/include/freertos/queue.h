/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS queues. */
#ifndef SOCKFIT_SHIMS_FREERTOS_QUEUE_H
#define SOCKFIT_SHIMS_FREERTOS_QUEUE_H

#include "freertos/FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif

struct QueueDefinition;
typedef struct QueueDefinition *QueueHandle_t;
typedef struct {
  uint32_t unused;
} StaticQueue_t;

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_size);
QueueHandle_t xQueueCreateStatic(UBaseType_t length, UBaseType_t item_size,
                                 uint8_t *storage, StaticQueue_t *memory);
void vQueueDelete(QueueHandle_t queue);
BaseType_t xQueueSend(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueSendToBack(QueueHandle_t queue, const void *item,
                            TickType_t ticks);
BaseType_t xQueueSendToFront(QueueHandle_t queue, const void *item,
                             TickType_t ticks);
BaseType_t xQueueOverwrite(QueueHandle_t queue, const void *item);
BaseType_t xQueueReceive(QueueHandle_t queue, void *ret_item, TickType_t ticks);
BaseType_t xQueuePeek(QueueHandle_t queue, void *ret_item, TickType_t ticks);
BaseType_t xQueueReset(QueueHandle_t queue);
UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue);
UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue);
BaseType_t xQueueSendFromISR(QueueHandle_t queue, const void *item,
                             BaseType_t *ret_woken);
BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void *ret_item,
                                BaseType_t *ret_woken);

#define xQueueHandle QueueHandle_t

#ifdef __cplusplus
}
#endif

#endif
