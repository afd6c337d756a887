/* SPDX-License-Identifier: BSD-3-Clause */
/* study: consumers and peers that are C functions of a program. */
#ifndef SOCKFIT_STUDY_FUNCTIONS_H
#define SOCKFIT_STUDY_FUNCTIONS_H

#include "base/diag.h"
#include "study/one_run.h"

/* Whether each item of the kind `function` has one. Returns 0, or -EINVAL with
 * a diagnosis for each that has none: only a program that uses the library can
 * run it. */
int functions_check(const struct one_run *run, struct diag *diag);

#endif
