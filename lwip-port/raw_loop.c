/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the main loop of a device without threads (NO_SYS 1), as
 * Arduino's and ESPHome's is: frames that have arrived, lwIP's timeouts, the
 * components' own timers, and sleep until the next of them. One task. */
#include "lwip/init.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"

#include <string.h>

#include "port.h"

#include "sockfit/raw.h"

#define NS_PER_MS INT64_C(1000000)

/* Frames that the radio keeps until the loop reads them; pbufs are taken then.
 * How many a chip has room for is not known; more than this is no chip. */
#define FRAMES_MAX 64

struct frame {
  struct frame *next;
  size_t len;
  uint8_t octets[];
};

static struct frame *frames_first;
static struct frame **frames_end = &frames_first;
static unsigned frame_count;
static struct raw_timer *timers; /* by instant, then in the order of setting */
static struct image_task *loop;
static bool asleep;
static void (*to_call)(void); /* NULL: nothing */

/* ---- frames ---- */

void port_loop_frame(const void *octets, size_t len) {
  struct frame *frame =
      frame_count == FRAMES_MAX
          ? NULL
          : port_services->heap_get(port_services->host, sizeof(*frame) + len);
  if (frame == NULL)
    return;
  frame->next = NULL;
  frame->len = len;
  memcpy(frame->octets, octets, len);
  *frames_end = frame;
  frames_end = &frame->next;
  frame_count++;
  if (asleep)
    port_services->task_wake(port_services->host, loop);
}

void port_loop_call(void (*call)(void)) {
  to_call = call;
  if (asleep)
    port_services->task_wake(port_services->host, loop);
}

static void make_call(void) {
  void (*call)(void) = to_call;
  to_call = NULL;
  if (call != NULL)
    call();
}

static void take_frames(void) {
  struct frame *frame;
  while ((frame = frames_first) != NULL) {
    frames_first = frame->next;
    if (frames_first == NULL)
      frames_end = &frames_first;
    frame_count--;
    port_netif_input(frame->octets, frame->len);
    port_services->heap_put(port_services->host, frame);
    port_time_wait_cap();
  }
}

/* ---- timers of workloads ---- */

void raw_timer_stop(struct raw_timer *timer) {
  if (!timer->set)
    return;
  struct raw_timer **link = &timers;
  while (*link != timer)
    link = &(*link)->next;
  *link = timer->next;
  timer->set = false;
}

void raw_timer_set(struct raw_timer *timer, int64_t at_ns,
                   void (*due)(void *arg), void *arg) {
  raw_timer_stop(timer);
  int64_t now_ns = port_services->now_ns(port_services->host);
  if (at_ns <= now_ns)
    at_ns = now_ns + 1; /* not in this round: frames have their turn as well */
  struct raw_timer **link = &timers;
  while (*link != NULL && (*link)->at_ns <= at_ns)
    link = &(*link)->next;
  *timer = (struct raw_timer){.next = *link,
                              .at_ns = at_ns,
                              .owner = port_owner(),
                              .set = true,
                              .due = due,
                              .arg = arg};
  *link = timer;
}

static void run_timers(void) {
  while (timers != NULL &&
         timers->at_ns <= port_services->now_ns(port_services->host)) {
    struct raw_timer *timer = timers;
    raw_timer_stop(timer);
    int caller = port_owner_set(timer->owner);
    timer->due(timer->arg);
    port_owner_set(caller);
  }
}

/* ---- the loop ---- */

int port_owner_set(int owner) {
  struct image_task *task = *port_services->current;
  int before = task->owner;
  task->owner = owner;
  return before;
}

static void sleep_until_something(void) {
  int64_t deadline_ns = timers == NULL ? IMAGE_NEVER : timers->at_ns;
  u32_t lwip_ms = sys_timeouts_sleeptime();
  if (frames_first != NULL || to_call != NULL)
    return;
  if (lwip_ms != SYS_TIMEOUTS_SLEEPTIME_INFINITE) {
    int64_t lwip_ns = ((int64_t)sys_now() + lwip_ms) * NS_PER_MS;
    if (lwip_ns < deadline_ns)
      deadline_ns = lwip_ns;
  }
  asleep = true;
  port_services->task_wait(port_services->host, deadline_ns);
  asleep = false;
  port_timers_pass(false);
}

static void run(void *arg) {
  (void)arg;
  loop = *port_services->current;
  lwip_init();
  port_netif_add();
  port_workloads_start();
  for (;;) {
    make_call();
    take_frames();
    sys_check_timeouts();
    run_timers();
    port_pcbs_reap();
    sleep_until_something();
  }
}

void port_loop_start(void) {
  port_task_start("loop", OWNER_STACK, run, NULL);
}
