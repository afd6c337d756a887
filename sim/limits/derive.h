/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage, internal: the steps of limits_derive, in this order. Each
 * returns 0, -EINVAL (diag says why) or -ENOMEM. */
#ifndef SOCKFIT_LIMITS_DERIVE_H
#define SOCKFIT_LIMITS_DERIVE_H

#include "limits/limits.h"
#include "limits/options.h"

/* ---- limits.c ---- */

/* Put an option, in the place of the one of that name if there is one. All
 * texts are copied; value as C source. Returns 0 or -ENOMEM. */
int limits_put(struct limits *limits, const char *name, const char *value,
               enum limit_origin origin, const char *because);

/* The same with a number. */
int limits_put_number(struct limits *limits, const char *name, int64_t value,
                      enum limit_origin origin, const char *because);

/* Add one of ESPHome's log lines. Takes the line; NULL means that memory ran
 * out. Returns 0 or -ENOMEM. */
int limits_say(struct limits *limits, char *line);

/* ---- declared.c: what the consumers register, as ESPHome adds it up ---- */

struct declared {
  struct socket_counts counts;
  int total;
  /* "api=3, web_server=5", by name, or "none"; owned. */
  char *tcp;
  char *udp;
  char *tcp_listen;
};

int declared_add_up(const struct variant *variant, struct declared *ret);
void declared_done(struct declared *declared);

/* ---- apis.c: does every consumer exist for what the profile offers? ---- */

int apis_check(const struct variant *variant, const struct limits *limits,
               struct diag *diag);

/* ---- own.c: the scenario's own limits ---- */

/* Names, duplicates, numbers and ranges. */
int own_check(const struct variant *variant, struct diag *diag);

/* The scenario's setting of that lwIP option, under either name, or NULL; that
 * of the command line, if both have one. */
const struct setting *own_find(const struct variant *variant,
                               const char *option);

/* Put them all over what is there, and warn about those that bind nothing in
 * this profile. After own_check. */
int own_apply(const struct variant *variant, struct limits *limits,
              struct diag *diag);

/* Warn when the scenario's MEMP_NUM_NETCONN is below the declared sum, where
 * ESPHome itself says nothing. */
void own_warn_if_short(const struct variant *variant,
                       const struct declared *declared, struct diag *diag);

/* ---- derive_*.c: one for each enum accounting ---- */

int derive_esp32(const struct variant *variant, const struct declared *declared,
                 struct limits *limits, struct diag *diag);
int derive_fixed(const struct variant *variant, const struct declared *declared,
                 struct limits *limits, struct diag *diag);
int derive_libretiny(const struct variant *variant,
                     const struct declared *declared, struct limits *limits,
                     struct diag *diag);
int derive_pools(const struct variant *variant, const struct declared *declared,
                 struct limits *limits, struct diag *diag);
int derive_rp2(const struct variant *variant, const struct declared *declared,
               struct limits *limits, struct diag *diag);
int derive_zephyr(const struct variant *variant,
                  const struct declared *declared, struct limits *limits,
                  struct diag *diag);

/* ---- rules.c: combinations that lwIP or the platform refuses ---- */

int rules_check(const struct variant *variant, const struct limits *limits,
                struct diag *diag);

/* What `address: dhcp` needs in the image (addressing.c). Returns 0 or
 * -ENOMEM. */
int addressing_apply(const struct variant *variant, struct limits *limits);

#endif
