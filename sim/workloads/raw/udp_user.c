/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: holds UDP PCBs, for as long as it likes: what DHCP, NTP,
 * SSDP and an application's own sockets cost a device. Sends nothing. Compiled
 * into an image without threads. */
#include "sockfit/workload.h"

#include "lwip/udp.h"

#include "sockfit/raw.h"

#define TAG "udp_user"

struct user {
  const struct workload *w;
  struct raw_timer until;
  size_t count;
  struct udp_pcb *pcbs[];
};

/* In the order in which they were opened. */
static void free_all(void *arg) {
  struct user *user = arg;
  for (size_t i = 0; i < user->count; i++)
    udp_remove(user->pcbs[i]);
  user->count = 0;
  workload_state(user->w, WORKLOAD_STOPPED);
}

/* lwIP chooses the port. Returns NULL when there is no PCB. */
static struct udp_pcb *open_pcb(void) {
  struct udp_pcb *pcb = udp_new();
  if (pcb != NULL && udp_bind(pcb, IP4_ADDR_ANY, 0) != ERR_OK) {
    udp_remove(pcb);
    pcb = NULL;
  }
  return pcb;
}

void udp_user_main(const struct workload *w) {
  size_t wanted = (size_t)workload_number(w, "count");
  struct user *user = calloc(1, sizeof(*user) + wanted * sizeof(user->pcbs[0]));
  user->w = w;
  while (user->count < wanted) {
    struct udp_pcb *pcb = open_pcb();
    if (pcb == NULL)
      break;
    user->pcbs[user->count++] = pcb;
  }
  if (user->count < wanted) {
    workload_log(w, 'E', TAG, "no PCB for socket %u", (unsigned)user->count);
    workload_state(w, WORKLOAD_FAILED);
  } else {
    workload_state(w, WORKLOAD_RUNNING);
  }
  if (workload_given(w, "until"))
    raw_timer_set(&user->until, workload_number(w, "until"), free_all, user);
}
