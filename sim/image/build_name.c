/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: what objects and images are called in the cache. See
 * build_own.h.
 */
#include "image/build_own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "image/compiler.h"
#include "image/tree.h"

static int digest_trees(const struct image_places *places,
                        struct digest *digest, struct diag *diag) {
  int status = tree_add(places->lwip, "/src", places->cache, digest, diag);
  if (status == 0)
    status = tree_add(places->port, "", places->cache, digest, diag);
  if (status == 0)
    status = tree_add(places->workloads, "", places->cache, digest, diag);
  if (status == 0)
    status = tree_add(places->generated, "", places->cache, digest, diag);
  return status;
}

int build_name(const struct image_places *places,
               const struct image_request *request, const char *compiler,
               const char *extra_flags, char ret_base[DIGEST_HEX_SIZE],
               char ret_key[DIGEST_HEX_SIZE], struct diag *diag) {
  const struct limits *limits = request->limits;
  struct digest *digest = digest_new();
  if (digest == NULL)
    return -ENOMEM;
  compiler_digest(compiler, digest);
  digest_add_text(digest, extra_flags);
  digest_add_text(digest, places->tree.flags);
  sources_digest(digest);
  int status = digest_trees(places, digest, diag);
  for (size_t i = 0; i < limits->option_count; i++)
    digest_add_text(digest, limits->options[i].name);
  digest_hex(digest, ret_base);
  for (size_t i = 0; i < limits->option_count; i++)
    digest_add_text(digest, limits->options[i].value);
  digest_add_text(digest, request->family == FAMILY_PEER ? "peer" : "device");
  for (size_t i = 0; i < request->kind_count; i++)
    digest_add_text(digest, request->kinds[i]);
  digest_hex(digest, ret_key);
  digest_free(digest);
  return status;
}
