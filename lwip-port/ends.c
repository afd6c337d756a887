/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: what ends a program ends the host here: lwIP's assertions, and by
 * the linker's --wrap the C library's abort, assert and exit. newlib's
 * exit ends a device as well. */
#include <stdio.h>

#include "port.h"

__attribute__((noreturn)) static void end(enum image_crash kind,
                                          const char *text) {
  port_services->crash(port_services->host, kind, text);
}

void port_assert_failed(const char *text, const char *file, int line) {
  char what[256];
  snprintf(what, sizeof(what), "LWIP_ASSERT: %s (%s:%d)", text, file, line);
  end(IMAGE_CRASH_ASSERT, what);
}

void __wrap_abort(void) __attribute__((noreturn));
void __wrap_abort(void) {
  end(IMAGE_CRASH_ABORT, "it called abort");
}

void __wrap___assert_fail(const char *text, const char *file, unsigned line,
                          const char *function) __attribute__((noreturn));
void __wrap___assert_fail(const char *text, const char *file, unsigned line,
                          const char *function) {
  char what[256];
  (void)function;
  snprintf(what, sizeof(what), "assert(%s) failed (%s:%u)", text, file, line);
  end(IMAGE_CRASH_ABORT, what);
}

void __wrap_exit(int status) __attribute__((noreturn));
void __wrap_exit(int status) {
  char what[64];
  snprintf(what, sizeof(what), "it called exit with %d", status);
  end(IMAGE_CRASH_ABORT, what);
}

void __wrap__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status) {
  __wrap_exit(status);
}
