/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: FreeRTOS event groups (freertos/event_groups.h). */
#include "freertos/event_groups.h"

#include "shims/shims.h"

/* A task that waits; it is on its own stack. Who sets the bits decides whether
 * the wait is over, since another may clear them before the task runs. */
struct waiting_task {
  EventBits_t bits;
  bool clear, all;
  bool done;
  EventBits_t seen;
  struct wait_list self;
  struct waiting_task *next;
};

struct EventGroupDef_t {
  EventBits_t bits;
  struct waiting_task *first;
};

static bool holds(const struct waiting_task *task, EventBits_t bits) {
  EventBits_t there = bits & task->bits;
  return task->all ? there == task->bits : there != 0;
}

EventGroupHandle_t xEventGroupCreate(void) {
  return workload_calloc(1, sizeof(struct EventGroupDef_t));
}

EventGroupHandle_t xEventGroupCreateStatic(StaticEventGroup_t *memory) {
  (void)memory;
  return xEventGroupCreate();
}

void vEventGroupDelete(EventGroupHandle_t group) {
  workload_free(group);
}

EventBits_t xEventGroupSetBits(EventGroupHandle_t group, EventBits_t bits) {
  EventBits_t cleared = 0;
  shim_work();
  group->bits |= bits;
  for (struct waiting_task *task = group->first; task; task = task->next) {
    if (task->done || !holds(task, group->bits))
      continue;
    task->done = true;
    task->seen = group->bits;
    if (task->clear)
      cleared |= task->bits;
    port_wake_first(&task->self);
  }
  group->bits &= ~cleared;
  return group->bits;
}

EventBits_t xEventGroupClearBits(EventGroupHandle_t group, EventBits_t bits) {
  EventBits_t before = group->bits;
  group->bits &= ~bits;
  return before;
}

EventBits_t xEventGroupGetBits(EventGroupHandle_t group) {
  shim_work();
  return group->bits;
}

static void leave(EventGroupHandle_t group, struct waiting_task *task) {
  struct waiting_task **link = &group->first;
  while (*link != task)
    link = &(*link)->next;
  *link = task->next;
}

static EventBits_t wait_in_list(EventGroupHandle_t group,
                                struct waiting_task *task, TickType_t ticks) {
  int64_t deadline_ns = shim_deadline(ticks);
  struct waiting_task **link = &group->first;
  while (*link != NULL)
    link = &(*link)->next;
  *link = task;
  while (!task->done && !port_task_is_over() && shim_now_ns() < deadline_ns)
    port_wait_keep(&task->self, deadline_ns);
  leave(group, task);
  port_task_end_if_over();
  return task->done ? task->seen : group->bits;
}

EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, EventBits_t bits,
                                BaseType_t clear, BaseType_t all,
                                TickType_t ticks) {
  struct waiting_task task = {.bits = bits, .clear = clear, .all = all};
  shim_work();
  EventBits_t before = group->bits;
  if (holds(&task, before)) {
    if (clear)
      group->bits &= ~bits;
    return before;
  }
  return ticks == 0 ? before : wait_in_list(group, &task, ticks);
}

EventBits_t xEventGroupSync(EventGroupHandle_t group, EventBits_t set,
                            EventBits_t wait_for, TickType_t ticks) {
  EventBits_t before = group->bits | set;
  xEventGroupSetBits(group, set);
  if ((before & wait_for) == wait_for) {
    group->bits &= ~wait_for;
    return before;
  }
  return xEventGroupWaitBits(group, wait_for, pdTRUE, pdTRUE, ticks);
}

BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, EventBits_t bits,
                                     BaseType_t *ret_woken) {
  if (ret_woken != NULL)
    *ret_woken = pdFALSE;
  xEventGroupSetBits(group, bits);
  return pdPASS;
}
