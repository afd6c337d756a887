/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: a loop around a failing accept() that never sleeps. Another
 * task counts seconds all the same. */
#include "sockfit/workload.h"

static void counts(void *arg) {
  for (int second = 1; second <= 3; second++) {
    workload_sleep_ms(1000);
    workload_log(arg, 'I', "spinner", "second %d", second);
  }
}

void spinner_main(const struct workload *w);
void spinner_main(const struct workload *w) {
  workload_task(w, "counts", counts, (void *)w);
  for (;;)
    accept(9999, NULL, NULL);
}
