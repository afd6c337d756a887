/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's addresses, which are lwIP's here: the same names
 * and members, other numbers and sizes. */
#ifndef SOCKFIT_SHIMS_ZEPHYR_NET_NET_IP_H
#define SOCKFIT_SHIMS_ZEPHYR_NET_NET_IP_H

#include <lwip/sockets.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NET_IPV4_ADDR_LEN sizeof("xxx.xxx.xxx.xxx")
#define NET_IPV6_ADDR_LEN                                                      \
  sizeof("xxxx:xxxx:xxxx:xxxx:xxxx:xxxx:xxx.xxx.xxx.xxx")

#define net_sin(address) ((struct sockaddr_in *)(void *)(address))
#define net_sin6(address) ((struct sockaddr_in6 *)(void *)(address))

/* NULL: it does not fit. */
char *net_addr_ntop(sa_family_t family, const void *address, char *text,
                    size_t size);
/* 0, or -EINVAL: no address. */
int net_addr_pton(sa_family_t family, const char *text, void *ret_address);

#ifdef __cplusplus
}
#endif

#endif
