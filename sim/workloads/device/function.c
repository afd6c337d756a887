/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: a C function of the program that runs this image: a test
 * with the library (sim/lib). Compiled into an image. */
#include "sockfit/function.h"
#include "sockfit/workload.h"

void function_main(const struct workload *w);

void function_main(const struct workload *w) {
  workload_function(w);
}
