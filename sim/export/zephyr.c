/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: Zephyr's Kconfig. A socket needs a network context (without
 * one: ENOENT), a file descriptor (without one: ENFILE) and, once it is bound
 * or connected, a connection handler. */
#include <inttypes.h>

#include "export/export.h"

/* stdin, stdout and stderr are descriptors too. */
#define STDIO_COUNT 3

int export_zephyr(const struct export_source *source, struct text *text,
                  struct diag *diag) {
  (void)diag;
  int64_t sockets = limits_number(source->limits, "MEMP_NUM_NETCONN", 0);
  text_add(
      text,
      "# prj.conf: the limits of %s:%s.\n"
      "# sockfit's run is lwIP; in Zephyr each socket has a context, a\n"
      "# descriptor and a connection handler.\n"
      "CONFIG_NET_MAX_CONTEXTS=%" PRId64 "\n"
      "# IPv4 and IPv6 have handlers of their own.\n"
      "CONFIG_NET_MAX_CONN=%" PRId64 "\n"
      "# With stdin, stdout and stderr. Older: CONFIG_POSIX_MAX_FDS; from\n"
      "# 4.3 on: CONFIG_ZVFS_OPEN_SIZE.\n"
      "CONFIG_ZVFS_OPEN_MAX=%" PRId64 "\n"
      "# Older, and nRF Connect: CONFIG_NET_SOCKETS_POLL_MAX.\n"
      "CONFIG_ZVFS_POLL_MAX=%" PRId64 "\n",
      source->scenario->name, source->variant->name, sockets, 2 * sockets,
      sockets + STDIO_COUNT, sockets);
  return 0;
}
