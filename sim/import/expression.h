/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: whole numbers calculated in a substitution. */
#ifndef SOCKFIT_IMPORT_EXPRESSION_H
#define SOCKFIT_IMPORT_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The number behind a name (len octets), or false. */
struct expression_names {
  bool (*find)(void *arg, const char *name, size_t len, int64_t *ret_number);
  void *arg;
};

/* Evaluate + - * / % and parentheses over numbers and names. Returns false
 * when text is anything else, when a name is unknown, and when a result does
 * not fit 32 bits. */
bool expression_evaluate(const char *text, size_t len,
                         const struct expression_names *names,
                         int64_t *ret_number);

#endif
