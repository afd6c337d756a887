/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the one door of an image (sockfit/image.h). */
#include "lwip/tcpip.h"

#include <stdlib.h>

#include "port.h"

const struct image_services *port_services;
const struct image_config *port_config;
int64_t port_booted_at_ns;

void port_fatal(const char *text, const char *file, int line) {
  port_services->fatal(port_services->host, text, file, line);
}

uint32_t port_random(void) {
  return port_services->random(port_services->host);
}

#if NO_SYS
static void start_stack(void) {
  port_loop_start();
}
#else
/* In tcpip_thread, when lwIP is initialised. */
static void stack_is_up(void *arg) {
  (void)arg;
  port_netif_add();
  port_workloads_start();
}

static void start_stack(void) {
  port_mbox_stack_starts(true);
  tcpip_init(stack_is_up, NULL);
  port_mbox_stack_starts(false);
}
#endif

static int start(const struct image_services *services,
                 const struct image_config *config) {
  port_services = services;
  port_config = config;
  port_booted_at_ns = services->now_ns(services->host);
  port_sockets_start();
  start_stack();
  return 0;
}

static void frame_input(const void *frame, size_t len) {
#if NO_SYS
  port_loop_frame(frame, len);
#else
  port_netif_input(frame, len);
#endif
}

static size_t pools(struct image_pool *ret_pools, size_t max) {
  size_t count = 0;
  if (max < 2)
    return 0;
#if !NO_SYS /* otherwise there is no table */
  port_slots_pool(&ret_pools[count++]);
#endif
  port_heap_pool(&ret_pools[count++]);
  count += port_memp_pools(ret_pools + count, max - count);
  return count + port_queue_pools(ret_pools + count, max - count);
}

extern struct image_interface sockfit_image;
__attribute__((visibility("default"))) struct image_interface sockfit_image = {
    .abi = SOCKFIT_IMAGE_ABI,
    .limits = port_limits,
    .lwip_version = port_lwip_version,
    .start = start,
    .frame_input = frame_input,
    .stop = port_sockets_stop,
    .link = port_netif_link,
    .refuse = port_refuse,
    .workload_stop = port_workload_stop,
    .workload_start = port_workload_start,
    .slots = port_slots,
    .pools = pools,
    .counters = port_counters,
    .tcp_states = port_tcp_states,
};
