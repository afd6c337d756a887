/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload, raw API: 200 octets every 50 ms to every client on port 5000,
 * as far as its send buffer has room; value 1: without Nagle's algorithm, so
 * that each is a segment of its own. Logs the first refusal. */
#include "sockfit/workload.h"

#include "lwip/tcp.h"

#include "sockfit/raw.h"

#define CLIENTS_MAX 8
#define PUSH_NS INT64_C(50000000)

struct pusher {
  const struct workload *w;
  struct raw_timer timer;
  struct tcp_pcb *clients[CLIENTS_MAX];
  size_t count;
  bool refused;
};

static void push(struct pusher *pusher, struct tcp_pcb *pcb) {
  char data[200] = {0};
  if (tcp_sndbuf(pcb) < sizeof(data) ||
      tcp_sndqueuelen(pcb) >= TCP_SND_QUEUELEN)
    return;
  if (tcp_write(pcb, data, sizeof(data), TCP_WRITE_FLAG_COPY) == ERR_OK) {
    tcp_output(pcb);
    return;
  }
  if (!pusher->refused)
    workload_log(pusher->w, 'E', "pusher", "refused");
  pusher->refused = true;
}

static void push_all(void *arg) {
  struct pusher *pusher = arg;
  raw_timer_set(&pusher->timer, pusher->timer.at_ns + PUSH_NS, push_all,
                pusher);
  for (size_t i = 0; i < pusher->count; i++)
    push(pusher, pusher->clients[i]);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct pusher *pusher = arg;
  (void)error;
  if (workload_number(pusher->w, "value") == 1)
    tcp_nagle_disable(pcb);
  pusher->clients[pusher->count++] = pcb;
  return ERR_OK;
}

void raw_pusher_main(const struct workload *w) {
  struct pusher *pusher = calloc(1, sizeof(*pusher));
  pusher->w = w;
  struct tcp_pcb *pcb = tcp_new();
  tcp_bind(pcb, IP_ANY_TYPE, 5000);
  pcb = tcp_listen(pcb);
  tcp_arg(pcb, pusher);
  tcp_accept(pcb, on_accept);
  raw_timer_set(&pusher->timer, workload_now_ns() + PUSH_NS, push_all, pusher);
}
