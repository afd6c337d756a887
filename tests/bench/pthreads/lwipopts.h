/* SPDX-License-Identifier: BSD-3-Clause */
/* bench: upstream's unix port with what the simulated hosts have: roomy counts,
 * the heap as the only bound, messages to tcpip_thread. No IPv6, no probes. */
#ifndef BENCH_LWIPOPTS_H
#define BENCH_LWIPOPTS_H

#define NO_SYS 0
#define SYS_LIGHTWEIGHT_PROT 1
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 8
#define LWIP_TCPIP_CORE_LOCKING 0
#define MEMP_NUM_NETCONN 512
#define LWIP_SOCKET_MAX_MEMBERSHIPS 64
#define LWIP_COMPAT_SOCKETS 0
#define TCPIP_MBOX_SIZE 256
#define DEFAULT_TCP_RECVMBOX_SIZE 128
#define DEFAULT_UDP_RECVMBOX_SIZE 128
#define DEFAULT_RAW_RECVMBOX_SIZE 128
#define DEFAULT_ACCEPTMBOX_SIZE 255
#define TCP_LISTEN_BACKLOG 1
#define TCP_MSS 1460
#define TCP_WND 64240
#define TCP_SND_BUF 64240
#define TCP_MSL 1 /* a port that comes again finds nothing in TIME_WAIT */
#define SO_REUSE 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_STATS 0

#endif
