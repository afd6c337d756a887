/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: the limits of a scenario in the words of those who compile
 * firmware. Each format is one file and one line in export.c's table. Importing
 * what is written gives the same limits (but for consume_sockets, which is for
 * a component and not for a device). */
#ifndef SOCKFIT_EXPORT_EXPORT_H
#define SOCKFIT_EXPORT_EXPORT_H

#include "base/diag.h"
#include "base/text.h"
#include "limits/limits.h"
#include "scenario/scenario.h"

/* What is exported; borrowed. */
struct export_source {
  const struct scenario *scenario;
  const struct variant *variant;
  const struct limits *limits;
};

/* Write the limits in that format (NULL or unknown: all formats are named).
 * Returns 0; -EINVAL with a diagnosis when there is no such format or when the
 * profile cannot have it; -ENOMEM. The text is the caller's to free. */
int export_write(const struct export_source *source, const char *format,
                 struct text *ret_text, struct diag *diag);

/* Every limit that the export is about: those that do not come from the
 * profile, and always the number of sockets and of TCP PCBs. */
bool export_wants(const struct limit *limit);

/* ---- one for each format; they only fail as text does, or with -EINVAL ----
 */
int export_sdkconfig(const struct export_source *source, struct text *text,
                     struct diag *diag);
int export_esphome(const struct export_source *source, struct text *text,
                   struct diag *diag);
int export_lwipopts(const struct export_source *source, struct text *text,
                    struct diag *diag);
int export_zephyr(const struct export_source *source, struct text *text,
                  struct diag *diag);
int export_consume_sockets(const struct export_source *source,
                           struct text *text, struct diag *diag);

/* The ESP-IDF release that a profile of ESP-IDF stands for, "5.4.0"; NULL when
 * the profile is none, or its libraries are compiled for everybody. Then a
 * diagnosis says so. */
const char *export_release(const struct export_source *source,
                           const char *format, struct diag *diag);

#endif
