/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: a timeval of 32-bit words. */
#ifndef SOCKFIT_TARGET_SYS_TIME_H
#define SOCKFIT_TARGET_SYS_TIME_H

struct timeval {
  long tv_sec;
  long tv_usec;
};

#endif
