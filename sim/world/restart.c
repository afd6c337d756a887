/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a reboot that a host's own code asks for: esp_restart(). */
#include <stddef.h>
#include <stdio.h>

#include "world/residents.h"

#define RESTART_NS (INT64_C(500) * 1000000) /* an ESP32's boot, roughly */

static void tell_restart(const struct resident *resident, const char *what) {
  const struct world *world = resident->world;
  const struct world_observer *observer = world->plan->observer;
  char text[160];
  if (resident->peer_index >= 0)
    return;
  int owner = resident->restarter;
  snprintf(text, sizeof(text), "restart by %s: %s",
           owner < 0 ? "lwIP" : resident->workloads[owner].name, what);
  observer->fault(observer->arg, world->clock.now_ns, WORLD_NO_FAULT,
                  FAULT_ONCE, text);
}

/* Twice: it goes off, and it boots. */
static void restart_due(struct timer *timer) {
  struct resident *resident =
      (struct resident *)((char *)timer - offsetof(struct resident, restart));
  struct clock *clock = &resident->world->clock;
  if (resident->host.restarting) {
    tell_restart(resident, "off");
    resident_power_off(resident);
    clock_set(clock, timer, clock->now_ns + RESTART_NS);
    return;
  }
  if (resident->host.on)
    return; /* a fault was quicker */
  tell_restart(resident, "boots");
  resident_boot_as(resident, true);
}

void resident_restart(void *arg, int owner) {
  struct resident *resident = arg;
  resident->restarter = owner;
  resident->restart.due = restart_due;
  clock_set(&resident->world->clock, &resident->restart,
            resident->world->clock.now_ns);
}
