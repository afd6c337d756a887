/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage, internal: limits in ESP-IDF's names. */
#ifndef SOCKFIT_EXPORT_KCONFIG_H
#define SOCKFIT_EXPORT_KCONFIG_H

#include "export/export.h"

/* A limit as Kconfig has it. */
struct kconfig {
  const char *name;
  char value[24];
};

/* Does that release's Kconfig allow the value, maybe with SPIRAM only? If not,
 * a diagnosis says so. */
bool kconfig_check(const struct export_source *source, const char *release,
                   const struct kconfig *kconfig, bool *ret_needs_spiram,
                   struct diag *diag);

/* The Kconfig name and value of a limit; false when ESP-IDF has none for it. */
bool kconfig_of(const struct limit *limit, struct kconfig *ret_kconfig);

#endif
