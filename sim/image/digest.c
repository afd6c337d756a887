/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: names for cache entries. The only file that includes xxhash. */
#include "image/digest.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <xxhash.h>

struct digest *digest_new(void) {
  XXH3_state_t *state = XXH3_createState();
  if (state != NULL)
    XXH3_128bits_reset(state);
  return (struct digest *)state;
}

void digest_free(struct digest *digest) {
  XXH3_freeState((XXH3_state_t *)digest);
}

void digest_add(struct digest *digest, const void *data, size_t len) {
  uint64_t size = len;
  XXH3_128bits_update((XXH3_state_t *)digest, &size, sizeof(size));
  XXH3_128bits_update((XXH3_state_t *)digest, data, len);
}

void digest_add_text(struct digest *digest, const char *text) {
  digest_add(digest, text, strlen(text));
}

void digest_hex(const struct digest *digest, char ret_hex[DIGEST_HEX_SIZE]) {
  XXH128_hash_t hash = XXH3_128bits_digest((const XXH3_state_t *)digest);
  snprintf(ret_hex, DIGEST_HEX_SIZE, "%016llx%016llx",
           (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}
