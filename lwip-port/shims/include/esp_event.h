/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: event loops: handlers run in the loop's task, in the order
 * in which they were registered. Each consumer has a default loop of its own.
 */
#ifndef SOCKFIT_SHIMS_ESP_EVENT_H
#define SOCKFIT_SHIMS_ESP_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "esp_err.h"
#include "esp_event_base.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#ifdef __cplusplus
extern "C" {
#endif

struct shim_loop;
struct shim_handler;
typedef struct shim_loop *esp_event_loop_handle_t;
typedef struct shim_handler *esp_event_handler_instance_t;
typedef void (*esp_event_handler_t)(void *argument, esp_event_base_t base,
                                    int32_t id, void *data);

typedef struct {
  int32_t queue_size;
  const char *task_name;
  UBaseType_t task_priority;
  uint32_t task_stack_size;
  BaseType_t task_core_id;
} esp_event_loop_args_t;

esp_err_t esp_event_loop_create_default(void);
esp_err_t esp_event_loop_delete_default(void);
esp_err_t esp_event_loop_create(const esp_event_loop_args_t *arguments,
                                esp_event_loop_handle_t *ret_loop);
esp_err_t esp_event_loop_delete(esp_event_loop_handle_t loop);
esp_err_t esp_event_handler_register(esp_event_base_t base, int32_t id,
                                     esp_event_handler_t handler,
                                     void *argument);
esp_err_t
esp_event_handler_instance_register(esp_event_base_t base, int32_t id,
                                    esp_event_handler_t handler, void *argument,
                                    esp_event_handler_instance_t *ret_instance);
esp_err_t esp_event_handler_unregister(esp_event_base_t base, int32_t id,
                                       esp_event_handler_t handler);
esp_err_t
esp_event_handler_instance_unregister(esp_event_base_t base, int32_t id,
                                      esp_event_handler_instance_t instance);
esp_err_t esp_event_handler_register_with(esp_event_loop_handle_t loop,
                                          esp_event_base_t base, int32_t id,
                                          esp_event_handler_t handler,
                                          void *argument);
esp_err_t esp_event_handler_unregister_with(esp_event_loop_handle_t loop,
                                            esp_event_base_t base, int32_t id,
                                            esp_event_handler_t handler);
esp_err_t esp_event_post(esp_event_base_t base, int32_t id, const void *data,
                         size_t size, TickType_t ticks);
esp_err_t esp_event_post_to(esp_event_loop_handle_t loop, esp_event_base_t base,
                            int32_t id, const void *data, size_t size,
                            TickType_t ticks);

#ifdef __cplusplus
}
#endif

#endif
