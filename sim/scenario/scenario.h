/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: a YAML file becomes this plain data, or diagnostics with
 * file:line:column. It checks form only (keys, types, ranges of parameters,
 * names that must be unique); whether a limit or a profile makes sense is
 * asked in sim/limits. */
#ifndef SOCKFIT_SCENARIO_SCENARIO_H
#define SOCKFIT_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "scenario/kinds.h"

enum bound_op { BOUND_EQ, BOUND_NE, BOUND_LT, BOUND_LE, BOUND_GT, BOUND_GE };

/* One parameter of an item. Parameters not given carry their fallback;
 * given=false and text=NULL where there is none. */
struct param {
  const struct param_spec *spec;
  bool given;
  struct place place;
  int64_t number;   /* NUMBER, TIME (ns), BOOL, RATE (bit/s), PERCENT
                       (millionths), BOUND */
  enum bound_op op; /* BOUND */
  char *text;       /* as written; NULL when there is no value */
};

/* A consumer, a peer, an expectation or a fault. */
struct item {
  const struct kind *kind;
  char *name; /* consumers, peers: unique in the variant; default kind name */
  struct place place;
  struct param *params; /* kind->param_count of them, in kind's order */
  struct socket_counts declared; /* consumers: kind's, or `declares:` */
  bool declares_given;
  const char *declared_as; /* consumers: the name it registers TCP and UDP */
  const char *listen_declared_as; /* and TCP_LISTEN under */
  char *text; /* expectations, faults: as written, on one line, for reports */
};

/* `limits: {NAME: VALUE}`. value is the number as written; when it is not a
 * plain decimal or 0x number, is_number is false and text has it. */
struct setting {
  char *name;
  char *text;
  bool is_number;
  int64_t value;
  struct place place;
};

/* `link: {delay: 1ms, rate: 20Mbit/s}` (the default): one host's line to the
 * switch, the same in both directions. Shares are in millionths. */
struct link_spec {
  int64_t delay_ns;        /* one way, host to switch and back: each half */
  int64_t jitter_ns;       /* up to so much more for each frame; keeps order */
  int64_t rate_bits_per_s; /* 0: no limit */
  int64_t queue_ns;        /* with a rate: a frame that would wait longer is
                              dropped; 0: nothing is */
  int64_t loss_ppm;
  int64_t duplicate_ppm;
  int64_t reorder_ppm; /* held back, so that later frames overtake it */
  int64_t corrupt_ppm; /* one bit behind the Ethernet header flips;
                          what is not IP is lost */
};

/* `links: {NAME: {...}}`: what one host's link has of its own. */
struct host_link {
  char *host; /* as hosts_find takes it */
  struct place place;
  uint32_t given; /* bit i: links.h's property i */
  struct link_spec spec;
};

/* One named set of limits and expectations. The keys of the file's top level
 * are already merged in: this is the whole run. */
struct variant {
  char *name;
  struct place place;
  char *about; /* what the variant shows, for reports; NULL: nothing said */
  char *profile;
  struct place profile_place;
  uint64_t seed;
  int64_t run_for_ns;
  struct link_spec link; /* of every host that does not say otherwise */
  uint32_t link_given;   /* bit i: links.h's property i, in `link` */
  bool tap;              /* `link: tap`: real time, a TAP interface as uplink */
  bool real_peers;       /* and nobody on the LAN but the device */
  bool dhcp;             /* `address: dhcp` */
  bool slaac;            /* `ipv6: slaac` */
  struct host_link *links;
  size_t link_count;
  struct setting *limits;
  size_t limit_count;
  struct item *consumers;
  size_t consumer_count;
  struct item *peers;
  size_t peer_count;
  struct item *expectations;
  size_t expectation_count;
  struct item *faults; /* equal times: in this order */
  size_t fault_count;
};

struct scenario {
  char *file;   /* path as given */
  char *name;   /* `scenario:` */
  char *intent; /* the comment at the head of the file, lines joined */
  struct variant *variants;
  size_t variant_count;
  struct arena *memory; /* the loader's: every string and array above */
};

/* One `--set KEY=VALUE`: key is a path such as "seed", "run_for",
 * "limits.MEMP_NUM_NETCONN", "consumers.api.max_connections",
 * "peers.browser.tabs", "links.device.loss" or "expect"; it is applied to every
 * variant after its own keys. value is YAML; a mapping or list that is set as a
 * whole replaces the one that was there. Borrowed strings. */
struct override {
  const char *key;
  const char *value;
};

/* Read, check and resolve one scenario file.
 *
 * path       of the file; "-" is not accepted
 * overrides  override_count of them, may be NULL
 * Returns 0 and the scenario (free with scenario_free);
 *         -EINVAL  the content is wrong: every mistake found is in diag;
 *         -EFBIG   larger than 1 MiB (diag says so);
 *         other negative errno: the file could not be read, or memory ran
 *                  out (diag says so).
 * Places in the scenario name files by strings that the scenario owns. A place
 * in an override has the file "--set KEY". */
int scenario_load(const char *path, const struct override *overrides,
                  size_t override_count, struct scenario **ret_scenario,
                  struct diag *diag);

/* A scenario that a program wrote from other files. */
struct scenario_text {
  const char *path; /* what the user named */
  const char *text; /* NUL-terminated */
  size_t len;
  /* Where each line of text came from; the last one is for all that follow.
   * Places of the scenario and of diagnostics are these. */
  const struct place *origins;
  size_t origin_count; /* at least 1, each with a line */
};

/* The same as scenario_load for such a text, which is only borrowed. */
int scenario_load_text(const struct scenario_text *text,
                       const struct override *overrides, size_t override_count,
                       struct scenario **ret_scenario, struct diag *diag);

/* Free it and all it owns. Accepts NULL. */
void scenario_free(struct scenario *scenario);

/* The parameter of that name. The name must be one of the kind's. */
const struct param *item_param(const struct item *item, const char *name);

/* Its number (all types but TEXT, HOST and CHOICE), 0 when it has no value. */
int64_t item_number(const struct item *item, const char *name);

/* Its text, NULL when it has no value. */
const char *item_text(const struct item *item, const char *name);

/* Whether value satisfies a BOUND parameter; any does when it has none. */
bool bound_holds(const struct param *bound, int64_t value);

#endif
