/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: reading numbers without the C library's tolerance (spaces,
 * signs, octal, locale). Pure functions. */
#include "scenario/number.h"

#include <errno.h>
#include <string.h>

/* The value of a digit, or base and more when it is none. */
static unsigned digit_value(char c) {
  if (c >= '0' && c <= '9')
    return (unsigned)(c - '0');
  if (c >= 'a' && c <= 'f')
    return (unsigned)(c - 'a' + 10);
  if (c >= 'A' && c <= 'F')
    return (unsigned)(c - 'A' + 10);
  return 99;
}

int number_parse_unsigned(const char *text, uint64_t *ret_number) {
  unsigned base = strncmp(text, "0x", 2) == 0 ? 16 : 10;
  const char *at = base == 16 ? text + 2 : text;
  if (*at == '\0' || (base == 10 && at[0] == '0' && at[1] != '\0'))
    return -EINVAL;
  uint64_t number = 0;
  bool overflow = false;
  for (; *at; at++) {
    unsigned digit = digit_value(*at);
    if (digit >= base)
      return -EINVAL;
    overflow |= __builtin_mul_overflow(number, base, &number);
    overflow |= __builtin_add_overflow(number, digit, &number);
  }
  if (overflow)
    return -ERANGE;
  *ret_number = number;
  return 0;
}

int number_parse(const char *text, int64_t *ret_number) {
  bool negative = *text == '-';
  uint64_t magnitude;
  int r = number_parse_unsigned(text + negative, &magnitude);
  if (r < 0)
    return r;
  if (magnitude > INT64_MAX)
    return -ERANGE;
  *ret_number = negative ? -(int64_t)magnitude : (int64_t)magnitude;
  return 0;
}

int number_parse_bound(const char *text, enum bound_op *ret_op,
                       int64_t *ret_number) {
  static const struct {
    const char *text;
    enum bound_op op;
  } ops[] = {
      {"<=", BOUND_LE}, {">=", BOUND_GE}, {"!=", BOUND_NE}, {"==", BOUND_EQ},
      {"<", BOUND_LT},  {">", BOUND_GT},  {"=", BOUND_EQ},  {"", BOUND_EQ},
  };
  size_t i = 0;
  while (strncmp(text, ops[i].text, strlen(ops[i].text)) != 0)
    i++;
  text += strlen(ops[i].text);
  text += strspn(text, " ");
  if (*text == '-')
    return -EINVAL;
  int r = number_parse(text, ret_number);
  if (r == 0)
    *ret_op = ops[i].op;
  return r;
}
