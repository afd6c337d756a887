/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the one door of an image (sockfit/image.h). */
#include "lwip/tcpip.h"

#include <stdlib.h>

#include "port.h"

const struct image_services *port_services;
const struct image_config *port_config;

void port_assert_failed(const char *text, const char *file, int line) {
  port_services->fatal(port_services->host, text, file, line);
}

uint32_t port_random(void) {
  return port_services->random(port_services->host);
}

/* In tcpip_thread, when lwIP is initialised. */
static void stack_is_up(void *arg) {
  (void)arg;
  port_netif_add();
  port_workloads_start();
}

static int start(const struct image_services *services,
                 const struct image_config *config) {
  port_services = services;
  port_config = config;
  port_sockets_start();
  tcpip_init(stack_is_up, NULL);
  return 0;
}

static void frame_input(const void *frame, size_t len) {
  port_netif_input(frame, len);
}

static size_t pools(struct image_pool *ret_pools, size_t max) {
  if (max < 2)
    return 0;
  port_slots_pool(&ret_pools[0]);
  port_heap_pool(&ret_pools[1]);
  return 2 + port_memp_pools(ret_pools + 2, max - 2);
}

extern struct image_interface sockfit_image;
__attribute__((visibility("default"))) struct image_interface sockfit_image = {
    .abi = SOCKFIT_IMAGE_ABI,
    .limits = port_limits,
    .lwip_version = port_lwip_version,
    .start = start,
    .frame_input = frame_input,
    .stop = port_sockets_stop,
    .slots = port_slots,
    .pools = pools,
    .tcp_states = port_tcp_states,
};
