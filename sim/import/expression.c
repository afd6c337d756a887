/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: see expression.h. Recursive descent, bounded. */
#include "import/expression.h"

#include <string.h>

#define DEPTH_MAX 32

struct reader {
  const char *at;
  const char *end;
  const struct expression_names *names;
  int depth;
};

static bool read_sum(struct reader *r, int64_t *ret);

static char peek(struct reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
    r->at++;
  return r->at < r->end ? *r->at : '\0';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_word(char c) {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

static bool fits(int64_t number) {
  return number >= INT32_MIN && number <= INT32_MAX;
}

static bool read_number(struct reader *r, int64_t *ret) {
  int64_t number = 0;
  for (; r->at < r->end && is_digit(*r->at); r->at++) {
    number = number * 10 + (*r->at - '0');
    if (!fits(number))
      return false;
  }
  *ret = number;
  return r->at == r->end || !is_word(*r->at);
}

static bool read_name(struct reader *r, int64_t *ret) {
  const char *start = r->at;
  while (r->at < r->end && is_word(*r->at))
    r->at++;
  return r->names->find(r->names->arg, start, (size_t)(r->at - start), ret) &&
         fits(*ret);
}

static bool read_operand(struct reader *r, int64_t *ret) {
  char c = peek(r);
  if (c == '-' || c == '(') {
    if (++r->depth > DEPTH_MAX)
      return false;
    r->at++;
    bool good = c == '-' ? read_operand(r, ret) : read_sum(r, ret);
    r->depth--;
    if (c == '-') {
      *ret = good ? -*ret : 0;
      return good;
    }
    if (!good || peek(r) != ')')
      return false;
    r->at++;
    return true;
  }
  if (is_digit(c))
    return read_number(r, ret);
  return is_word(c) && read_name(r, ret);
}

/* Python's // and %: rounded down. */
static int64_t divide(int64_t a, int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static bool read_product(struct reader *r, int64_t *ret) {
  if (!read_operand(r, ret))
    return false;
  for (char c = peek(r); c == '*' || c == '/' || c == '%'; c = peek(r)) {
    int64_t other;
    r->at++;
    if (c == '/' && r->at < r->end && *r->at == '/')
      r->at++;
    if (!read_operand(r, &other) || (c != '*' && other == 0))
      return false;
    *ret = c == '*'   ? *ret * other
           : c == '/' ? divide(*ret, other)
                      : *ret - divide(*ret, other) * other;
    if (!fits(*ret))
      return false;
  }
  return true;
}

static bool read_sum(struct reader *r, int64_t *ret) {
  if (!read_product(r, ret))
    return false;
  for (char c = peek(r); c == '+' || c == '-'; c = peek(r)) {
    int64_t other;
    r->at++;
    if (!read_product(r, &other))
      return false;
    *ret = c == '+' ? *ret + other : *ret - other;
    if (!fits(*ret))
      return false;
  }
  return true;
}

bool expression_evaluate(const char *text, size_t len,
                         const struct expression_names *names,
                         int64_t *ret_number) {
  struct reader r = {.at = text, .end = text + len, .names = names};
  return read_sum(&r, ret_number) && peek(&r) == '\0' && r.at == r.end;
}
