/* SPDX-License-Identifier: BSD-3-Clause */
/* A UDP echo server as a Zephyr application has it: a thread of its own, with
 * the POSIX names left out of the Kconfig. */
#include <errno.h>

#include <zephyr/kernel.h>
#include <zephyr/net/socket.h>
#include <zephyr/sys/printk.h>

#define PORT 4243
#define STACK_OCTETS 1024

K_THREAD_STACK_DEFINE(stack, STACK_OCTETS);
static struct k_thread thread;
static K_SEM_DEFINE(ready, 0, 1);
static K_MUTEX_DEFINE(counting);
static unsigned int count;

static void serve(void *p1, void *p2, void *p3) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_ANY),
                                .sin_port = htons(PORT)};
  struct sockaddr_storage from;
  char buffer[256];
  int sock = zsock_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  if (sock < 0 ||
      zsock_bind(sock, (struct sockaddr *)&address, sizeof(address)) < 0) {
    printk("udp: %d\n", errno);
    return;
  }
  k_sem_give(&ready);
  while (1) {
    socklen_t len = sizeof(from);
    ssize_t got = zsock_recvfrom(sock, buffer, sizeof(buffer), 0,
                                 (struct sockaddr *)&from, &len);
    if (got < 0)
      continue;
    zsock_sendto(sock, buffer, got, 0, (struct sockaddr *)&from, len);
    k_mutex_lock(&counting, K_FOREVER);
    count++;
    k_mutex_unlock(&counting);
  }
}

int main(void) {
  k_tid_t server =
      k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), serve, NULL,
                      NULL, NULL, K_PRIO_PREEMPT(8), 0, K_NO_WAIT);
  k_thread_name_set(server, "udp_server");
  if (k_sem_take(&ready, K_SECONDS(1)) != 0)
    return 0;
  printk("udp: port %d\n", PORT);
  while (1) {
    k_msleep(20 * MSEC_PER_SEC);
    k_mutex_lock(&counting, K_FOREVER);
    printk("udp: %u datagrams in %lld s\n", count, k_uptime_get() / 1000);
    k_mutex_unlock(&counting);
  }
  return 0;
}
