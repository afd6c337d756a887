/* SPDX-License-Identifier: BSD-3-Clause */
/* base: writing to a FIFO whose reader takes its time. A plain open() or
 * write() waits for ever and, since the loop's signals restart calls, does not
 * hear of Ctrl-C; these do. The signal stays pending for the loop, which hears
 * of it as always. */
#ifndef SOCKFIT_BASE_FIFO_H
#define SOCKFIT_BASE_FIFO_H

#include <stddef.h>

/* Open for writing when somebody reads it. Returns a descriptor; -ECANCELED
 * when SIGINT or SIGTERM came first; the negative errno of open(). */
int fifo_open(const char *path);

/* Wait until fd, a pipe, FIFO or socket, takes PIPE_BUF octets without
 * blocking, or fails. Returns 0, or -ECANCELED as above. */
int fifo_wait(int fd);

/* write() of all of it, with waits between. Returns 0, -ECANCELED, or the
 * negative errno of write(). */
int fifo_write(int fd, const void *data, size_t len);

#endif
