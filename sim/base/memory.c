/* SPDX-License-Identifier: BSD-3-Clause */
/* base: memory for libraries that crash where there is none. See memory.h. */
#include "base/memory.h"

#include <stdlib.h>

bool memory_is_left(size_t octets) {
  void *volatile memory = malloc(octets); /* or a compiler drops both */
  free(memory);
  return memory != NULL;
}
