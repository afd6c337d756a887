/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: errno numbers of the simulating host, which lwIP is compiled
 * with here, and of the device, which the user's code sees. */
#ifndef SOCKFIT_SHIMS_ERRNO_MAP_H
#define SOCKFIT_SHIMS_ERRNO_MAP_H

int shim_errno_of_host(int error);
int shim_errno_of_device(int error);

#endif
