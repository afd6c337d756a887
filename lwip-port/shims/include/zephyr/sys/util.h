/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's small macros. */
#ifndef SOCKFIT_SHIMS_ZEPHYR_SYS_UTIL_H
#define SOCKFIT_SHIMS_ZEPHYR_SYS_UTIL_H

#include <stddef.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define ARG_UNUSED(x) (void)(x)
#define BIT(n) (1UL << (n))
#define CONTAINER_OF(member, type, field)                                      \
  ((type *)(void *)((char *)(member)-offsetof(type, field)))
#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#define CLAMP(value, low, high) MIN(MAX(value, low), high)
#ifndef MSEC_PER_SEC
#define MSEC_PER_SEC 1000U
#define USEC_PER_MSEC 1000U
#endif
/* 1 for a switch of Kconfig that is on: it is defined as 1. */
#define IS_ENABLED(config) SHIM_IS_ONE(config)
#define SHIM_IS_ONE(value) SHIM_IS_ONE_OF(SHIM_ONE_##value)
#define SHIM_IS_ONE_OF(pair) SHIM_SECOND(pair 1, 0, 0)
#define SHIM_SECOND(first, second, ...) second
#define SHIM_ONE_1 0,
#define BUILD_ASSERT(...) _Static_assert(__VA_ARGS__)

#endif
