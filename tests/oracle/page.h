/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: the tables of docs/oracle.md. */
#ifndef ORACLE_PAGE_H
#define ORACLE_PAGE_H

#include "transcript.h"

#define PROFILE_COUNT 10

enum source {
  SOURCE_NOT_RUN,
  SOURCE_NOT_APPLICABLE,
  SOURCE_PLAIN, /* plain lwIP alone says so */
  SOURCE_RULE,  /* plain lwIP and a rule written a second time for it */
  SOURCE_FULL,  /* the same as plain, but only on demand */
};

/* One event and what it comes to on each profile. */
struct row {
  const char *heading; /* of a new group before it, or NULL */
  const char *name;
  bool full;                                 /* with TCP_MSL of 60 s */
  struct transcript outcomes[PROFILE_COUNT]; /* the simulator's */
  enum source sources[PROFILE_COUNT];
};

/* "PROFILE", or "PROFILE+OPTION" with that option set to 1. */
extern const char *const page_profiles[PROFILE_COUNT];

void page_print(FILE *out, const struct row *rows, size_t count);

/* Compare what stands between the page's marks with that. */
bool page_is_current(const char *path, const struct row *rows, size_t count);

#endif
