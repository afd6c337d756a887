/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: errno numbers. See errno_map.h. Compiled like lwIP, with
 * the host's errno. */
#include "shims/errno_map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "shims/shims.h"

#ifndef SOCKFIT_ERRNO_LWIP
#define SOCKFIT_ERRNO_LWIP 0
#endif

static const struct {
  int host, device;
} numbers[] = {
#define ERRNO(name, newlib) {name, SOCKFIT_ERRNO_LWIP ? name : newlib},
#include "shims/errnos.def"
};
#define COUNT (sizeof(numbers) / sizeof(numbers[0]))

/* The simulating host has one number for EOPNOTSUPP, which lwIP sets, and for
 * ENOTSUP; the device has two. */
int shim_errno_of_host(int error) {
  if (error == EOPNOTSUPP)
    return error;
  for (size_t i = 0; i < COUNT; i++)
    if (numbers[i].host == error)
      return numbers[i].device;
  return error;
}

int shim_errno_of_device(int error) {
  for (size_t i = 0; i < COUNT; i++)
    if (numbers[i].device == error)
      return numbers[i].host;
  return error;
}

char *shim_strerror(int error);
char *shim_strerror(int error) {
  return strerror(shim_errno_of_device(error));
}

int shim_strerror_r(int error, char *text, size_t size);
int shim_strerror_r(int error, char *text, size_t size) {
  snprintf(text, size, "%s", shim_strerror(error));
  return 0;
}

void shim_perror(const char *text);
void shim_perror(const char *text) {
  char line[SHIM_LINE_OCTETS];
  int len =
      snprintf(line, sizeof(line), "%s: %s\n", text, shim_strerror(errno));
  shim_print(line, (size_t)len < sizeof(line) ? (size_t)len : sizeof(line) - 1);
}
