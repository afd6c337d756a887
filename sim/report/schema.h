/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what kind of result a file is. */
#ifndef SOCKFIT_REPORT_SCHEMA_H
#define SOCKFIT_REPORT_SCHEMA_H

#include "base/diag.h"

/* The member "schema" of a JSON file, malloc'ed. Returns 0; -EINVAL with a
 * diagnosis when it cannot be read, is no JSON, or has none; -ENOMEM. */
int schema_read(const char *path, char **ret_schema, struct diag *diag);

#endif
