/* SPDX-License-Identifier: BSD-3-Clause */
/* study: consumers that are the user's own source, as image/image.h wants them;
 * and whose source that may be. */
#ifndef SOCKFIT_STUDY_OWN_CODE_H
#define SOCKFIT_STUDY_OWN_CODE_H

#include <stdbool.h>

#include "image/image.h"
#include "scenario/scenario.h"

/* Whether the source that a scenario names may be compiled: it was allowed by
 * --allow-source, or the scenario is below the folder that we run in or below
 * the root of its git checkout. What compiles can run: a stranger's file must
 * not. */
bool own_code_trusted(bool allowed, const char *file);

/* The programs among a variant's consumers.
 *
 * file     of the scenario, as given
 * trusted  own_code_trusted's answer
 * Returns 0 and an array for own_code_done; -EINVAL with a diagnosis when
 * there are some and they are not trusted; -ENOMEM. */
int own_code_list(const struct variant *variant, const char *file, bool trusted,
                  struct image_program **ret_programs, size_t *ret_count,
                  struct diag *diag);

void own_code_done(struct image_program *programs, size_t count);

#endif
