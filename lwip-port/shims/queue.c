/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS queues, and semaphores and mutexes, which are
 * queues of nothing (freertos/queue.h, semphr.h). */
#include "freertos/queue.h"
#include "freertos/semphr.h"

#include <string.h>

#include "shims/shims.h"

struct QueueDefinition {
  UBaseType_t length;
  UBaseType_t item_size;
  UBaseType_t count;
  UBaseType_t head;
  bool is_mutex;
  TaskHandle_t holder;
  UBaseType_t depth; /* of a recursive mutex */
  struct wait_list receivers;
  struct wait_list senders;
  uint8_t items[];
};

static uint8_t *item_at(QueueHandle_t queue, UBaseType_t index) {
  return queue->items +
         (queue->head + index) % queue->length * queue->item_size;
}

static void put_item(QueueHandle_t queue, const void *item, bool front) {
  if (front)
    queue->head = (queue->head + queue->length - 1) % queue->length;
  if (queue->item_size > 0)
    memcpy(item_at(queue, front ? 0 : queue->count), item, queue->item_size);
  queue->count++;
  port_wake_first(&queue->receivers);
}

/* Wait until a condition of the queue holds; false: the time is over. */
static bool wait_until(const UBaseType_t *count, UBaseType_t not_this,
                       struct wait_list *list, TickType_t ticks) {
  int64_t deadline_ns = shim_deadline(ticks);
  shim_work();
  while (*count == not_this && ticks > 0 && shim_now_ns() < deadline_ns)
    port_wait_on(list, deadline_ns);
  return *count != not_this;
}

static BaseType_t send(QueueHandle_t queue, const void *item, TickType_t ticks,
                       bool front) {
  if (!wait_until(&queue->count, queue->length, &queue->senders, ticks))
    return errQUEUE_FULL;
  put_item(queue, item, front);
  return pdPASS;
}

static BaseType_t receive(QueueHandle_t queue, void *ret_item, TickType_t ticks,
                          bool keep) {
  if (!wait_until(&queue->count, 0, &queue->receivers, ticks))
    return errQUEUE_EMPTY;
  if (queue->item_size > 0 && ret_item != NULL)
    memcpy(ret_item, item_at(queue, 0), queue->item_size);
  if (keep) {
    port_wake_first(&queue->receivers); /* somebody else may have it */
    return pdPASS;
  }
  queue->head = (queue->head + 1) % queue->length;
  queue->count--;
  port_wake_first(&queue->senders);
  return pdPASS;
}

/* ---- queues ---- */

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_size) {
  QueueHandle_t queue =
      length == 0
          ? NULL
          : workload_calloc(1, sizeof(*queue) + (size_t)length * item_size);
  if (queue == NULL)
    return NULL;
  queue->length = length;
  queue->item_size = item_size;
  return queue;
}

QueueHandle_t xQueueCreateStatic(UBaseType_t length, UBaseType_t item_size,
                                 uint8_t *storage, StaticQueue_t *memory) {
  (void)storage;
  (void)memory;
  return xQueueCreate(length, item_size);
}

void vQueueDelete(QueueHandle_t queue) {
  workload_free(queue);
}

BaseType_t xQueueSend(QueueHandle_t queue, const void *item, TickType_t ticks) {
  return send(queue, item, ticks, false);
}

BaseType_t xQueueSendToBack(QueueHandle_t queue, const void *item,
                            TickType_t ticks) {
  return send(queue, item, ticks, false);
}

BaseType_t xQueueSendToFront(QueueHandle_t queue, const void *item,
                             TickType_t ticks) {
  return send(queue, item, ticks, true);
}

BaseType_t xQueueOverwrite(QueueHandle_t queue, const void *item) {
  queue->count = 0;
  return send(queue, item, 0, false);
}

BaseType_t xQueueReceive(QueueHandle_t queue, void *ret_item,
                         TickType_t ticks) {
  return receive(queue, ret_item, ticks, false);
}

BaseType_t xQueuePeek(QueueHandle_t queue, void *ret_item, TickType_t ticks) {
  return receive(queue, ret_item, ticks, true);
}

BaseType_t xQueueReset(QueueHandle_t queue) {
  queue->count = 0;
  port_wake_first(&queue->senders);
  return pdPASS;
}

UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue) {
  shim_work();
  return queue->count;
}

UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue) {
  shim_work();
  return queue->length - queue->count;
}

BaseType_t xQueueSendFromISR(QueueHandle_t queue, const void *item,
                             BaseType_t *ret_woken) {
  if (ret_woken != NULL)
    *ret_woken = pdFALSE;
  return send(queue, item, 0, false);
}

BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void *ret_item,
                                BaseType_t *ret_woken) {
  if (ret_woken != NULL)
    *ret_woken = pdFALSE;
  return receive(queue, ret_item, 0, false);
}

/* ---- semaphores and mutexes ---- */

SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t max,
                                           UBaseType_t initial) {
  SemaphoreHandle_t semaphore = xQueueCreate(max, 0);
  if (semaphore != NULL)
    semaphore->count = initial;
  return semaphore;
}

SemaphoreHandle_t xSemaphoreCreateBinary(void) {
  return xSemaphoreCreateCounting(1, 0);
}

SemaphoreHandle_t xSemaphoreCreateMutex(void) {
  SemaphoreHandle_t mutex = xSemaphoreCreateCounting(1, 1);
  if (mutex != NULL)
    mutex->is_mutex = true;
  return mutex;
}

SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void) {
  return xSemaphoreCreateMutex();
}

SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t *memory) {
  (void)memory;
  return xSemaphoreCreateBinary();
}

SemaphoreHandle_t xSemaphoreCreateCountingStatic(UBaseType_t max,
                                                 UBaseType_t initial,
                                                 StaticSemaphore_t *memory) {
  (void)memory;
  return xSemaphoreCreateCounting(max, initial);
}

SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t *memory) {
  (void)memory;
  return xSemaphoreCreateMutex();
}

SemaphoreHandle_t
xSemaphoreCreateRecursiveMutexStatic(StaticSemaphore_t *memory) {
  (void)memory;
  return xSemaphoreCreateMutex();
}

void vSemaphoreDelete(SemaphoreHandle_t semaphore) {
  vQueueDelete(semaphore);
}

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
  BaseType_t taken = receive(semaphore, NULL, ticks, false);
  if (taken && semaphore->is_mutex) {
    semaphore->holder = xTaskGetCurrentTaskHandle();
    semaphore->depth = 1;
  }
  return taken;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
  if (semaphore->is_mutex)
    semaphore->holder = NULL;
  return send(semaphore, NULL, 0, false);
}

BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t mutex, TickType_t ticks) {
  if (mutex->holder != xTaskGetCurrentTaskHandle())
    return xSemaphoreTake(mutex, ticks);
  mutex->depth++;
  return pdPASS;
}

BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t mutex) {
  if (mutex->holder != xTaskGetCurrentTaskHandle())
    return pdFAIL;
  return --mutex->depth > 0 ? pdPASS : xSemaphoreGive(mutex);
}

BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore,
                                 BaseType_t *ret_woken) {
  return xQueueSendFromISR(semaphore, NULL, ret_woken);
}

BaseType_t xSemaphoreTakeFromISR(SemaphoreHandle_t semaphore,
                                 BaseType_t *ret_woken) {
  return xQueueReceiveFromISR(semaphore, NULL, ret_woken);
}

UBaseType_t uxSemaphoreGetCount(SemaphoreHandle_t semaphore) {
  return uxQueueMessagesWaiting(semaphore);
}

TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t mutex) {
  return mutex->holder;
}
