/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: event loops (esp_event.h). */
#include "esp_event.h"

#include <string.h>

#include "shims/shims.h"

struct shim_handler {
  esp_event_base_t base;
  int32_t id;
  esp_event_handler_t call;
  void *argument;
  bool gone; /* freed by the loop when it is not in use */
  struct shim_handler *next;
};

struct posted {
  esp_event_base_t base;
  int32_t id;
  size_t size;
  struct posted *next;
  uint8_t data[];
};

struct shim_loop {
  struct shim_handler *handlers;
  struct posted *first;
  struct wait_list waiting;
  bool deleted;
};

/* ---- the loop's task ---- */

static void sweep(struct shim_loop *loop) {
  struct shim_handler **link = &loop->handlers;
  while (*link != NULL) {
    struct shim_handler *handler = *link;
    if (!handler->gone) {
      link = &handler->next;
      continue;
    }
    *link = handler->next;
    workload_free(handler);
  }
}

static bool same_base(esp_event_base_t wanted, esp_event_base_t base) {
  return wanted == ESP_EVENT_ANY_BASE || wanted == base ||
         strcmp(wanted, base) == 0;
}

static void dispatch(struct shim_loop *loop, const struct posted *event) {
  for (struct shim_handler *at = loop->handlers; at != NULL; at = at->next) {
    if (!at->gone && same_base(at->base, event->base) &&
        (at->id == ESP_EVENT_ANY_ID || at->id == event->id))
      at->call(at->argument, event->base, event->id,
               event->size == 0 ? NULL : (void *)event->data);
  }
  sweep(loop);
}

static void run_loop(void *arg) {
  struct shim_loop *loop = arg;
  while (!loop->deleted) {
    struct posted *event = loop->first;
    if (event == NULL) {
      port_wait_on(&loop->waiting, IMAGE_NEVER);
      continue;
    }
    loop->first = event->next;
    dispatch(loop, event);
    workload_free(event);
  }
}

static void run_as_task(void *arg) {
  shim_task_run("sys_evt", run_loop, arg);
}

/* ---- loops ---- */

static struct shim_loop *loop_new(const char *name) {
  struct shim_loop *loop = workload_calloc(1, sizeof(*loop));
  if (loop != NULL &&
      port_task_start(name, port_owner(), run_as_task, loop) != NULL)
    return loop;
  workload_free(loop);
  return NULL;
}

esp_err_t esp_event_loop_create_default(void) {
  struct shim_app *app = shim_app();
  if (app->loop != NULL)
    return ESP_ERR_INVALID_STATE;
  app->loop = loop_new("sys_evt");
  return app->loop == NULL ? ESP_ERR_NO_MEM : ESP_OK;
}

esp_err_t esp_event_loop_delete_default(void) {
  esp_err_t error = esp_event_loop_delete(shim_app()->loop);
  shim_app()->loop = NULL;
  return error;
}

esp_err_t esp_event_loop_create(const esp_event_loop_args_t *arguments,
                                esp_event_loop_handle_t *ret_loop) {
  if (arguments == NULL || ret_loop == NULL)
    return ESP_ERR_INVALID_ARG;
  *ret_loop = loop_new("event");
  return *ret_loop == NULL ? ESP_ERR_NO_MEM : ESP_OK;
}

esp_err_t esp_event_loop_delete(esp_event_loop_handle_t loop) {
  if (loop == NULL)
    return ESP_ERR_INVALID_STATE;
  loop->deleted = true;
  port_wake_first(&loop->waiting);
  return ESP_OK;
}

/* ---- handlers ---- */

static esp_err_t add(struct shim_loop *loop, esp_event_base_t base, int32_t id,
                     esp_event_handler_t call, void *argument,
                     struct shim_handler **ret_handler) {
  if (loop == NULL)
    return ESP_ERR_INVALID_STATE;
  if (call == NULL)
    return ESP_ERR_INVALID_ARG;
  struct shim_handler *handler = workload_calloc(1, sizeof(*handler));
  if (handler == NULL)
    return ESP_ERR_NO_MEM;
  *handler = (struct shim_handler){
      .base = base, .id = id, .call = call, .argument = argument};
  struct shim_handler **link = &loop->handlers;
  while (*link != NULL)
    link = &(*link)->next;
  *link = handler;
  if (ret_handler != NULL)
    *ret_handler = handler;
  return ESP_OK;
}

esp_err_t esp_event_handler_register_with(esp_event_loop_handle_t loop,
                                          esp_event_base_t base, int32_t id,
                                          esp_event_handler_t handler,
                                          void *argument) {
  return add(loop, base, id, handler, argument, NULL);
}

esp_err_t esp_event_handler_register(esp_event_base_t base, int32_t id,
                                     esp_event_handler_t handler,
                                     void *argument) {
  return add(shim_app()->loop, base, id, handler, argument, NULL);
}

esp_err_t esp_event_handler_instance_register(
    esp_event_base_t base, int32_t id, esp_event_handler_t handler,
    void *argument, esp_event_handler_instance_t *ret_instance) {
  return add(shim_app()->loop, base, id, handler, argument, ret_instance);
}

esp_err_t esp_event_handler_unregister_with(esp_event_loop_handle_t loop,
                                            esp_event_base_t base, int32_t id,
                                            esp_event_handler_t handler) {
  if (loop == NULL)
    return ESP_ERR_INVALID_STATE;
  for (struct shim_handler *at = loop->handlers; at != NULL; at = at->next)
    if (at->call == handler && at->base == base && at->id == id)
      at->gone = true;
  return ESP_OK;
}

esp_err_t esp_event_handler_unregister(esp_event_base_t base, int32_t id,
                                       esp_event_handler_t handler) {
  return esp_event_handler_unregister_with(shim_app()->loop, base, id, handler);
}

esp_err_t
esp_event_handler_instance_unregister(esp_event_base_t base, int32_t id,
                                      esp_event_handler_instance_t instance) {
  (void)base;
  (void)id;
  if (instance == NULL)
    return ESP_ERR_INVALID_ARG;
  instance->gone = true;
  return ESP_OK;
}

/* ---- events ---- */

esp_err_t esp_event_post_to(esp_event_loop_handle_t loop, esp_event_base_t base,
                            int32_t id, const void *data, size_t size,
                            TickType_t ticks) {
  (void)ticks; /* there is always room */
  if (loop == NULL)
    return ESP_ERR_INVALID_STATE;
  struct posted *event = workload_calloc(1, sizeof(*event) + size);
  if (event == NULL)
    return ESP_ERR_NO_MEM;
  event->base = base;
  event->id = id;
  event->size = size;
  if (size > 0)
    memcpy(event->data, data, size);
  struct posted **link = &loop->first;
  while (*link != NULL)
    link = &(*link)->next;
  *link = event;
  shim_work();
  port_wake_first(&loop->waiting);
  return ESP_OK;
}

esp_err_t esp_event_post(esp_event_base_t base, int32_t id, const void *data,
                         size_t size, TickType_t ticks) {
  return esp_event_post_to(shim_app()->loop, base, id, data, size, ticks);
}
