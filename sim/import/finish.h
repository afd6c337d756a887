/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: the end of every import. */
#ifndef SOCKFIT_IMPORT_FINISH_H
#define SOCKFIT_IMPORT_FINISH_H

#include "import/import.h"
#include "import/write.h"
#include "scenario/mistakes.h"

/* What was written becomes the result, unless something went wrong; writer and
 * arena (may be NULL) are used up.
 *
 * r  of the steps before
 * Returns r, -EINVAL when there were mistakes, or -ENOMEM. */
int import_finish(int r, const struct mistakes *mistakes, struct writer *writer,
                  struct arena *arena, struct imported *ret_imported);

#endif
