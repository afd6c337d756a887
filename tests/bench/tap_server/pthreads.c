/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, tap: the server on upstream's unix port: lwIP on pthreads, and its
 * tapif on the interface that PRECONFIGURED_TAPIF names. */
#include "lwip/netif.h"
#include "lwip/tcpip.h"
#include "netif/tapif.h"

void app_main(void);

static struct netif interface;

static void set_up(void *arg) {
  ip4_addr_t address, netmask, gateway;
  IP4_ADDR(&address, 198, 18, 0, 1);
  IP4_ADDR(&netmask, 255, 255, 0, 0);
  IP4_ADDR(&gateway, 198, 18, 255, 254);
  netif_add(&interface, &address, &netmask, &gateway, NULL, tapif_init,
            tcpip_input);
  netif_set_default(&interface);
  netif_set_up(&interface);
  netif_set_link_up(&interface);
  sys_sem_signal(arg);
}

int main(void) {
  sys_sem_t done;
  sys_sem_new(&done, 0);
  tcpip_init(set_up, &done);
  sys_sem_wait(&done);
  app_main();
}
