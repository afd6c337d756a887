/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: lwIP's own test/sockets/sockets_stresstest.c, from the tree
 * that the image is compiled from. The parameter is how often it is run.
 *
 * Clients and servers talk over the loopback interface for ten seconds, each
 * waiting in a mode picked at random: select(), poll(), SO_RCVTIMEO, without
 * blocking, or, with LWIP_NETCONN_FULLDUPLEX, in a task of its own. */
#include "sockfit/workload.h"

/* Found relative to src/include, which every image has in its search path. The
 * file's entry points start endless loops; what they loop over is called here,
 * and for that it has to be part of this file. */
#include "../../test/sockets/sockets_stresstest.c"

void stress_main(const struct workload *w);
void stress_main(const struct workload *w) {
  int64_t rounds = workload_number(w, "value");
  struct test_settings settings = {.start_client = 1};
  settings.addr.ss_family = AF_INET; /* any address, any port */
  for (int64_t i = 0; i < rounds; i++) {
    sockets_stresstest_listener(&settings);
    LWIP_ASSERT("every task is over", sockets_stresstest_numthreads == 0);
    workload_log(w, 'I', "stress", "round %d", (int)i + 1);
  }
}
