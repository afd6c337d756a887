/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: lwIP brings its own; esp-lwip 2.1.2 asks for this one. */
#ifndef SOCKFIT_TARGET_SYS_POLL_H
#define SOCKFIT_TARGET_SYS_POLL_H

#define POLLIN 1
#define POLLOUT 2
#define POLLERR 4
#define POLLNVAL 8

typedef unsigned int nfds_t;

struct pollfd {
  int fd;
  short events;
  short revents;
};

#endif
