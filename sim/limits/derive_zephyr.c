/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: ESPHome's rule for Zephyr (nrf52): NET_MAX_CONTEXTS, and the
 * number of descriptors that poll() takes, are the sum of all types, at least
 * 10 (facts/esphome.md, 2.2). ESPHome logs nothing about it. */
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "limits/derive.h"

#define CONTEXTS_MIN 10

int derive_zephyr(const struct variant *variant,
                  const struct declared *declared, struct limits *limits,
                  struct diag *diag) {
  const struct socket_counts *counts = &declared->counts;
  int contexts =
      declared->total > CONTEXTS_MIN ? declared->total : CONTEXTS_MIN;
  char *because =
      text_format("NET_MAX_CONTEXTS = max(%d TCP + %d UDP + %d"
                  " TCP_LISTEN, %d), ESPHome's rule for zephyr",
                  counts->tcp, counts->udp, counts->tcp_listen, CONTEXTS_MIN);
  if (!because)
    return -ENOMEM;
  int error = limits_put_number(limits, "MEMP_NUM_NETCONN", contexts,
                                LIMIT_DERIVED, because);
  free(because);
  own_warn_if_short(variant, declared, diag);
  return error;
}
