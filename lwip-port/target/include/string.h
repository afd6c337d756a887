/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port, target: what lwIP's headers name of <string.h>. */
#ifndef SOCKFIT_TARGET_STRING_H
#define SOCKFIT_TARGET_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *at, int octet, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *text);

#endif
