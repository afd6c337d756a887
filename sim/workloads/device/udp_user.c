/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: holds UDP PCBs without a socket, as DHCP, SNTP and the DNS
 * resolver of lwIP do. Sends nothing. Compiled into an image; lwIP's raw API
 * may only be used in its own thread, hence the callbacks. */
#include "sockfit/workload.h"

#include "lwip/tcpip.h"
#include "lwip/udp.h"

#include "common/firmware.h"

#define TAG "udp_user"

struct user {
  struct udp_pcb **pcbs;
  size_t wanted;
  size_t count;
  volatile bool done; /* lwIP's thread has finished the callback */
};

/* lwIP chooses the port. */
static void open_all(void *arg) {
  struct user *user = arg;
  while (user->count < user->wanted) {
    struct udp_pcb *pcb = udp_new();
    if (pcb == NULL)
      break;
    udp_bind(pcb, IP4_ADDR_ANY, 0);
    user->pcbs[user->count++] = pcb;
  }
  user->done = true;
}

/* In the order in which they were opened. */
static void free_all(void *arg) {
  struct user *user = arg;
  for (size_t i = 0; i < user->count; i++)
    udp_remove(user->pcbs[i]);
  user->done = true;
}

/* Have it done in lwIP's thread and wait for the end. */
static err_t in_lwip_thread(void (*call)(void *arg), struct user *user) {
  user->done = false;
  err_t result = tcpip_callback(call, user);
  while (result == ERR_OK && !user->done)
    workload_sleep_ms(1);
  return result;
}

void udp_user_main(const struct workload *w) {
  size_t wanted = (size_t)workload_number(w, "count");
  struct user user = {.pcbs = calloc(wanted, sizeof *user.pcbs),
                      .wanted = wanted};
  if (user.pcbs == NULL || in_lwip_thread(open_all, &user) != ERR_OK ||
      user.count < wanted) {
    workload_log(w, 'E', TAG, "no PCB for socket %u", (unsigned)user.count);
    firmware_mark_failed(w, TAG);
  } else {
    workload_state(w, WORKLOAD_RUNNING);
  }
  if (workload_given(w, "until")) {
    workload_sleep_until_ns(workload_number(w, "until"));
    in_lwip_thread(free_all, &user);
    workload_state(w, WORKLOAD_STOPPED);
  }
  free(user.pcbs);
}
