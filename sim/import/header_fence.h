/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: what a stranger's header may include. The preprocessor can be
 * made to read any file, and a compiler quotes what it does not understand. So
 * what a header includes is listed first, and of a header that includes
 * something else than the below nothing is quoted or compiled:
 *
 *   - lwIP, the port, and the folder in which it is compiled;
 *   - the header's own folder and the current one, and what is below;
 *   - the system's and the compiler's own headers. */
#ifndef SOCKFIT_IMPORT_HEADER_FENCE_H
#define SOCKFIT_IMPORT_HEADER_FENCE_H

#include "base/diag.h"
#include "image/image.h"

struct header_fence {
  const struct image_places *places; /* all borrowed */
  const char *compiler;
  const char *scratch; /* where it is compiled */
  const char *header;  /* absolute path */
};

/* said: what the compiler wrote with -H, a line of dots and a path for each
 * file that it opened; those lines are taken out, so that its messages are
 * left. Returns 0, or -EINVAL with a diagnosis at place when a file is outside.
 */
int header_fence_listed(const struct header_fence *fence, char *said,
                        const struct place *place, struct diag *diag);

/* The same with the rule for make that -M wrote to path: it has what -H leaves
 * out (#embed). Returns 0, -EINVAL with a diagnosis, or errnos of files_read.
 */
int header_fence_rule(const struct header_fence *fence, const char *path,
                      const struct place *place, struct diag *diag);

#endif
