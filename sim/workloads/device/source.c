/* SPDX-License-Identifier: BSD-3-Clause */
/* workload: the user's own source. Its entry is app_main, or a task's
 * function; what it starts, opens and logs is this consumer's. */
#include "sockfit/program.h"
#include "sockfit/workload.h"

void source_main(const struct workload *w);

void source_main(const struct workload *w) {
  workload_program(w);
}
