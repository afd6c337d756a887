/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: pool sizes of a profile with static pools. Netconns as on
 * every platform, and one pool for each type of PCB; never less than what the
 * profile has by itself. */
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "limits/derive.h"

/* Raise one pool to what the consumers need. Takes because. */
static int raise_pool(const struct variant *variant, struct limits *limits,
                      const char *name, int needed, char *because) {
  if (!because)
    return -ENOMEM;
  int error = 0;
  int64_t least = limits_number(limits, name, 0);
  if (!own_find(variant, name) && needed > least)
    error = limits_put_number(limits, name, needed, LIMIT_DERIVED, because);
  free(because);
  return error;
}

int derive_pools(const struct variant *variant, const struct declared *declared,
                 struct limits *limits, struct diag *diag) {
  const struct socket_counts *counts = &declared->counts;
  int error = raise_pool(
      variant, limits, "MEMP_NUM_NETCONN", declared->total,
      text_format("%d TCP + %d UDP + %d TCP_LISTEN, one netconn each",
                  counts->tcp, counts->udp, counts->tcp_listen));
  if (error)
    return error;

  /* listen() takes the listen PCB before it gives the TCP PCB back, which the
   * socket has had since socket(): one listener at a time needs one more. */
  int in_listen = counts->tcp_listen > 0 ? 1 : 0;
  error =
      raise_pool(variant, limits, "MEMP_NUM_TCP_PCB", counts->tcp + in_listen,
                 text_format("%d TCP [%s]%s", counts->tcp, declared->tcp,
                             in_listen ? ", and 1 between the socket() and"
                                         " the listen() of a listener"
                                       : ""));
  if (error)
    return error;
  error =
      raise_pool(variant, limits, "MEMP_NUM_TCP_PCB_LISTEN", counts->tcp_listen,
                 text_format("%d TCP_LISTEN [%s]", counts->tcp_listen,
                             declared->tcp_listen));
  if (error)
    return error;
  error = raise_pool(variant, limits, "MEMP_NUM_UDP_PCB", counts->udp,
                     text_format("%d UDP [%s]", counts->udp, declared->udp));
  if (error)
    return error;

  own_warn_if_short(variant, declared, diag);
  return 0;
}
