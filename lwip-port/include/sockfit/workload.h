/* SPDX-License-Identifier: BSD-3-Clause */
/* What a workload may use besides BSD sockets (included here) and the C
 * library's string and stdio formatting. A workload is
 *
 *     void KIND_main(const struct workload *w)
 *
 * in sim/workloads/device/KIND.c or sim/workloads/peer/KIND.c; it runs as a
 * task of its own and may start more. Blocking is fine everywhere. Time and
 * randomness come from here only; there are no globals that the host's clock
 * or addresses could reach. File-scope variables are private to the host, but
 * two workloads of one kind on a host share them: keep state in structs. */
#ifndef SOCKFIT_WORKLOAD_H
#define SOCKFIT_WORKLOAD_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* lwip/sockets.h compares FD_SETSIZE with the number of sockets wherever it is
 * included, which would make every workload depend on that limit. The port
 * itself has compared them (probe_sockets.c). */
#include "lwip/opt.h"
#pragma push_macro("MEMP_NUM_NETCONN")
#pragma push_macro("LWIP_SOCKET_OFFSET")
#undef MEMP_NUM_NETCONN
#undef LWIP_SOCKET_OFFSET
#define MEMP_NUM_NETCONN 0
#define LWIP_SOCKET_OFFSET 0
#include "lwip/sockets.h"
#pragma pop_macro("LWIP_SOCKET_OFFSET")
#pragma pop_macro("MEMP_NUM_NETCONN")

#include "sockfit/image.h"
#include "sockfit/memory.h"

#define malloc(size) workload_malloc(size)
#define calloc(count, size) workload_calloc(count, size)
#define realloc(memory, size) workload_realloc(memory, size)
#define free(memory) workload_free(memory)

struct workload; /* one configured consumer or peer */

/* Parameters, by their names in sim/scenario/kinds.def. A name that the kind
 * does not have is a bug and ends the host with a message. */
int64_t workload_number(const struct workload *w, const char *name);
const char *workload_text(const struct workload *w, const char *name);
bool workload_given(const struct workload *w, const char *name);
const char *workload_name(const struct workload *w);
/* TIME parameters in milliseconds, as socket code wants them. */
uint32_t workload_ms(const struct workload *w, const char *name);

/* Virtual time. */
int64_t workload_now_ns(void);
uint32_t workload_now_ms(void); /* since the run began */
void workload_sleep_ms(uint32_t ms);
void workload_sleep_until_ns(int64_t at_ns);
uint32_t workload_random(uint32_t below); /* 0..below-1; seeded */

/* Start a task with the same owner. The task ends when entry returns.
 * Returns 0 or -ENOMEM. */
int workload_task(const struct workload *w, const char *name,
                  void (*entry)(void *arg), void *arg);

/* Report to the verdict. */
void workload_state(const struct workload *w, enum image_workload_state state);
/* What the firmware would print on its serial console: level is 'E', 'W', 'I'
 * or 'D'; errno in texts as a number the way the device prints it. */
void workload_log(const struct workload *w, char level, const char *tag,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A call above the sockets that the firmware refuses for want of them, before
 * it makes any: error_name ("ESP_ERR_INVALID_ARG") and pool, the lwIP option
 * that is too small, are static. */
void workload_call_refused(enum image_call call, const char *error_name,
                           const char *pool);
/* Peers: begin one attempt, and say how it ended. elapsed is since begun. */
int64_t workload_attempt(const struct workload *w); /* returns its start */
void workload_attempt_ended(const struct workload *w, int64_t started_ns,
                            enum image_attempt how);

/* The address (network byte order) of a host by its scenario name or dotted
 * quad; 0 when there is none. */
uint32_t workload_resolve(const char *name);
/* Peers: the device's address (network byte order). */
uint32_t workload_target(void);
/* Whether the stack has seen a carrier: false from when the cable is pulled
 * (the fault link_down) until it is plugged in again. */
bool workload_link_up(void);
/* True once the host was told to leave, or the workload to stop (the fault
 * restart): loops should end. */
bool workload_leaving(void);

/* End a TCP connection without a word and close its socket; the descriptor is
 * gone in any case.
 *
 * answers_reset  true: as a host that has rebooted, later segments of the
 *                connection are answered by RST. false: as a host that has
 *                vanished, they are dropped, both ways, until this host
 *                connects from the same port again.
 * Returns 0, -EBADF (no TCP socket; nothing was done) or -ENOTCONN (it had no
 * connection any more). IPv4 only. */
int workload_drop_connection(int fd, bool answers_reset);

/* tcp_abort(): an RST goes out, the PCB is freed at once, and so is the
 * socket. Returns as workload_drop_connection. */
int workload_abort_connection(int fd);

/* End what TIME_WAIT this host has on a local port, for peers that connect
 * from it again: Linux lets a client do that after a second. */
void workload_forget_time_wait(uint16_t port);

/* From now on this host repeats an unanswered SYN as lwIP does: every
 * LWIP_TCP_RTO_TIME, TCP_SYNMAXRTX times. A choice of the whole host, for
 * peers, which are otherwise like Linux: after 1, 3, 7, 15, 31 and 63 s, and
 * give up after 127 s. */
void workload_retry_syn_like_lwip(void);

/* Inject a fault of the device's port: from now on close() returns success and
 * frees nothing, for every workload of this host. Logged as a fault. */
void workload_fault_close(const struct workload *w);

#endif
