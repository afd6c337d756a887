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

/* The profile's rule: what esp-lwip does with a packet that meets a full ARP
 * queue (probe_queues.c). 0: the oldest is dropped. 1: the new one is refused
 * with ERR_MEM. */
#ifndef SOCKFIT_ARP_REFUSE_NEW
#define SOCKFIT_ARP_REFUSE_NEW 0
#endif

/* The profile of peers: their hosts repeat SYNs and acknowledge as Linux does
 * (syn_retry.c, quick_ack.c). */
#ifndef SOCKFIT_LIKE_LINUX
#define SOCKFIT_LIKE_LINUX 0
#endif

/* syn_retry.c: so it is here, and no workload has said that it is lwIP. */
bool port_is_like_linux(void);

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
extern int64_t port_booted_at_ns;

/* entry.c: this image cannot do what it should. The run ends as an error;
 * port_assert_failed (arch/cc.h) is for what would end a device. */
void port_fatal(const char *text, const char *file, int line)
    __attribute__((noreturn));

/* The owner for which the current task works; OWNER_STACK outside tasks. */
int port_owner(void);

/* raw_loop.c, where NO_SYS is 1: start the main loop; a frame for it has come
 * (outside tasks; copied); work in the name of owner from now on. Returns the
 * owner before. */
void port_loop_start(void);
void port_loop_frame(const void *frame, size_t len);
/* Called in the main loop, soon; the last one counts. */
void port_loop_call(void (*call)(void));
int port_owner_set(int owner);

/* rule_time_wait.c: after each frame. Gives up the oldest in TIME_WAIT beyond
 * SOCKFIT_TIME_WAIT_MAX. */
void port_time_wait_cap(void);

/* sys_arch.c: start a task; its semaphore is freed when entry returns. */
struct image_task *port_task_start(const char *name, int owner,
                                   void (*entry)(void *arg), void *arg);
/* By owner: how often its workload was stopped. NULL: there are none. */
extern uint32_t *port_lives;
/* Its workload was stopped (and perhaps set up anew) since the task began. */
bool port_task_is_over(void);
/* End such a task here. It must hold nothing of lwIP's. */
void port_task_end_if_over(void);
/* Tasks that wait for the same, first come first served; zero-initialise. Wait
 * until woken (true) or the deadline has come. (shims) */
struct waiter;
struct wait_list {
  struct waiter *first;
};
bool port_wait_on(struct wait_list *list, int64_t deadline_ns);
/* The same, but returns to a task that is over, for it to tidy up. */
bool port_wait_keep(struct wait_list *list, int64_t deadline_ns);
void port_wake_first(struct wait_list *list);

/* Sleep; returns at the deadline. */
void port_sleep_until(int64_t at_ns);

/* heap.c: memory of the port itself, which no device has: it goes with the
 * host and counts as nobody's. */
void *port_own_get_zeroed(size_t count, size_t size);

/* heap.c: memory that counts as the device's heap; octets in use, the most so
 * far, and refused requests. */
void *port_heap_get(size_t size);
void *port_heap_get_zeroed(size_t count, size_t size);
void port_heap_put(void *memory);
void port_heap_pool(struct image_pool *ret_pool);

/* lan_netif.c: add the one Ethernet interface (in tcpip_thread or the main
 * loop), take a frame from the switch (outside tasks, or in the main loop). */
void port_netif_add(void);
void port_netif_input(const void *frame, size_t len);
/* The cable is in or out (outside tasks); what the stack has seen of it. */
void port_netif_link(bool up);
bool port_netif_link_is_up(void);
/* Called in a task of lwIP's when that has changed; one for a host. */
void port_netif_watch(void (*changed)(bool up));

/* mac_filter.c: let lwIP say which groups the interface takes (in its init
 * function); whether it takes the frame. */
struct netif;
void port_mac_filter(struct netif *netif);
bool port_mac_takes(const uint8_t *frame, size_t len);

/* drop.c: whether a frame belongs to a connection that has vanished and is to
 * be dropped. */
bool port_drop_input(const void *frame, size_t len);
bool port_drop_output(const void *frame, size_t len);

/* syn_retry.c: whether this SYN of a connecting PCB is dropped, because a timer
 * sends it in its time. Ports in network byte order, as the header has them. */
bool port_syn_held(const void *frame, size_t len, uint16_t local_port,
                   uint16_t remote_port);

/* probe_memp.c: every pool; and the pool that was refused last, with a serial
 * number that grows at each refusal. */
size_t port_memp_pools(struct image_pool *ret_pools, size_t max);
uint32_t port_refusal_serial(void);
const char *port_refused_last(void);
void port_pool_refused(const char *pool);
/* The image's own text for the option of a pool; NULL when it has none. */
const char *port_memp_name(const char *option);
/* A refusal was reported otherwise: only the last pool and the serial. */
void port_refusal_note(const char *pool);
/* refusal.c: refusals that the scenario ordered (image.h: refuse). Asked for
 * every allocation; true, and reported, when this one must fail. */
bool port_refuses(const char *pool);
bool port_refuse(const char *pool, uint32_t nth, uint32_t count);
/* Whether an order is not carried out in full. */
bool port_refusal_waits(void);
/* idle_timers.c: look again how long lwIP may sleep (outside tasks). */
void port_timers_wake(void);
/* lwIP's task is about to get something to do: what it slept through has been
 * counted when this returns. What is due at this very instant is counted as
 * well when with_this_instant: a task has its turn after lwIP's, a frame
 * before. */
void port_timers_pass(bool with_this_instant);
/* Whether the last refusal was ordered; the next one was not. */
bool port_refused_by_order(void);
void port_refused_for_real(void);
/* The same for memory, which an accept() may learn of much later. */
void port_memory_refused(const char *pool);
const char *port_memory_refused_last(void);
/* lwIP or a rule gave up a TCP PCB in that state to make room. */
void port_pcb_reclaimed(int state);

/* probe_mem.c: lwIP's own heap (MEM_LIBC_MALLOC 0). Free octets in the largest
 * block, now and at the worst moment; -1: no such heap. */
int64_t port_mem_largest_free(void);
int64_t port_mem_largest_free_least(void);

/* probe_queues.c: limits that are no memory pools. X(NAME, option) */
#define PORT_QUEUES(X)                                                         \
  X(BACKLOG, "TCP_LISTEN_BACKLOG")                                             \
  X(ACCEPT, "DEFAULT_ACCEPTMBOX_SIZE")                                         \
  X(TCP_RECV, "DEFAULT_TCP_RECVMBOX_SIZE")                                     \
  X(UDP_RECV, "DEFAULT_UDP_RECVMBOX_SIZE")                                     \
  X(RAW_RECV, "DEFAULT_RAW_RECVMBOX_SIZE")                                     \
  X(TCPIP, "TCPIP_MBOX_SIZE")                                                  \
  X(ARP, PORT_ARP_OPTION)                                                      \
  X(REASSEMBLY, "IP_REASS_MAX_PBUFS")                                          \
  X(OUT_OF_ORDER, "TCP_OOSEQ_MAX_PBUFS")                                       \
  X(LOOPBACK, "LWIP_LOOPBACK_MAX_PBUFS")

enum port_queue {
#define X(name, option) PORT_QUEUE_##name,
  PORT_QUEUES(X)
#undef X
      PORT_QUEUE_NONE, /* a mailbox that no option limits */
  PORT_QUEUE_COUNT
};

/* The most that any one queue of a kind held. Raised in the open, since every
 * packet passes here. */
extern int64_t port_queue_peaks[PORT_QUEUE_COUNT];
static inline void port_queue_holds(enum port_queue queue, int64_t count) {
  if (count > port_queue_peaks[queue])
    port_queue_peaks[queue] = count;
}
/* Lost for good: reported. Put off, since the sender tries again: counted. */
void port_queue_refused(enum port_queue queue);
void port_queue_waited(enum port_queue queue);
size_t port_queue_pools(struct image_pool *ret_pools, size_t max);
/* A TCP PCB was made, perhaps for a SYN. */
void port_queue_pcb_made(void);

/* probe_mailboxes.c, for sys_arch.c: which mailbox lwIP makes at this address
 * (stack_starts: in tcpip_init), and that one was full. For probe_memp.c: a
 * netconn was made, which gets its mailbox next. */
void port_mbox_netconn_made(const void *netconn);
enum port_queue port_mbox_role(const void *mbox, bool stack_starts);
void port_mbox_full(enum port_queue role, const void *mbox, void *message);

/* sys_arch.c: the most messages that one mailbox of that role holds now. */
int64_t port_mbox_most(enum port_queue role);
/* Around tcpip_init(). */
void port_mbox_stack_starts(bool starts);

/* probe_reass.c: pbufs that wait for the rest of their datagrams. */
int64_t port_reassembly_used(void);

/* probe_stats.c */
size_t port_counters(struct image_counter *ret_counters, size_t max);
/* A TCP PCB was asked for and this came of it; NULL counts as refused, unless
 * the scenario ordered it: before is port_refusal_serial() from before. */
void port_tcp_pcb_asked(const void *pcb, uint32_t before);

/* probe_tcp.c: PCBs in each state; the oldest in one (struct tcp_pcb). */
struct tcp_pcb *port_tcp_oldest(int state);
void port_tcp_states(uint32_t ret_counts[IMAGE_TCP_STATE_COUNT]);

/* probe_sockets.c: the socket table; or with NO_SYS probe_raw.c and
 * raw_pcbs.c: the PCBs. */
void port_sockets_start(void);
/* The user's code opened this socket by the call that returns there. */
void port_socket_site(int fd, const void *returns_to);
size_t port_slots(struct image_slot *ret_slots, size_t max);
void port_slots_pool(struct image_pool *ret_pool);
void port_sockets_stop(void);
/* From now on close() returns 0 and frees nothing: an injected fault. */
void port_sockets_fault_close(void);
bool port_stopping(void);
/* Close every socket of a workload; in a task. */
void port_sockets_close(int owner);

/* raw_pcbs.c: a UDP PCB was made, by whomever (dns.c has some); memory of a
 * TCP, listen or UDP PCB was freed; forget those that were freed since the last
 * round of the loop. */
void port_udp_pcb_made(void *pcb);
void port_pcb_freed(const void *pcb);
void port_pcbs_reap(void);

/* workload.c: start the configured workloads, in the scenario's order. */
void port_workloads_start(void);
/* Its tasks of before are over; see port_lives. */
void port_workload_stop(int owner);
void port_workload_start(int owner);

/* Generated for each image (sim/image/registry.c): the workloads compiled in
 * and the options as the compiler saw them. */
struct workload;
struct port_kind {
  const char *name;
  void (*main)(const struct workload *w);
};
extern const struct port_kind port_kinds[];
extern const size_t port_kind_count;
/* And the user's own code, by consumer; only where there is some. Ends with a
 * name that is NULL. */
struct port_program {
  const char *name;
  int tick_hz; /* CONFIG_FREERTOS_HZ of its defines */
  void (*entry)(void *arg);
  void **threads; /* of Zephyr's K_THREAD_DEFINE; may be none */
  void **threads_end;
};
extern const struct port_program port_programs[];
extern const struct image_limit port_limits[];
extern const char port_lwip_version[];

/* "ENFILE" for lwIP's number; static. */
const char *port_errno_name(int error);
/* "ERR_MEM" for lwIP's err_t; static. */
const char *port_err_name(int error);

#endif
