/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the host program and an image meet; nothing else is shared.
 *
 * An image is lwIP, this port and the workloads, compiled with one set of
 * limits into a shared object with one visible symbol, sockfit_image. The host
 * program loads a private copy for every host on the LAN. Both sides run in
 * one thread; tasks are coroutines of the host program, so nothing here is
 * re-entered from another thread. Included by code compiled with lwIP and by
 * code that never sees lwIP: standard types only. */
#ifndef SOCKFIT_IMAGE_H
#define SOCKFIT_IMAGE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOCKFIT_IMAGE_ABI 3
#define SOCKFIT_IMAGE_SYMBOL "sockfit_image"

#define IMAGE_NEVER INT64_MAX /* a deadline that does not come */
#define OWNER_STACK (-1)      /* lwIP itself, not one of the workloads */

/* The calls that are watched: those of sockets, then those of the raw API,
 * which a device without threads has instead, then one of ESP-IDF that counts
 * sockets itself before it makes any. X(NAME, text) */
#define IMAGE_CALLS(X)                                                         \
  X(SOCKET, "socket")                                                          \
  X(BIND, "bind")                                                              \
  X(LISTEN, "listen")                                                          \
  X(ACCEPT, "accept")                                                          \
  X(CONNECT, "connect")                                                        \
  X(SEND, "send")                                                              \
  X(RECV, "recv")                                                              \
  X(CLOSE, "close")                                                            \
  X(SETSOCKOPT, "setsockopt")                                                  \
  X(SELECT, "select")                                                          \
  X(POLL, "poll")                                                              \
  X(TCP_NEW, "tcp_new")                                                        \
  X(TCP_BIND, "tcp_bind")                                                      \
  X(TCP_LISTEN, "tcp_listen")                                                  \
  X(TCP_ACCEPT, "tcp_accept")                                                  \
  X(TCP_CONNECT, "tcp_connect")                                                \
  X(TCP_WRITE, "tcp_write")                                                    \
  X(TCP_OUTPUT, "tcp_output")                                                  \
  X(TCP_CLOSE, "tcp_close")                                                    \
  X(UDP_NEW, "udp_new")                                                        \
  X(UDP_BIND, "udp_bind")                                                      \
  X(UDP_SENDTO, "udp_sendto")                                                  \
  X(DNS_GETHOSTBYNAME, "dns_gethostbyname")                                    \
  X(HTTPD_START, "httpd_start")

enum image_call {
#define X(name, text) IMAGE_CALL_##name,
  IMAGE_CALLS(X)
#undef X
      IMAGE_CALL_COUNT
};

/* TCP states in lwIP's order (enum tcp_state). X(NAME, text) */
#define IMAGE_TCP_STATES(X)                                                    \
  X(CLOSED, "CLOSED")                                                          \
  X(LISTEN, "LISTEN")                                                          \
  X(SYN_SENT, "SYN_SENT")                                                      \
  X(SYN_RCVD, "SYN_RCVD")                                                      \
  X(ESTABLISHED, "ESTABLISHED")                                                \
  X(FIN_WAIT_1, "FIN_WAIT_1")                                                  \
  X(FIN_WAIT_2, "FIN_WAIT_2")                                                  \
  X(CLOSE_WAIT, "CLOSE_WAIT")                                                  \
  X(CLOSING, "CLOSING")                                                        \
  X(LAST_ACK, "LAST_ACK")                                                      \
  X(TIME_WAIT, "TIME_WAIT")

enum image_tcp_state {
#define X(name, text) IMAGE_TCP_##name,
  IMAGE_TCP_STATES(X)
#undef X
      IMAGE_TCP_STATE_COUNT
};

/* How the code of a host can come to a sudden end. X(NAME, text) */
#define IMAGE_CRASHES(X)                                                       \
  X(MEMORY, "memory")                 /* an address that it may not touch */   \
  X(STACK_OVERFLOW, "stack_overflow") /* of a task */                          \
  X(ARITHMETIC, "arithmetic")         /* an integer divided by zero */         \
  X(ILLEGAL, "illegal")               /* no instruction: __builtin_trap() */   \
  X(ABORT, "abort")                   /* abort(), exit(), a failed assert() */ \
  X(ASSERT, "assert")                 /* LWIP_ASSERT */                        \
  X(STUCK, "stuck")                   /* never gives the processor back */     \
  X(SANITIZER, "sanitizer")           /* AddressSanitizer has found something */

enum image_crash {
#define X(name, text) IMAGE_CRASH_##name,
  IMAGE_CRASHES(X)
#undef X
      IMAGE_CRASH_COUNT
};

/* What a workload is doing, for the verdict. */
enum image_workload_state {
  WORKLOAD_RUNNING,
  WORKLOAD_FAILED, /* ESPHome: marked FAILED; its code gave up */
  WORKLOAD_STOPPED,
};

/* What happened to one attempt (connect or request) of a peer. */
enum image_attempt {
  ATTEMPT_STARTED,
  ATTEMPT_SERVED,  /* answered in full */
  ATTEMPT_RESET,   /* RST */
  ATTEMPT_CLOSED,  /* orderly close before an answer */
  ATTEMPT_TIMEOUT, /* no answer in the workload's own time */
  /* No ends; of peers that count connections (attempt_connected). */
  ATTEMPT_CONNECTED, /* the handshake is complete */
  ATTEMPT_LOST,      /* served, and then ended by the device */
};

/* What a host's processor is busy with; the profile says for how long. */
enum image_work { WORK_CALL, WORK_FRAME };

/* Things an image reports as they happen; at most one struct a report. */
enum image_event_kind {
  IMAGE_SOCKET_OPENED,  /* owner, slot, call: what made it, state: a
                           enum image_socket_type */
  IMAGE_SOCKET_CLOSED,  /* owner, slot */
  IMAGE_CALL_FAILED,    /* owner, call, error, pool or NULL, nth */
  IMAGE_POOL_REFUSED,   /* pool: something that it did not take, for good */
  IMAGE_PCB_RECLAIMED,  /* state: lwIP or a profile's rule gave it up */
  IMAGE_WORKLOAD_STATE, /* owner, state */
  IMAGE_WORKLOAD_LOG,   /* owner, text: what the firmware would log */
  IMAGE_ATTEMPT,        /* owner, attempt, elapsed_ns */
  IMAGE_SOCKET_LISTENS, /* owner, slot */
};

enum image_socket_type { IMAGE_SOCKET_TCP, IMAGE_SOCKET_UDP, IMAGE_SOCKET_RAW };

struct image_event {
  enum image_event_kind kind;
  int owner;              /* index of the workload, or OWNER_STACK */
  int slot;               /* index in the socket table, or -1 */
  int call;               /* enum image_call, or -1 */
  int error;              /* lwIP's errno number as the image has it, or 0;
                           * the raw API's err_t, below 0 */
  const char *error_name; /* "ENFILE", "ERR_MEM"; static in the image */
  const char *pool;       /* lwIP option that names the pool, or NULL; static */
  uint32_t nth;           /* which call of that name by that owner, from 1 */
  uint32_t nth_of_host;   /* which call of that name on this host, from 1 */
  int state;   /* image_workload_state, IMAGE_TCP_*, image_socket_type */
  int attempt; /* enum image_attempt */
  int64_t elapsed_ns;
  bool injected;    /* refused because the scenario asked for it */
  const char *text; /* valid during the call only */
};

/* One used entry of the socket table. Without sockets (NO_SYS 1) one PCB: slot
 * is then the lowest number that was free when it was made, and a PCB that its
 * workload has closed belongs to OWNER_STACK until lwIP frees it. */
struct image_slot {
  int slot;
  int fd; /* as the device prints it: slot + LWIP_SOCKET_OFFSET; -1: a PCB */
  int owner;
  int64_t since_ns;
  uint64_t site;    /* of the call in the user's own source that opened it, from
                       the image's beginning; 0: not from there */
  char protocol[8]; /* "TCP", "UDP", "RAW" */
  int tcp_state;    /* IMAGE_TCP_*, or -1 when it is not TCP or has no PCB */
  uint16_t local_port;
  uint16_t remote_port;
  char remote[46]; /* address text, empty when not connected */
  char local[46];  /* address text, empty when bound to none */
};

/* One counted resource. name is the lwIP option that limits it. */
struct image_pool {
  const char *name; /* static in the image */
  int64_t limit;    /* -1: nothing but the heap limits it */
  int64_t used;
  int64_t peak;
  int64_t refused; /* what it did not take, for good */
  int64_t waited;  /* what it did not take at once: flow control, no loss */
};

/* One of lwIP's own statistics, or of this port's: sockfit/counters.h. */
struct image_counter {
  const char *name; /* "tcp.memerr"; static in the image */
  int64_t value;
};

/* One option as the compiler saw it. */
struct image_limit {
  const char *name;
  int64_t value;
};

/* A task of an image. The host program's task structure starts with this. */
struct image_task {
  int owner;     /* index of the workload it works for, inherited on start */
  void *local;   /* the port's: lwIP's semaphore per thread */
  void *end;     /* the port's: where it ends before its time */
  uint32_t life; /* the port's: how often its workload had been stopped */
  int serves;    /* owner OWNER_STACK: for whom it works at the moment */
};

struct sockfit_calls;

/* One workload to run on this host. Borrowed for the life of the image. */
struct image_workload {
  const char *kind; /* "api" */
  const char *name; /* "api", "cam_stream" */
  int owner;        /* index for events */
  int64_t at_ns;    /* when it starts, after the host's start */
  /* Parameters as names and values; text is NULL where there is none. */
  const struct image_param {
    const char *name;
    int64_t number;
    const char *text;
    bool given;
  } * params;
  size_t param_count;
  /* The kind `function`: what its task calls, with what it may call
   * (sockfit/calls.h). NULL for every other kind. */
  void (*function)(const struct sockfit_calls *calls, void *arg);
  void *function_arg;
};

/* A host's address on the LAN and what it knows about others. */
struct image_config {
  const char *hostname;
  uint8_t mac[6];
  uint32_t ipv4;      /* host byte order; also the identity in names[] */
  uint32_t netmask;   /* host byte order */
  uint32_t gateway;   /* host byte order; 0: none */
  bool dhcp;          /* ask for an address instead of having ipv4; the image
                         must have LWIP_DHCP */
  bool slaac;         /* take IPv6 addresses that a router advertises */
  const char *target; /* peers: name of the device they talk to */
  const struct image_name {
    const char *name; /* host name as a scenario has it */
    uint32_t ipv4;
  } * names;
  size_t name_count;
  const struct image_workload *workloads;
  size_t workload_count;
  int64_t heap_limit; /* octets, or -1 */
  bool restarted;     /* it boots because its own code asked for that */
};

/* What the host program gives to an image. Every call takes the host handle
 * first. Those marked (task) may only be made from a task. */
struct image_services {
  void *host;
  struct image_task **current; /* the running task, NULL outside tasks */
  int64_t (*now_ns)(void *host);
  uint32_t (*random)(void *host);
  /* Start a task; it becomes ready at once and ends when entry returns.
   * owner is inherited by its own tasks. NULL when memory ran out. */
  struct image_task *(*task_start)(void *host, const char *name, int owner,
                                   void (*entry)(void *arg), void *arg);
  /* (task) Sleep until task_wake or deadline_ns; true when woken. A wake that
   * came before the wait is not remembered: the caller keeps the condition. */
  bool (*task_wait)(void *host, int64_t deadline_ns);
  void (*task_wake)(void *host, struct image_task *task);
  /* (task) Account processor time; may let other tasks and time run. */
  void (*work)(void *host, enum image_work work);
  /* An Ethernet frame without FCS leaves for the switch; copied. */
  void (*frame_send)(void *host, const void *frame, size_t len);
  void (*event)(void *host, const struct image_event *event);
  /* This image cannot do what it should: the run ends here as an error. Does
   * not return. */
  void (*fatal)(void *host, const char *text, const char *file, int line)
      __attribute__((noreturn));
  /* The host's own code has ended it: an assertion, abort(). Copied; does not
   * return. */
  void (*crash)(void *host, enum image_crash kind, const char *text)
      __attribute__((noreturn));
  /* (task) The host's own code asks for a reboot: as when the power fails, and
   * back a moment later. Does not return. */
  void (*restart)(void *host) __attribute__((noreturn));
  /* Memory that outlives reboots, as flash: the same at each call, zeroed at
   * the first, which decides on its size. NULL when memory ran out. */
  void *(*flash)(void *host, size_t size);
  /* Memory that goes with the host; aligned as malloc's. */
  void *(*heap_get)(void *host, size_t size);
  void (*heap_put)(void *host, void *memory);
};

/* What an image offers: the object behind the symbol sockfit_image. */
struct image_interface {
  uint32_t abi; /* SOCKFIT_IMAGE_ABI */
  /* The options that went in, for the loader to compare; ends with a name
   * that is NULL. */
  const struct image_limit *limits;
  const char *lwip_version; /* "2.2.1" */
  /* Called once, outside tasks. Starts tcpip_thread, the netif and each
   * workload at its time. Returns 0 or a negative errno. */
  int (*start)(const struct image_services *services,
               const struct image_config *config);
  /* A frame has arrived; outside tasks. Copied. */
  void (*frame_input)(const void *frame, size_t len);
  /* Close every socket and refuse new ones: a peer that leaves. Its
   * workloads see their sockets fail. Outside tasks. */
  void (*stop)(void);
  /* The cable was plugged in, or pulled. Outside tasks. */
  void (*link)(bool up);
  /* Let count allocations of a pool (an lwIP option, or "heap") fail, the
   * first one after nth - 1 that do not. Outside tasks. Returns false when
   * there is no such pool; count 0 only asks. */
  bool (*refuse)(const char *pool, uint32_t nth, uint32_t count);
  /* One of the workloads is stopped: its sockets are closed, its tasks end at
   * their next call; and set up again, unless it is not stopped. Outside tasks.
   */
  void (*workload_stop)(int owner);
  void (*workload_start)(int owner);
  /* Used socket slots in slot order. Returns how many were written. */
  size_t (*slots)(struct image_slot *ret_slots, size_t max);
  /* Every pool, in a fixed order. Returns how many were written. */
  size_t (*pools)(struct image_pool *ret_pools, size_t max);
  /* Every counter that this image has, in a fixed order. Returns how many were
   * written. */
  size_t (*counters)(struct image_counter *ret_counters, size_t max);
  /* How many TCP PCBs are in each state, listeners under LISTEN; bound and
   * unconnected ones under CLOSED. */
  void (*tcp_states)(uint32_t ret_counts[IMAGE_TCP_STATE_COUNT]);
};

#endif
