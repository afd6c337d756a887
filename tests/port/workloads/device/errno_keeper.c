/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: errno belongs to a task, whoever runs in between. */
#include "sockfit/workload.h"

static void other(void *arg) {
  (void)arg;
  for (int i = 0; i < 10; i++) {
    close(9999); /* EBADF */
    workload_sleep_ms(1);
  }
}

void errno_keeper_main(const struct workload *w);
void errno_keeper_main(const struct workload *w) {
  workload_task(w, "other", other, NULL);
  errno = ENFILE;
  for (int i = 0; i < 10; i++) {
    workload_sleep_ms(1);
    LWIP_ASSERT("errno survived another task", errno == ENFILE);
  }
  workload_log(w, 'I', "errno", "kept");
}
