/* SPDX-License-Identifier: BSD-3-Clause */
/* A device that asks for more memory than any device has: it is refused to it,
 * the run goes on, and what is kept of it was not touched. */
#include <stdint.h>
#include <string.h>

#include "sockfit/workload.h"

static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 8, SIZE_MAX - 40,
                               PTRDIFF_MAX, (size_t)2 << 30};

void greedy_main(const struct workload *w);
void greedy_main(const struct workload *w) {
  char *kept = malloc(65536);
  size_t refused = 0;
  memset(kept, 'k', 65536);
  for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
    refused += malloc(sizes[i]) == NULL;
  refused += calloc(SIZE_MAX / 2, 3) == NULL;
  refused += realloc(kept, SIZE_MAX - 8) == NULL;
  workload_log(w, 'I', "greedy", "%u refused, %s", (unsigned)refused,
               kept[0] == 'k' && kept[65535] == 'k' ? "kept" : "lost");
  free(kept);
}
