/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS's types and constants, with ESP-IDF's defaults. */
#ifndef SOCKFIT_SHIMS_FREERTOS_FREERTOS_H
#define SOCKFIT_SHIMS_FREERTOS_FREERTOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp_bit_defs.h"
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;
typedef uint8_t StackType_t;
typedef uint32_t configSTACK_DEPTH_TYPE;

#define pdFALSE 0
#define pdTRUE 1
#define pdFAIL 0
#define pdPASS 1
#define errQUEUE_EMPTY 0
#define errQUEUE_FULL 0
#define errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY (-1)

#define configTICK_RATE_HZ CONFIG_FREERTOS_HZ
#define configMAX_PRIORITIES 25
#define configMINIMAL_STACK_SIZE 768
#define configMAX_TASK_NAME_LEN 16
#define portTICK_PERIOD_MS (1000 / configTICK_RATE_HZ)
#define portTICK_RATE_MS portTICK_PERIOD_MS
#define portMAX_DELAY 0xffffffffu
#define portNUM_PROCESSORS 1
#define tskNO_AFFINITY 0x7fffffff
#define tskIDLE_PRIORITY 0
#define pdMS_TO_TICKS(ms)                                                      \
  ((TickType_t)((uint64_t)(ms)*configTICK_RATE_HZ / 1000))
#define pdTICKS_TO_MS(ticks)                                                   \
  ((uint32_t)((uint64_t)(ticks)*1000 / configTICK_RATE_HZ))

/* A task gives way only where it waits: nothing to protect. */
typedef struct {
  uint32_t unused;
} portMUX_TYPE;
#define portMUX_INITIALIZER_UNLOCKED                                           \
  { 0 }
#define portMUX_INITIALIZE(mux) ((void)(mux))
#define portENTER_CRITICAL(mux) ((void)(mux))
#define portEXIT_CRITICAL(mux) ((void)(mux))
#define portENTER_CRITICAL_ISR(mux) ((void)(mux))
#define portEXIT_CRITICAL_ISR(mux) ((void)(mux))
#define taskENTER_CRITICAL(mux) ((void)(mux))
#define taskEXIT_CRITICAL(mux) ((void)(mux))
#define taskDISABLE_INTERRUPTS() ((void)0)
#define taskENABLE_INTERRUPTS() ((void)0)
#define portYIELD() vTaskYield()
#define portYIELD_FROM_ISR(...) ((void)0)
#define taskYIELD() vTaskYield()
#define xPortGetCoreID() 0
#define xPortInIsrContext() 0

void vTaskYield(void);
void *pvPortMalloc(size_t size);
void vPortFree(void *memory);
size_t xPortGetFreeHeapSize(void);
void vAssertCalled(const char *file, int line, const char *text)
    __attribute__((noreturn));
#define configASSERT(condition)                                                \
  ((condition) ? (void)0 : vAssertCalled(__FILE__, __LINE__, #condition))

#ifdef __cplusplus
}
#endif

#endif
