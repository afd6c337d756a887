/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the workload `source` and the port: the user's own code. */
#ifndef SOCKFIT_PROGRAM_H
#define SOCKFIT_PROGRAM_H

struct workload;

/* Call the entry of this consumer's program (lwip-port/shims/app.c). Others
 * are set up as soon as it waits for something. */
void workload_program(const struct workload *w);

#endif
