/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: keeps the support library a library while it has no other file. */
typedef int support_is_empty;
