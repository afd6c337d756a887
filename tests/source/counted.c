/* SPDX-License-Identifier: BSD-3-Clause */
#include "counted.h"

extern int counter;

int count(void) {
  return ++counter;
}
