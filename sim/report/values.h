/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: what reports that are made of JSON share. */
#ifndef SOCKFIT_REPORT_VALUES_H
#define SOCKFIT_REPORT_VALUES_H

#include <jansson.h>
#include <stdint.h>

/* A string, or null. JSON is UTF-8; in a text that is not, octets from 0x80
 * become '?'. */
json_t *values_string(const char *text);

/* Virtual time. */
json_t *values_seconds(int64_t ns);

#endif
