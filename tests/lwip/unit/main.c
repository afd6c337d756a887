/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: lwIP's unit tests in a task of the port. Stands where lwip-port's
 * entry.c stands in an image. */
#include "port.h"

#include "unit_host.h"

#if !LWIP_TESTMODE
#error "the port has another lwipopts.h than the tests: see the include order"
#endif

/* lwIP's lwip_unittests.c, whose main is renamed by the build. */
int lwip_unittests_main(void);

static const struct image_config config = {.heap_limit = -1};
const struct image_services *port_services;
const struct image_config *port_config = &config;
static int status;

void port_timers_wake(void) {
}

void port_timers_pass(bool with_this_instant) {
  (void)with_this_instant;
}

void port_fatal(const char *text, const char *file, int line) {
  port_assert_failed(text, file, line);
}

void port_assert_failed(const char *text, const char *file, int line) {
  port_services->fatal(port_services->host, text, file, line);
}

/* probe_reass.c is compiled as one with lwIP's ip4_frag.c, which the tests'
 * build is not. */
int64_t port_reassembly_used(void) {
  return 0;
}

uint32_t port_random(void) {
  return port_services->random(port_services->host);
}

static void run(void *arg) {
  (void)arg;
  port_sockets_start();
  status = lwip_unittests_main();
}

int main(void) {
  port_services = unit_host_services();
  unit_host_run(run);
  return status;
}
