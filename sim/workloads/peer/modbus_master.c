/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a Modbus TCP master: polls at a fixed pace, and after a
 * failure leaves the connection as configured and comes back on a new port. One
 * attempt a connection, served with the first answer. Compiled into an image.
 */
#include "sockfit/workload.h"

#include "common/script.h"

static enum step_verb verb_of(const char *how) {
  return strcmp(how, "vanish") == 0   ? STEP_VANISH
         : strcmp(how, "reboot") == 0 ? STEP_REBOOT
         : strcmp(how, "abort") == 0  ? STEP_ABORT
                                      : STEP_CLOSE;
}

void modbus_master_main(const struct workload *w) {
  char text[160];
  int request = (int)workload_number(w, "request_size");
  int answer = (int)workload_number(w, "answer_size");
  unsigned long every_ms = workload_ms(w, "poll_every");
  snprintf(text, sizeof text,
           "connect; ask %d for %d; served; ask %d for %d x* every %lums",
           request, answer, request, answer, every_ms > 0 ? every_ms : 1);
  script_run_for_ever(w, text, workload_ms(w, "reconnect_after"),
                      verb_of(workload_text(w, "on_failure")));
}
