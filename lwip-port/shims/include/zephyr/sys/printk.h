/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's console. */
#ifndef SOCKFIT_SHIMS_ZEPHYR_SYS_PRINTK_H
#define SOCKFIT_SHIMS_ZEPHYR_SYS_PRINTK_H

#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void printk(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vprintk(const char *format, va_list arguments);
int snprintk(char *text, size_t size, const char *format,
             ...) __asm__("snprintf");

#ifdef __cplusplus
}
#endif

#endif
