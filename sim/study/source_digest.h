/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what the user's own source (own_code.h) contributes to a result. */
#ifndef SOCKFIT_STUDY_SOURCE_DIGEST_H
#define SOCKFIT_STUDY_SOURCE_DIGEST_H

#include "image/digest.h"
#include "scenario/scenario.h"

/* Add what the variant's consumers of the kind `source` are made of: their
 * files, what these include from the user's folders, and their prj.conf. An
 * #include counts whether or not an #if has it; paths do not count, a file that
 * is not there is left out.
 *
 * file  of the scenario, beside which they are
 * Returns 0 or a negative errno: a file that cannot be read, -ENOMEM. */
int source_digest_add(const struct variant *variant, const char *file,
                      struct digest *digest);

#endif
