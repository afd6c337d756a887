/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS tasks (freertos/task.h). A task inherits the
 * consumer of the one that creates it. */
#include "freertos/task.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "shims/shims.h"

struct tskTaskControlBlock {
  struct image_task *task; /* NULL until it runs */
  int owner;
  char name[configMAX_TASK_NAME_LEN];
  void (*function)(void *);
  void *argument;
  UBaseType_t priority;
  uint32_t value; /* of its notification */
  bool notified;
  bool suspended;
  bool deleted;
  struct wait_list waiting; /* for a notification, or to be resumed */
  struct tskTaskControlBlock *next;
};

static struct tskTaskControlBlock *tasks;

static struct tskTaskControlBlock *current(void) {
  struct tskTaskControlBlock *at = tasks;
  while (at != NULL && at->task != *port_services->current)
    at = at->next;
  if (at == NULL)
    port_assert_failed("a FreeRTOS call outside of the user's tasks", __FILE__,
                       __LINE__);
  return at;
}

static struct tskTaskControlBlock *task_or_self(TaskHandle_t task) {
  return task == NULL ? current() : task;
}

static void forget(struct tskTaskControlBlock *task) {
  struct tskTaskControlBlock **link = &tasks;
  while (*link != task)
    link = &(*link)->next;
  *link = task->next;
  workload_free(task);
}

/* However it ends, its function is left here. */
static void run(void *arg) {
  struct tskTaskControlBlock *task = arg;
  struct image_task *own = *port_services->current;
  void *outer = own->end;
  jmp_buf end;
  task->task = own;
  own->end = &end;
  if (setjmp(end) == 0 && !task->deleted)
    task->function(task->argument);
  own->end = outer;
  forget(task);
}

static struct tskTaskControlBlock *make(const char *name,
                                        void (*function)(void *),
                                        void *argument, UBaseType_t priority) {
  struct tskTaskControlBlock *task = workload_calloc(1, sizeof(*task));
  if (task == NULL)
    return NULL;
  snprintf(task->name, sizeof(task->name), "%s", name == NULL ? "" : name);
  task->function = function;
  task->argument = argument;
  task->priority = priority;
  task->owner = port_owner();
  struct tskTaskControlBlock **link = &tasks;
  while (*link != NULL)
    link = &(*link)->next;
  *link = task;
  return task;
}

void shim_task_run(const char *name, void (*function)(void *), void *argument) {
  struct tskTaskControlBlock *task = make(name, function, argument, 1);
  if (task == NULL)
    port_assert_failed("no memory for a task", __FILE__, __LINE__);
  run(task);
}

/* ---- beginning and end ---- */

BaseType_t xTaskCreate(TaskFunction_t function, const char *name,
                       uint32_t stack_octets, void *argument,
                       UBaseType_t priority, TaskHandle_t *ret_task) {
  (void)stack_octets;
  shim_work();
  struct tskTaskControlBlock *task = make(name, function, argument, priority);
  if (task == NULL)
    return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
  if (port_task_start(task->name, task->owner, run, task) == NULL) {
    forget(task);
    return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
  }
  if (ret_task != NULL)
    *ret_task = task;
  return pdPASS;
}

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char *name,
                                   uint32_t stack_octets, void *argument,
                                   UBaseType_t priority, TaskHandle_t *ret_task,
                                   BaseType_t core) {
  (void)core;
  return xTaskCreate(function, name, stack_octets, argument, priority,
                     ret_task);
}

TaskHandle_t xTaskCreateStatic(TaskFunction_t function, const char *name,
                               uint32_t stack_octets, void *argument,
                               UBaseType_t priority, StackType_t *stack,
                               StaticTask_t *memory) {
  TaskHandle_t task = NULL;
  (void)stack;
  (void)memory;
  xTaskCreate(function, name, stack_octets, argument, priority, &task);
  return task;
}

/* Another task ends at its next call; one that waits for lwIP when that wait is
 * over. */
void vTaskDelete(TaskHandle_t task) {
  struct tskTaskControlBlock *deleted = task_or_self(task);
  deleted->deleted = true;
  if (deleted->task == NULL)
    return; /* it has not begun, and will not */
  if (deleted->task == *port_services->current)
    longjmp(*(jmp_buf *)deleted->task->end, 1);
  deleted->task->life = UINT32_MAX;
  port_wake_first(&deleted->waiting);
}

/* ---- time ---- */

static void wait_for(int64_t deadline_ns) {
  struct tskTaskControlBlock *self = current();
  while ((self->suspended || shim_now_ns() < deadline_ns) && !self->deleted)
    port_wait_on(&self->waiting, self->suspended ? IMAGE_NEVER : deadline_ns);
  port_task_end_if_over();
}

void vTaskDelay(TickType_t ticks) {
  shim_work();
  if (ticks > 0)
    wait_for(shim_deadline(ticks));
}

void vTaskYield(void) {
  shim_work();
  wait_for(shim_now_ns() + NS_PER_US);
}

BaseType_t xTaskDelayUntil(TickType_t *previous, TickType_t ticks) {
  TickType_t now = xTaskGetTickCount();
  TickType_t due = *previous + ticks;
  *previous = due;
  if ((int32_t)(due - now) <= 0)
    return pdFALSE;
  vTaskDelay(due - now);
  return pdTRUE;
}

void vTaskDelayUntil(TickType_t *previous, TickType_t ticks) {
  xTaskDelayUntil(previous, ticks);
}

TickType_t xTaskGetTickCount(void) {
  shim_work();
  return (TickType_t)(shim_uptime_ns() / NS_PER_TICK);
}

TickType_t xTaskGetTickCountFromISR(void) {
  return xTaskGetTickCount();
}

void vTaskSuspend(TaskHandle_t task) {
  struct tskTaskControlBlock *suspended = task_or_self(task);
  suspended->suspended = true;
  if (suspended == current())
    wait_for(shim_now_ns());
}

void vTaskResume(TaskHandle_t task) {
  task->suspended = false;
  port_wake_first(&task->waiting);
}

/* ---- what a task is ---- */

TaskHandle_t xTaskGetCurrentTaskHandle(void) {
  return current();
}

TaskHandle_t xTaskGetHandle(const char *name) {
  struct tskTaskControlBlock *at = tasks;
  while (at != NULL &&
         (at->owner != port_owner() || strcmp(at->name, name) != 0))
    at = at->next;
  return at;
}

char *pcTaskGetName(TaskHandle_t task) {
  return task_or_self(task)->name;
}

UBaseType_t uxTaskPriorityGet(TaskHandle_t task) {
  return task_or_self(task)->priority;
}

void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority) {
  task_or_self(task)->priority = priority;
}

UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task) {
  (void)task;
  return 1024;
}

UBaseType_t uxTaskGetNumberOfTasks(void) {
  UBaseType_t count = 0;
  for (struct tskTaskControlBlock *at = tasks; at != NULL; at = at->next)
    count += at->owner == port_owner();
  return count;
}

eTaskState eTaskGetState(TaskHandle_t task) {
  struct tskTaskControlBlock *at = tasks;
  while (at != NULL && at != task)
    at = at->next;
  if (at == NULL || at->deleted)
    return eDeleted;
  if (at->task == *port_services->current)
    return eRunning;
  return at->suspended ? eSuspended : at->waiting.first ? eBlocked : eReady;
}

/* ---- notifications ---- */

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value,
                       eNotifyAction action) {
  bool refused = action == eSetValueWithoutOverwrite && task->notified;
  shim_work();
  if (action == eSetBits)
    task->value |= value;
  else if (action == eIncrement)
    task->value++;
  else if (action != eNoAction && !refused)
    task->value = value;
  task->notified = true;
  port_wake_first(&task->waiting);
  return refused ? pdFAIL : pdPASS;
}

BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value,
                              eNotifyAction action, BaseType_t *ret_woken) {
  if (ret_woken != NULL)
    *ret_woken = pdFALSE;
  return xTaskNotify(task, value, action);
}

BaseType_t xTaskNotifyGive(TaskHandle_t task) {
  return xTaskNotify(task, 0, eIncrement);
}

void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *ret_woken) {
  xTaskNotifyFromISR(task, 0, eIncrement, ret_woken);
}

uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks) {
  struct tskTaskControlBlock *self = current();
  int64_t deadline_ns = shim_deadline(ticks);
  shim_work();
  while (self->value == 0 && shim_now_ns() < deadline_ns)
    port_wait_on(&self->waiting, deadline_ns);
  uint32_t value = self->value;
  if (value > 0)
    self->value = clear ? 0 : value - 1;
  self->notified = false;
  return value;
}

BaseType_t xTaskNotifyWait(uint32_t clear_before, uint32_t clear_after,
                           uint32_t *ret_value, TickType_t ticks) {
  struct tskTaskControlBlock *self = current();
  int64_t deadline_ns = shim_deadline(ticks);
  shim_work();
  if (!self->notified)
    self->value &= ~clear_before;
  while (!self->notified && shim_now_ns() < deadline_ns)
    port_wait_on(&self->waiting, deadline_ns);
  if (ret_value != NULL)
    *ret_value = self->value;
  if (!self->notified)
    return pdFALSE;
  self->value &= ~clear_after;
  self->notified = false;
  return pdTRUE;
}

BaseType_t xTaskNotifyStateClear(TaskHandle_t task) {
  struct tskTaskControlBlock *cleared = task_or_self(task);
  bool was = cleared->notified;
  cleared->notified = false;
  return was ? pdTRUE : pdFALSE;
}
