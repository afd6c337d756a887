/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: what limits cost in octets of the device's RAM. See ram.h. */
#include "limits/ram.h"

#define POINTER_B 4 /* one entry of a mailbox */

static struct ram_cost pool_cost(const struct ram_sizes *sizes,
                                 const struct ram_pool *pool) {
  struct ram_cost cost = {
      .limit = pool->option, .count = pool->count, .each_b = pool->element_b};
  cost.from_heap = sizes->heap_pools;
  if (!sizes->heap_pools)
    cost.reserved_b = pool->count * pool->element_b;
  return cost;
}

size_t ram_costs(const struct ram_sizes *sizes,
                 struct ram_cost ret_costs[RAM_POOLS_MAX + 2]) {
  size_t count = 0;
  if (sizes->sockets > 0)
    ret_costs[count++] =
        (struct ram_cost){.limit = "NUM_SOCKETS",
                          .count = sizes->sockets,
                          .each_b = sizes->slot_b,
                          .reserved_b = sizes->sockets * sizes->slot_b};
  for (size_t i = 0; i < sizes->pool_count; i++) {
    if (sizes->pools[i].count > 0)
      ret_costs[count++] = pool_cost(sizes, &sizes->pools[i]);
  }
  if (!sizes->libc_heap)
    ret_costs[count++] = (struct ram_cost){.limit = "MEM_SIZE",
                                           .count = sizes->mem_size_b,
                                           .each_b = 1,
                                           .reserved_b = sizes->mem_size_b};
  return count;
}

void ram_sockets(const struct ram_sizes *sizes, const struct limits *limits,
                 struct ram_socket ret_sockets[RAM_SOCKETS]) {
  int64_t header_b = limits_number(limits, "SOCKFIT_QUEUE_HEADER", 0);
  const struct {
    const char *what;
    int64_t pcb_b, entries, buffers_b;
  } sorts[RAM_SOCKETS] = {
      {"TCP connection", sizes->tcp_pcb_b, sizes->tcp_recvmbox,
       sizes->snd_buf_b + sizes->wnd_b},
      {"TCP listener", sizes->tcp_pcb_listen_b, sizes->acceptmbox, 0},
      {"UDP socket", sizes->udp_pcb_b, sizes->udp_recvmbox, 0},
  };
  for (size_t i = 0; i < RAM_SOCKETS; i++) {
    int64_t mailbox_b = header_b + sorts[i].entries * POINTER_B;
    int64_t objects_b = sizes->netconn_b + sorts[i].pcb_b;
    struct ram_socket *socket = &ret_sockets[i];
    socket->what = sorts[i].what;
    socket->reserved_b = sizes->slot_b + (sizes->heap_pools ? 0 : objects_b);
    socket->open_b = mailbox_b + (sizes->heap_pools ? objects_b : 0);
    socket->busy_b = socket->open_b + sorts[i].buffers_b;
  }
}
