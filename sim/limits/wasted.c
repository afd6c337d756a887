/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: see wasted.h. Pure functions. */
#include "limits/wasted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int smaller(int a, int b) {
  return a < b ? a : b;
}

/* What is less of that option; 0 where it is no plain number. */
static int64_t less_of(const char *name, const struct limits *limits,
                       const struct limits *needed) {
  return limits_number(limits, name, 0) - limits_number(needed, name, 0);
}

static int64_t octets_between(const struct limits *limits,
                              const struct limits *needed,
                              const struct ram_sizes *sizes) {
  int64_t octets = 0;
  if (sizes->sockets > 0)
    octets += less_of("MEMP_NUM_NETCONN", limits, needed) * sizes->slot_b;
  for (size_t i = 0; i < sizes->pool_count && !sizes->heap_pools; i++)
    octets += less_of(sizes->pools[i].option, limits, needed) *
              sizes->pools[i].element_b;
  return octets;
}

int wasted_octets(const struct variant *variant, size_t index,
                  const struct socket_counts *opened,
                  const struct limits *limits, const struct ram_sizes *sizes,
                  int64_t *ret_octets) {
  struct variant changed = *variant;
  changed.consumers =
      calloc(variant->consumer_count, sizeof(*changed.consumers));
  if (!changed.consumers)
    return -ENOMEM;
  memcpy(changed.consumers, variant->consumers,
         variant->consumer_count * sizeof(*changed.consumers));
  struct socket_counts *declared = &changed.consumers[index].declared;
  declared->tcp = smaller(declared->tcp, opened->tcp);
  declared->udp = smaller(declared->udp, opened->udp);
  declared->tcp_listen = smaller(declared->tcp_listen, opened->tcp_listen);

  struct diag diag = {0}; /* warnings about counts that nobody chose */
  struct limits *needed = NULL;
  int error = limits_derive(&changed, &needed, &diag);
  if (!error)
    *ret_octets = octets_between(limits, needed, sizes);
  limits_free(needed);
  diag_done(&diag);
  free(changed.consumers);
  return error;
}
