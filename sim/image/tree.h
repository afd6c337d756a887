/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: a digest of the C sources below a folder. */
#ifndef SOCKFIT_IMAGE_TREE_H
#define SOCKFIT_IMAGE_TREE_H

#include "base/diag.h"
#include "image/digest.h"

/* Content digest of every .c, .h and .patch file below folder, in order of
 * their names. When nothing has changed since the last time (names, sizes and
 * modification times agree), the result remembered in cache_folder is used:
 * the files are then not read. Returns 0 or a negative errno. */
int tree_digest(const char *folder, const char *cache_folder,
                char ret_hex[DIGEST_HEX_SIZE]);

/* Add the digest of folder with below behind its name ("": itself). Returns 0,
 * or a negative errno with a diagnosis. */
int tree_add(const char *folder, const char *below, const char *cache_folder,
             struct digest *digest, struct diag *diag);

#endif
