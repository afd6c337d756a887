/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory of workloads: malloc, calloc, realloc and free as in stdlib.h, but the
 * memory goes with the host. Included by sockfit/workload.h, which gives them
 * their usual names. */
#ifndef SOCKFIT_MEMORY_H
#define SOCKFIT_MEMORY_H

#include <stddef.h>

void *workload_malloc(size_t size);
void *workload_calloc(size_t count, size_t size);
void *workload_realloc(void *memory, size_t size);
void workload_free(void *memory);

#endif
