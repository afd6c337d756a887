/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS tasks on coroutines: priorities, cores and stack
 * sizes are taken and have no effect; a task runs until it waits. */
#ifndef SOCKFIT_SHIMS_FREERTOS_TASK_H
#define SOCKFIT_SHIMS_FREERTOS_TASK_H

#include "freertos/FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tskTaskControlBlock;
typedef struct tskTaskControlBlock *TaskHandle_t;
typedef void (*TaskFunction_t)(void *argument);
typedef struct {
  uint32_t unused;
} StaticTask_t;

typedef enum {
  eNoAction,
  eSetBits,
  eIncrement,
  eSetValueWithOverwrite,
  eSetValueWithoutOverwrite
} eNotifyAction;

typedef enum {
  eRunning,
  eReady,
  eBlocked,
  eSuspended,
  eDeleted,
  eInvalid
} eTaskState;

BaseType_t xTaskCreate(TaskFunction_t function, const char *name,
                       uint32_t stack_octets, void *argument,
                       UBaseType_t priority, TaskHandle_t *ret_task);
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char *name,
                                   uint32_t stack_octets, void *argument,
                                   UBaseType_t priority, TaskHandle_t *ret_task,
                                   BaseType_t core);
TaskHandle_t xTaskCreateStatic(TaskFunction_t function, const char *name,
                               uint32_t stack_octets, void *argument,
                               UBaseType_t priority, StackType_t *stack,
                               StaticTask_t *memory);
void vTaskDelete(TaskHandle_t task);
void vTaskDelay(TickType_t ticks);
BaseType_t xTaskDelayUntil(TickType_t *previous, TickType_t ticks);
void vTaskDelayUntil(TickType_t *previous, TickType_t ticks);
void vTaskSuspend(TaskHandle_t task);
void vTaskResume(TaskHandle_t task);
TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
TaskHandle_t xTaskGetHandle(const char *name);
char *pcTaskGetName(TaskHandle_t task);
UBaseType_t uxTaskPriorityGet(TaskHandle_t task);
void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority);
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task);
UBaseType_t uxTaskGetNumberOfTasks(void);
eTaskState eTaskGetState(TaskHandle_t task);

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, eNotifyAction action);
BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value,
                              eNotifyAction action, BaseType_t *ret_woken);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *ret_woken);
uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks);
BaseType_t xTaskNotifyWait(uint32_t clear_before, uint32_t clear_after,
                           uint32_t *ret_value, TickType_t ticks);
BaseType_t xTaskNotifyStateClear(TaskHandle_t task);

#define xTaskHandle TaskHandle_t

#ifdef __cplusplus
}
#endif

#endif
