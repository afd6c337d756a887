/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: variants and traces made by hand, for the stages after the scenario
 * loader. Everything fails the test on a mistake of the test itself. */
#ifndef SOCKFIT_TESTS_BUILD_H
#define SOCKFIT_TESTS_BUILD_H

#include "base/diag.h"
#include "scenario/scenario.h"
#include "trace/trace.h"

#define BUILD_ITEMS_MAX 32
#define BUILD_EVENTS_MAX 64

/* An empty variant called "test" of file test.yaml: seed 1, 60 s. profile is
 * borrowed. */
void build_variant(struct variant *variant, const char *profile);
void build_variant_done(struct variant *variant);

/* Add an item. params is "name=value, name=value" as a scenario would write
 * the values, or "". Line 10 + index for consumers, 30 + index for peers,
 * 50 + index for expectations. */
struct item *build_consumer(struct variant *variant, const char *kind,
                            const char *name, const char *params);
struct item *build_peer(struct variant *variant, const char *kind,
                        const char *name, const char *params);
struct item *build_expectation(struct variant *variant, const char *kind,
                               const char *params);
struct item *build_fault(struct variant *variant, const char *kind,
                         const char *params);
/* Of a variant that was not made by build_variant: its faults alone. */
void build_faults_done(struct variant *variant);

/* `limits: {name: text}` on line 70 + index. */
void build_limit(struct variant *variant, const char *name, const char *text);

/* The device of scenarios/quickstart.yaml: api, ota, mdns, web_server and two
 * camera servers, cam_stream and cam_snapshot. */
void build_quickstart(struct variant *variant);

/* A complete run of the variant in which nothing happened: 10 sockets, its
 * consumers running, its peers silent, 60 s, lwIP 2.2.1. */
void build_trace(struct trace *trace, const struct variant *variant);

/* Add an event. owner is an index; strings are borrowed. The table of slots is
 * copied. */
struct trace_event *build_failed_call(struct trace *trace, int64_t at_ms,
                                      enum trace_event_kind kind, int owner,
                                      int call, const char *error_name,
                                      const char *pool);
void build_slots(struct trace_event *event, const struct image_slot *slots,
                 size_t count);

/* Add a pool. */
void build_pool(struct trace *trace, const char *name, int64_t limit,
                int64_t used, int64_t peak, int64_t refused);

/* The text of diagnostic number index, or "" when there is none. */
const char *build_diag_text(const struct diag *diag, size_t index);

#endif
