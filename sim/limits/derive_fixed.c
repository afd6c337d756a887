/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: platforms whose stack is compiled once for everybody. Nothing
 * is derived; a sum that does not fit is worth a warning. */
#include "limits/derive.h"

int derive_fixed(const struct variant *variant, const struct declared *declared,
                 struct limits *limits, struct diag *diag) {
  if (own_find(variant, "MEMP_NUM_NETCONN")) {
    own_warn_if_short(variant, declared, diag);
    return 0;
  }
  if (!limits_find(limits, "MEMP_NUM_NETCONN"))
    return 0; /* no sockets to compare with */
  int64_t sockets = limits_number(limits, "MEMP_NUM_NETCONN", 0);
  if (declared->total > sockets)
    diag_add(diag, DIAG_WARNING, &variant->place,
             "the consumers declare %d sockets, but profile %s always has %d",
             declared->total, limits->profile->name, (int)sockets);
  return 0;
}
