/* SPDX-License-Identifier: BSD-3-Clause */
/* base: decimal values with units, read exactly: no floating point, so that
 * "1.1s" is the same instant on every compiler. Pure functions. */
#include "base/units.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct unit {
  const char *name;
  int64_t scale;
};

#define DIGITS_MAX 19 /* as many as always fit in 64 bits */

/* whole + fraction / 10^fraction_count; rest is what follows the digits. */
struct decimal {
  bool negative;
  uint64_t whole;
  uint64_t fraction;
  unsigned fraction_count;
  const char *rest;
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *at) {
  while (is_digit(*at))
    at++;
  return at;
}

/* The digits from start to end as a number. Returns 0 or -ERANGE. */
static int digits_value(const char *start, const char *end,
                        uint64_t *ret_value) {
  if (end - start > DIGITS_MAX)
    return -ERANGE;
  uint64_t value = 0;
  for (const char *at = start; at < end; at++)
    value = value * 10 + (uint64_t)(*at - '0');
  *ret_value = value;
  return 0;
}

/* Digits after the point; zeros at the end say nothing. */
static int read_fraction(const char *start, const char *end,
                         struct decimal *decimal) {
  while (end > start && end[-1] == '0')
    end--;
  decimal->fraction_count = (unsigned)(end - start);
  return digits_value(start, end, &decimal->fraction);
}

/* Returns 0, -EINVAL (no number) or -ERANGE (rest is set all the same). */
static int read_decimal(const char *text, struct decimal *decimal) {
  decimal->negative = *text == '-';
  const char *start = text + (*text == '-' || *text == '+');
  const char *end = skip_digits(start);
  if (end == start)
    return -EINVAL;
  while (start < end && *start == '0')
    start++;
  int r = digits_value(start, end, &decimal->whole);
  if (*end == '.') {
    start = end + 1;
    end = skip_digits(start);
    if (end == start)
      return -EINVAL;
    int fraction_r = read_fraction(start, end, decimal);
    r = r ? r : fraction_r;
  }
  decimal->rest = end;
  return r;
}

static uint64_t power_of_ten(unsigned exponent) {
  uint64_t power = 1;
  while (exponent--)
    power *= 10;
  return power;
}

/* whole * scale + fraction * scale / 10^count, refused when it is not a whole
 * number or does not fit. 128 bits hold every product: both numbers are below
 * 10^19, scale is below 10^14. */
static int scale_decimal(const struct decimal *decimal, int64_t scale,
                         int64_t *ret_value) {
  unsigned __int128 part =
      (unsigned __int128)decimal->fraction * (uint64_t)scale;
  uint64_t divisor = power_of_ten(decimal->fraction_count);
  if (part % divisor != 0)
    return -ERANGE;
  unsigned __int128 value =
      (unsigned __int128)decimal->whole * (uint64_t)scale + part / divisor;
  if (value > INT64_MAX || (decimal->negative && value != 0))
    return -ERANGE;
  *ret_value = (int64_t)value;
  return 0;
}

/* units ends with a NULL name. A wrong unit is -EINVAL even when the number
 * is out of range: the more basic mistake is named first. */
static int parse_scaled(const char *text, const struct unit *units,
                        int64_t *ret_value) {
  struct decimal decimal = {0};
  int r = read_decimal(text, &decimal);
  if (r == -EINVAL)
    return r;
  for (const struct unit *unit = units; unit->name; unit++) {
    if (strcmp(decimal.rest, unit->name) != 0)
      continue;
    return r < 0 ? r : scale_decimal(&decimal, unit->scale, ret_value);
  }
  return -EINVAL;
}

int units_parse_time(const char *text, int64_t *ret_ns) {
  static const struct unit units[] = {
      {"ns", 1},
      {"us", NS_PER_US},
      {"ms", NS_PER_MS},
      {"s", NS_PER_S},
      {"min", 60 * NS_PER_S},
      {"h", 3600 * NS_PER_S},
      {"d", 86400 * NS_PER_S},
      {NULL, 0},
  };
  if (strcmp(text, "0") == 0) {
    *ret_ns = 0;
    return 0;
  }
  return parse_scaled(text, units, ret_ns);
}

int units_parse_rate(const char *text, int64_t *ret_bits_per_s) {
  static const struct unit units[] = {
      {"bit/s", 1},           {"kbit/s", 1000}, {"Mbit/s", 1000000},
      {"Gbit/s", 1000000000}, {NULL, 0},
  };
  return parse_scaled(text, units, ret_bits_per_s);
}

int units_parse_size(const char *text, int64_t *ret_octets) {
  static const struct unit units[] = {
      {"B", 1},         {"kB", 1000},       {"MB", 1000000},  {"KiB", 1 << 10},
      {"MiB", 1 << 20}, {"GB", 1000000000}, {"GiB", 1 << 30}, {NULL, 0},
  };
  return parse_scaled(text, units, ret_octets);
}

int units_parse_percent(const char *text, int64_t *ret_ppm) {
  static const struct unit units[] = {{"%", 10000}, {NULL, 0}};
  return parse_scaled(text, units, ret_ppm);
}
