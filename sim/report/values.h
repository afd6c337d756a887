/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: what reports that are made of JSON share. */
#ifndef SOCKFIT_REPORT_VALUES_H
#define SOCKFIT_REPORT_VALUES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "report/report.h"
#include "trace/trace.h"

/* A report under construction; failed once memory ran out, so that only the end
 * needs a check (jansson's functions take and return NULL then). */
struct writer {
  const struct report_run *run;
  bool failed;
};

/* Both take value over. */
void values_put(struct writer *writer, json_t *object, const char *key,
                json_t *value);
void values_append(struct writer *writer, json_t *array, json_t *value);

/* limit (null: the heap), peak, end, refused and waited of a pool. */
void values_put_pool(struct writer *writer, json_t *object,
                     const struct image_pool *pool);

/* A string, or null. JSON is UTF-8; in a text that is not, octets from 0x80
 * become '?'. */
json_t *values_string(const char *text);

/* Virtual time. */
json_t *values_seconds(int64_t ns);

#endif
