/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: errno numbers as the device prints them. */
#include "verdict/errno_number.h"

#include <stdbool.h>
#include <string.h>

static const struct {
  const char *name;
  int newlib, lwip;
} numbers[] = {
#define ERRNO(name, newlib, lwip, where) {#name, newlib, lwip},
#include "verdict/errnos.def"
#undef ERRNO
};

static bool is_own(const struct limits *limits) {
  return limits_number(limits, "SOCKFIT_ERRNO_LWIP", 0) != 0;
}

const char *errno_numbering(const struct limits *limits) {
  return is_own(limits) ? "lwIP" : "newlib";
}

int errno_number(const struct limits *limits, const char *name) {
  for (size_t i = 0; name && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    if (strcmp(numbers[i].name, name) == 0)
      return is_own(limits) ? numbers[i].lwip : numbers[i].newlib;
  }
  return -1;
}
