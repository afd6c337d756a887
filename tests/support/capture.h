/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: captures read by hand, so that nothing that wrote them is trusted. */
#ifndef SOCKFIT_TESTS_CAPTURE_H
#define SOCKFIT_TESTS_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

struct capture_frame {
  int64_t at_ns;
  size_t len;
  const uint8_t *data; /* in the octets that were given */
};

/* Frames of a capture of Ethernet with nanosecond times in this machine's
 * byte order; -1 when it is not one or does not end with a whole frame. The
 * first max are written to ret_frames, which may be NULL when max is 0. */
long capture_frames(const char *octets, size_t len, size_t max,
                    struct capture_frame *ret_frames);

/* The same of a file; fails the test when there is none. */
long capture_frames_in(const char *path);

#endif
