/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: what limits cost in octets of the device's RAM. The sizes come
 * from a compile for a 32-bit processor (image/target.h), never from the
 * host's own structs. */
#ifndef SOCKFIT_LIMITS_RAM_H
#define SOCKFIT_LIMITS_RAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits/limits.h"

#define RAM_POOLS_MAX 48
#define RAM_NAME_SIZE 48

/* One pool of memp_std.h. */
struct ram_pool {
  char option[RAM_NAME_SIZE]; /* "MEMP_NUM_TCP_PCB", "PBUF_POOL_SIZE" */
  int64_t count;
  int64_t element_b; /* aligned, as the pool has it */
};

/* As the compiler saw them with the device's options; 0: not compiled in. */
struct ram_sizes {
  int64_t slot_b; /* struct lwip_sock */
  int64_t netconn_b;
  int64_t tcp_pcb_b;
  int64_t tcp_pcb_listen_b;
  int64_t udp_pcb_b;
  int64_t raw_pcb_b;
  int64_t pbuf_b;
  int64_t tcp_seg_b;
  int64_t netbuf_b;
  int64_t sockets; /* NUM_SOCKETS */
  bool libc_heap;  /* MEM_LIBC_MALLOC */
  bool heap_pools; /* MEMP_MEM_MALLOC */
  int64_t mem_size_b;
  int64_t snd_buf_b;
  int64_t wnd_b;
  int64_t tcp_recvmbox, udp_recvmbox, acceptmbox; /* entries */
  struct ram_pool pools[RAM_POOLS_MAX];
  size_t pool_count;
};

/* What one limit costs. */
struct ram_cost {
  const char *limit;  /* lwIP's option; borrowed from sizes */
  int64_t count;      /* its value */
  int64_t each_b;     /* one of them */
  int64_t reserved_b; /* at build time, used or not */
  bool from_heap;     /* each is allocated when it is needed */
};

/* What one more socket costs. */
struct ram_socket {
  const char *what;   /* "TCP connection", ... */
  int64_t reserved_b; /* at build time: the larger tables */
  int64_t open_b;     /* from the heap while it is open and idle */
  int64_t busy_b;     /* and at most, with both directions full */
};

#define RAM_SOCKETS 3 /* TCP connection, TCP listener, UDP socket */

/* Every limit that costs RAM, the socket table first, then lwIP's pools in its
 * order, then the heap. Returns how many (at most RAM_POOLS_MAX + 2). */
size_t ram_costs(const struct ram_sizes *sizes,
                 struct ram_cost ret_costs[RAM_POOLS_MAX + 2]);

/* One more socket of each sort. Blocks of a mailbox have the header that the
 * profile states (SOCKFIT_QUEUE_HEADER, octets), 0 where it states none; the
 * heap's own headers are never in. */
void ram_sockets(const struct ram_sizes *sizes, const struct limits *limits,
                 struct ram_socket ret_sockets[RAM_SOCKETS]);

#endif
