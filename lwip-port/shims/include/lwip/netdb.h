/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: lwIP's own header, with functions instead of its macros.
 * Peers' names are known without a DNS server. */
#ifndef SOCKFIT_SHIMS_LWIP_NETDB_H
#define SOCKFIT_SHIMS_LWIP_NETDB_H

#include <lwip/sockets.h>

#pragma push_macro("LWIP_COMPAT_SOCKETS")
#undef LWIP_COMPAT_SOCKETS
#define LWIP_COMPAT_SOCKETS 0
#include_next <lwip/netdb.h>
#pragma pop_macro("LWIP_COMPAT_SOCKETS")

#if LWIP_DNS && (!defined(__ZEPHYR__) || defined(CONFIG_POSIX_API) ||          \
                 defined(CONFIG_NET_SOCKETS_POSIX_NAMES))
#ifdef __cplusplus
extern "C" {
#endif

int getaddrinfo(const char *node, const char *service,
                const struct addrinfo *hints, struct addrinfo **ret_list);
void freeaddrinfo(struct addrinfo *list);
struct hostent *gethostbyname(const char *name);
int gethostbyname_r(const char *name, struct hostent *ret, char *buffer,
                    size_t size, struct hostent **ret_result, int *ret_error);

#ifdef __cplusplus
}
#endif
#endif

#endif
