/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: between function.c and function_sockets.c. */
#ifndef SOCKFIT_FUNCTION_OWN_H
#define SOCKFIT_FUNCTION_OWN_H

struct sockfit_calls;

/* Set the calls of sockets. */
void function_sockets(struct sockfit_calls *calls);

#endif
