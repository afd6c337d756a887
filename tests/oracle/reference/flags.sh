#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tests/oracle, reference: api_msg.c with NETCONN_FLAG_MBOXINVALID set in the two
# places where plain lwIP 2.2.1 forgets it, which LWIP_NETCONN_FULLDUPLEX asserts.
#
#     flags.sh api_msg.c > copy.c
set -eu
flag='newconn->flags |= NETCONN_FLAG_MBOXINVALID; reference_rule("netconn flags");'
awk -v flag="$flag" '
  { code = $0; gsub(/^ +/, "", code) }
  code == "netconn_drain(newconn);" { print "#if LWIP_NETCONN_FULLDUPLEX\n" flag "\n#endif"; n++ }
  code == "netconn_free(newconn);" && !overflow { print "#if LWIP_NETCONN_FULLDUPLEX\n" flag "\n#endif"; overflow = 1; n++ }
  { print }
  END { if (n != 2) { print "api_msg.c is not as expected" > "/dev/stderr"; exit 1 } }
' "$1"
