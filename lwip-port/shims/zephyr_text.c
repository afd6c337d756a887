/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's console and log (zephyr/sys/printk.h,
 * zephyr/logging/log.h), and addresses as texts (zephyr/net/net_ip.h). */
#include <zephyr/logging/log.h>
#include <zephyr/net/socket.h>
#include <zephyr/sys/printk.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "shims/shims.h"

void vprintk(const char *format, va_list arguments) {
  shim_vprint(format, arguments);
}

void printk(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vprintk(format, arguments);
  va_end(arguments);
}

/* ---- log ---- */

static size_t add_head(char *text, size_t size, int level, const char *module) {
  static const char *const names[] = {"", "err", "wrn", "inf", "dbg"};
  int64_t us = shim_uptime_ns() / NS_PER_US;
  int64_t s = us / 1000000;
  int len = snprintf(text, size,
                     "[%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%03" PRId64
                     ",%03" PRId64 "] <%s> %s: ",
                     s / 3600, s / 60 % 60, s % 60, us / 1000 % 1000, us % 1000,
                     names[level], module);
  return (size_t)len < size ? (size_t)len : size - 1;
}

void shim_zephyr_log(int level, const char *module, const char *function,
                     const char *format, ...) {
  char text[SHIM_LINE_OCTETS];
  size_t used = add_head(text, sizeof(text), level, module);
  if (function != NULL)
    used += (size_t)snprintf(text + used, sizeof(text) - used,
                             "%.100s: ", function);
  va_list arguments;
  va_start(arguments, format);
  if (used < sizeof(text))
    vsnprintf(text + used, sizeof(text) - used, format, arguments);
  va_end(arguments);
  shim_print(text, strlen(text));
  shim_print("\n", 1);
}

void shim_zephyr_hexdump(int level, const char *module, const void *data,
                         size_t octets, const char *text) {
  const unsigned char *at = data;
  shim_zephyr_log(level, module, NULL, "%s", text);
  for (size_t i = 0; i < octets; i += 16) {
    char line[64];
    size_t len = 0;
    for (size_t k = i; k < octets && k < i + 16; k++)
      len += (size_t)snprintf(line + len, sizeof(line) - len, "%02x ", at[k]);
    shim_print(line, len);
    shim_print("\n", 1);
  }
}

/* ---- addresses ---- */

int shim_inet_pton(int family, const char *text, void *ret_address);
const char *shim_inet_ntop(int family, const void *address, char *text,
                           socklen_t size);

int zsock_inet_pton(sa_family_t family, const char *text, void *ret_address) {
  return shim_inet_pton(family, text, ret_address);
}

char *zsock_inet_ntop(sa_family_t family, const void *address, char *text,
                      size_t size) {
  return (char *)shim_inet_ntop(family, address, text, (socklen_t)size);
}

char *net_addr_ntop(sa_family_t family, const void *address, char *text,
                    size_t size) {
  return zsock_inet_ntop(family, address, text, size);
}

int net_addr_pton(sa_family_t family, const char *text, void *ret_address) {
  return shim_inet_pton(family, text, ret_address) == 1 ? 0 : -EINVAL;
}
