/* SPDX-License-Identifier: BSD-3-Clause */
#include "import/import.h"
#include <errno.h>
int import_sdkconfig(const char *path, struct imported *ret_imported,
                     struct diag *diag) {
  (void)path;
  (void)ret_imported;
  (void)diag;
  return -EINVAL;
}
