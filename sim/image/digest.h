/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: names for cache entries, 128 bits of XXH3 (xxhash). */
#ifndef SOCKFIT_IMAGE_DIGEST_H
#define SOCKFIT_IMAGE_DIGEST_H

#include <stddef.h>

#define DIGEST_HEX_SIZE 33

struct digest; /* malloc'ed state */

struct digest *digest_new(void); /* NULL: no memory */
void digest_free(struct digest *digest);
/* Each piece counts with its length: "ab","c" differs from "a","bc". */
void digest_add(struct digest *digest, const void *data, size_t len);
void digest_add_text(struct digest *digest, const char *text);
void digest_hex(const struct digest *digest, char ret_hex[DIGEST_HEX_SIZE]);

#endif
