/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: runs of the independent build, many at a time: they mostly
 * sleep. */
#ifndef ORACLE_REFERENCES_H
#define ORACLE_REFERENCES_H

#include "transcript.h"

struct reference_run {
  const char *profile;
  const char *cell;
  int64_t msl_ms;
  int64_t limit_s;
  int64_t expected_ms; /* how long it may take; the longest begin first */
  const struct transcript *simulated; /* what it is to be compared with */
  struct transcript transcript;       /* out; free with transcript_done */
  enum {
    REFERENCE_WAITS,
    REFERENCE_DONE,
    REFERENCE_LATE, /* the machine was too busy, again and again */
    REFERENCE_FAILED,
  } state; /* out */
  int pid;
  int out;
};

/* Run them all, at most so many at once. A run that differs although, or
 * because, the machine was too busy for real time is repeated, with fewer
 * beside it. Returns how often. */
size_t references_run(struct reference_run *runs, size_t count, size_t at_once);

#endif
