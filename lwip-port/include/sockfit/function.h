/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the workloads `function` and the port: a C function of the program
 * that runs this image. */
#ifndef SOCKFIT_FUNCTION_H
#define SOCKFIT_FUNCTION_H

struct workload;

/* Call the function of this workload, with its calls (sockfit/calls.h). Others
 * are set up as soon as it waits for something. */
void workload_function(const struct workload *w);

#endif
