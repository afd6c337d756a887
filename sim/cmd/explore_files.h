/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what explore found, as scenario files. */
#ifndef SOCKFIT_CMD_EXPLORE_FILES_H
#define SOCKFIT_CMD_EXPLORE_FILES_H

#include "study/explore.h"

/* Write a finding of selected into folder, under a name that nobody has, unless
 * there is a file that holds it already. The user's own source is found from
 * there. ret_path: malloc'ed. Returns 0; -EEXIST when all names are taken;
 * other negative errnos. */
int explore_file_write(const char *folder, const struct selected *selected,
                       const struct explore_finding *finding, char **ret_path);

#endif
