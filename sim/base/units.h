/* SPDX-License-Identifier: BSD-3-Clause */
/* base: values with units, as scenarios write them. */
#ifndef SOCKFIT_BASE_UNITS_H
#define SOCKFIT_BASE_UNITS_H

#include <stdint.h>

#define NS_PER_US INT64_C(1000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)
#define PPM_PER_PERCENT INT64_C(10000)
#define PPM INT64_C(1000000)

/* A duration such as "250ms", "5s", "1.5s", "2min", "1h", "1d", "10us" or
 * "20ns" into nanoseconds. A bare number is refused (units are mandatory)
 * except "0". Returns 0, -EINVAL (not a duration) or -ERANGE (does not fit,
 * negative, or finer than 1 ns). */
int units_parse_time(const char *text, int64_t *ret_ns);

/* A rate such as "54Mbit/s", "100kbit/s" or "1Gbit/s" into bits a second.
 * Returns 0, -EINVAL or -ERANGE. */
int units_parse_rate(const char *text, int64_t *ret_bits_per_s);

/* A size such as "512B", "16KiB", "1MiB" or "10kB" into octets.
 * Returns 0, -EINVAL or -ERANGE. */
int units_parse_size(const char *text, int64_t *ret_octets);

/* A share such as "2%" or "0.25%" into millionths: 1 % is 10000. More than
 * 100 % is a number like any other here.
 * Returns 0, -EINVAL or -ERANGE (negative, or finer than a millionth). */
int units_parse_percent(const char *text, int64_t *ret_ppm);

#endif
