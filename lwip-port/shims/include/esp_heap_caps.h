/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: memory is memory, whatever its capabilities. */
#ifndef SOCKFIT_SHIMS_ESP_HEAP_CAPS_H
#define SOCKFIT_SHIMS_ESP_HEAP_CAPS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MALLOC_CAP_8BIT (1 << 2)
#define MALLOC_CAP_32BIT (1 << 1)
#define MALLOC_CAP_DMA (1 << 3)
#define MALLOC_CAP_SPIRAM (1 << 10)
#define MALLOC_CAP_INTERNAL (1 << 11)
#define MALLOC_CAP_DEFAULT (1 << 12)

void *heap_caps_malloc(size_t size, uint32_t capabilities);
void *heap_caps_calloc(size_t count, size_t size, uint32_t capabilities);
void *heap_caps_realloc(void *memory, size_t size, uint32_t capabilities);
void heap_caps_free(void *memory);
size_t heap_caps_get_free_size(uint32_t capabilities);
size_t heap_caps_get_minimum_free_size(uint32_t capabilities);
size_t heap_caps_get_largest_free_block(uint32_t capabilities);

#ifdef __cplusplus
}
#endif

#endif
