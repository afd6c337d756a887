/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: what the port's own files share. Nothing of the host program is
 * reachable but port_services. */
#ifndef SOCKFIT_PORT_H
#define SOCKFIT_PORT_H

#include "lwip/opt.h"

#include "sockfit/image.h"

/* The profile's rule (lwip-port/profiles): how TCP PCBs are counted although
 * they come from the heap. 0: not at all. 1: live objects, and FIN_WAIT is
 * reclaimed; ESP-IDF 5.4 and later (probe_memp.c). 2: PCBs in lists; ESP-IDF 4
 * (rule_tcp_lists.c). */
#ifndef SOCKFIT_COUNT_TCP_PCB
#define SOCKFIT_COUNT_TCP_PCB 0
#endif

/* Rules that the lwIP tree has itself (sim/image/lwip_tree.c): its tcp_alloc()
 * counts PCBs in lists, or gives up FIN_WAIT_2 and FIN_WAIT_1. */
#ifndef SOCKFIT_TREE_TCP_LISTS
#define SOCKFIT_TREE_TCP_LISTS 0
#endif
#ifndef SOCKFIT_TREE_FIN_WAIT
#define SOCKFIT_TREE_FIN_WAIT 0
#endif

/* Set once by start(), before anything else runs. */
extern const struct image_services *port_services;
extern const struct image_config *port_config;

/* The owner for which the current task works; OWNER_STACK outside tasks. */
int port_owner(void);

/* sys_arch.c: start a task; its semaphore is freed when entry returns. */
struct image_task *port_task_start(const char *name, int owner,
                                   void (*entry)(void *arg), void *arg);
/* Sleep; returns at the deadline. */
void port_sleep_until(int64_t at_ns);

/* heap.c: memory that counts as the device's heap; octets in use, the most so
 * far, and refused requests. */
void *port_heap_get(size_t size);
void *port_heap_get_zeroed(size_t count, size_t size);
void port_heap_put(void *memory);
void port_heap_pool(struct image_pool *ret_pool);

/* lan_netif.c: add the one Ethernet interface (in tcpip_thread), take a frame
 * from the switch (outside tasks). */
void port_netif_add(void);
void port_netif_input(const void *frame, size_t len);

/* probe_memp.c: every pool; and the pool that was refused last, with a serial
 * number that grows at each refusal. */
size_t port_memp_pools(struct image_pool *ret_pools, size_t max);
uint32_t port_refusal_serial(void);
const char *port_refused_last(void);
void port_pool_refused(const char *pool);
/* lwIP or a rule gave up a TCP PCB in that state to make room. */
void port_pcb_reclaimed(int state);

/* probe_tcp.c: PCBs in each state; the oldest in one (struct tcp_pcb). */
struct tcp_pcb *port_tcp_oldest(int state);
void port_tcp_states(uint32_t ret_counts[IMAGE_TCP_STATE_COUNT]);

/* probe_sockets.c: the socket table. */
void port_sockets_start(void);
size_t port_slots(struct image_slot *ret_slots, size_t max);
void port_slots_pool(struct image_pool *ret_pool);
void port_sockets_stop(void);
bool port_stopping(void);

/* workload.c: start the configured workloads, in the scenario's order. */
void port_workloads_start(void);

/* Generated for each image (sim/image/registry.c): the workloads compiled in
 * and the options as the compiler saw them. */
struct workload;
struct port_kind {
  const char *name;
  void (*main)(const struct workload *w);
};
extern const struct port_kind port_kinds[];
extern const size_t port_kind_count;
extern const struct image_limit port_limits[];
extern const char port_lwip_version[];

/* "ENFILE" for lwIP's number; static. */
const char *port_errno_name(int error);

#endif
