/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: the sizes of lwIP's structs and the values of its options,
 * for sim/image/target.c. Compiled for a 32-bit processor with the device's
 * options, never linked and never run: the length of an array is read from
 * the object's symbol table. What may be 0 is 1 longer. */
#include "lwip/api.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/memp.h"
#include "lwip/mld6.h"
#include "lwip/netbuf.h"
#include "lwip/netdb.h"
#include "lwip/pbuf.h"
#include "lwip/priv/api_msg.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/priv/sockets_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/priv/tcpip_priv.h"
#include "lwip/raw.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"
#include "netif/ppp/ppp_opts.h"

#define SIZE(name, type) char sockfit_size_##name[sizeof(type)];
#define VALUE(name) char sockfit_value_##name[1 + (name)];

SIZE(pbuf, struct pbuf)
SIZE(tcp_pcb, struct tcp_pcb)
SIZE(tcp_pcb_listen, struct tcp_pcb_listen)
SIZE(tcp_seg, struct tcp_seg)
#if LWIP_UDP
SIZE(udp_pcb, struct udp_pcb)
#endif
#if LWIP_RAW
SIZE(raw_pcb, struct raw_pcb)
#endif
#if LWIP_NETCONN || LWIP_SOCKET
SIZE(netconn, struct netconn)
SIZE(netbuf, struct netbuf)
#endif
#if LWIP_SOCKET
SIZE(lwip_sock, struct lwip_sock)
VALUE(NUM_SOCKETS)
#endif

VALUE(MEM_LIBC_MALLOC)
VALUE(MEMP_MEM_MALLOC)
VALUE(TCP_SND_BUF)
VALUE(TCP_WND)
VALUE(DEFAULT_TCP_RECVMBOX_SIZE)
VALUE(DEFAULT_UDP_RECVMBOX_SIZE)
VALUE(DEFAULT_ACCEPTMBOX_SIZE)
VALUE(TCPIP_MBOX_SIZE)
#if !MEM_LIBC_MALLOC
VALUE(MEM_SIZE)
#endif

/* As memp_priv.h lays a pool out. */
#define LWIP_MEMPOOL(name, num, size, desc)                                    \
  char sockfit_count_##name[1 + (num)];                                        \
  char sockfit_element_##name[LWIP_MEM_ALIGN_SIZE(size)];
#include "lwip/priv/memp_std.h"
