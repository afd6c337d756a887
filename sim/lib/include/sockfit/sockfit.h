/* SPDX-License-Identifier: BSD-3-Clause */
/* libsockfit: scenarios in a test program of your own (docs/library.md).
 *
 *     struct sockfit *device = sockfit_open("device.yaml");
 *     sockfit_add_consumer(device, "logger", logger, NULL, NULL);
 *     struct sockfit_run *run = sockfit_run(device, NULL);
 *     sockfit_assert_ran(device, run);           (sockfit/check.h)
 *     sockfit_assert_no_refusals(run);
 *     sockfit_run_free(run);
 *     sockfit_close(device);
 *
 * Nothing here prints, exits or aborts. What fails returns NULL or a negative
 * errno, and sockfit_error() says why, with file:line:column. Everything runs
 * in the thread that calls, in virtual time; one run at a time in a process,
 * which has the handlers of fault signals meanwhile. Strings and arrays that a
 * run lends are valid until sockfit_run_free. */
#ifndef SOCKFIT_SOCKFIT_H
#define SOCKFIT_SOCKFIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sockfit/calls.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sockfit;     /* a scenario, and what a test adds to it */
struct sockfit_run; /* what came of one run */

/* A consumer of the device, or a peer: called as a task of that host, on a
 * stack of 128 KiB. calls is what it may call; arg is what was given with it.
 * When it returns, its task ends; sockets that it left open stay open. A peer
 * with `count` is called once for each host. */
typedef void sockfit_function(const struct sockfit_calls *calls, void *arg);

const char *sockfit_version(void); /* "0.1.0" */

/* ---- before a run ---- */

/* A scenario from a file, or from text (name: what messages call it; its folder
 * is where files of the kind `source` are looked for). It is read and checked
 * by sockfit_run, since names in it may be those of functions that are added.
 * Copied. Returns NULL when memory ran out; free with sockfit_close. */
struct sockfit *sockfit_open(const char *path);
struct sockfit *sockfit_open_text(const char *name, const char *text);

/* Accepts NULL. Runs made with it stay. */
void sockfit_close(struct sockfit *sockfit);

/* What failed last, one mistake a line: "FILE:LINE:COLUMN: error: ...";
 * warnings too. "" when there is nothing to tell. Valid until the next call
 * with this scenario. sockfit NULL: that there was no memory. */
const char *sockfit_error(const struct sockfit *sockfit);

/* As the program's --set KEY=VALUE, for every variant: "seed", "run_for",
 * "limits.MEMP_NUM_NETCONN", "consumers.NAME.PARAMETER", ... value is YAML.
 * With "consumers+", "peers+", "faults+" and "expect+" it is a list that is
 * added. Copied; a mistake in it is told by sockfit_run. Returns 0 or -ENOMEM,
 * as do all of these: */
int sockfit_set(struct sockfit *sockfit, const char *key, const char *value);

/* One more expectation, as in the scenario: "no_leak". */
int sockfit_expect(struct sockfit *sockfit, const char *expectation);

/* One more consumer, behind those of the scenario, or peer, which is function.
 *
 * name        new among the consumers, or peers
 * arg         borrowed until the last run is over
 * parameters  of the kind `function`, as YAML: "at: 2s, declares: {tcp: 1}",
 *             "at: 5s, count: 3". NULL: none */
int sockfit_add_consumer(struct sockfit *sockfit, const char *name,
                         sockfit_function *function, void *arg,
                         const char *parameters);
int sockfit_add_peer(struct sockfit *sockfit, const char *name,
                     sockfit_function *function, void *arg,
                     const char *parameters);

/* The function of a consumer or peer that the scenario itself has:
 * `- function: {name: NAME}`. */
int sockfit_bind_consumer(struct sockfit *sockfit, const char *name,
                          sockfit_function *function, void *arg);
int sockfit_bind_peer(struct sockfit *sockfit, const char *name,
                      sockfit_function *function, void *arg);

/* The next runs are written to a capture; NULL: they are not. Copied. */
int sockfit_pcap(struct sockfit *sockfit, const char *path);

/* The lwIP tree for the device, as --lwip-dir. Before the first run. Copied. */
int sockfit_lwip_dir(struct sockfit *sockfit, const char *path);

/* ---- the run ---- */

/* Run a variant; NULL: the only one. The image is compiled when it is not in
 * the cache. May be called again, also with other settings: each run begins
 * anew, and the same scenario, functions and seed have the same result.
 * Returns NULL when there was no run: the scenario is wrong, a function is
 * missing, no compiler, no lwIP, a full disk. A run that found what is not
 * expected is a run. Free with sockfit_run_free. */
struct sockfit_run *sockfit_run(struct sockfit *sockfit, const char *variant);

void sockfit_run_free(struct sockfit_run *run); /* accepts NULL */

/* ---- what came of it: run may be NULL in none of these ---- */

enum sockfit_verdict {
  SOCKFIT_PASS,
  SOCKFIT_FAIL,
  SOCKFIT_UNDECIDED, /* it did not come to its end */
  SOCKFIT_ERROR,     /* of the harness, or of a peer's code */
};
enum sockfit_verdict sockfit_verdict(const struct sockfit_run *run);

/* Lines of explanation, "" on pass. */
const char *sockfit_diagnosis(const struct sockfit_run *run);

/* The virtual time at which it ended. */
int64_t sockfit_ended_at_ns(const struct sockfit_run *run);

/* A socket call of the device that a full pool refused. */
struct sockfit_refusal {
  int64_t at_ns;
  const char *consumer;   /* "lwip": the stack itself */
  const char *call;       /* "socket" */
  const char *error_name; /* "ENFILE" */
  const char *pool;       /* lwIP option, such as "NUM_SOCKETS" */
  uint32_t nth;           /* which call of that name by that consumer, from 1 */
  bool injected;          /* the scenario asked for it */
};

/* What was counted of one thing. limit -1: nothing but the heap limits it. */
struct sockfit_pool {
  const char *name; /* lwIP option */
  int64_t limit;
  int64_t peak;
  int64_t end; /* in use at the end */
  int64_t refused;
};

/* The device's sockets; on lwIP's raw API (limit -1) its PCBs. */
struct sockfit_sockets {
  int64_t limit;
  int64_t idle; /* most before the first peer came */
  int64_t peak;
  int64_t end;
  int64_t refused;
};

struct sockfit_consumer {
  const char *name;
  const char *kind;
  int64_t idle; /* sockets, as above */
  int64_t peak;
  int64_t end;
  int64_t refused;
  const char *state; /* "running", "failed", "stopped" */
};

/* All hosts of one peer together. */
struct sockfit_peer {
  const char *name;
  const char *kind;
  int64_t attempts;
  int64_t served;
  int64_t reset;
  int64_t closed;
  int64_t timeout;
  int64_t connected; /* handshakes; kinds that count them */
  int64_t lost;      /* served, and ended by the device afterwards */
  int64_t slowest_ns;
};

struct sockfit_expectation {
  const char *text; /* "no_leak" */
  int line;         /* in the scenario; 0: it was added */
  bool held;
  const char *found; /* what was seen, or NULL */
};

/* A line of the device's console. */
struct sockfit_log {
  int64_t at_ns;
  const char *consumer;
  const char *text; /* "W logger: no socket" */
};

/* Arrays in the scenario's order, or that of time; lent. */
struct sockfit_sockets sockfit_sockets(const struct sockfit_run *run);
const struct sockfit_refusal *sockfit_refusals(const struct sockfit_run *run,
                                               size_t *ret_count);
const struct sockfit_pool *sockfit_pools(const struct sockfit_run *run,
                                         size_t *ret_count);
const struct sockfit_consumer *sockfit_consumers(const struct sockfit_run *run,
                                                 size_t *ret_count);
const struct sockfit_peer *sockfit_peers(const struct sockfit_run *run,
                                         size_t *ret_count);
const struct sockfit_expectation *
sockfit_expectations(const struct sockfit_run *run, size_t *ret_count);
const struct sockfit_log *sockfit_logs(const struct sockfit_run *run,
                                       size_t *ret_count);

/* The one of that name, or NULL. */
const struct sockfit_pool *sockfit_pool(const struct sockfit_run *run,
                                        const char *name);
const struct sockfit_consumer *sockfit_consumer(const struct sockfit_run *run,
                                                const char *name);
const struct sockfit_peer *sockfit_peer(const struct sockfit_run *run,
                                        const char *name);

/* ---- checks for any test framework ----
 *
 * Each returns NULL when it holds, otherwise a message for a person, lent by
 * the run. Without a run (NULL) none holds. bound is a number with an optional
 * comparison, as in scenarios: "5", "<= 19", "> 0". A name that nobody has, or
 * a bound that is none, does not hold, and the message says so.
 * sockfit/check.h makes assertions of them. */

/* Any expectation, as a scenario has it ("refused: {consumer: api, nth: 3}"),
 * unless it must be known before the run (state_at, no_leak, frames_valid):
 * those are for sockfit_expect. */
const char *sockfit_check(struct sockfit_run *run, const char *expectation);

/* Every expectation held: the verdict is pass. */
const char *sockfit_check_pass(struct sockfit_run *run);

/* No call of the device was refused; or of one consumer. */
const char *sockfit_check_no_refusals(struct sockfit_run *run);
const char *sockfit_check_not_refused(struct sockfit_run *run,
                                      const char *consumer);

/* Some call was: by consumer, call and errno name; NULL is any. */
const char *sockfit_check_refused(struct sockfit_run *run, const char *consumer,
                                  const char *call, const char *error_name);

/* The most in use at once: of "sockets", or of a pool by its lwIP option; of
 * one consumer's sockets. */
const char *sockfit_check_peak(struct sockfit_run *run, const char *what,
                               const char *bound);
const char *sockfit_check_consumer_peak(struct sockfit_run *run,
                                        const char *consumer,
                                        const char *bound);

/* A consumer's state: "running", "failed", "stopped". */
const char *sockfit_check_state(struct sockfit_run *run, const char *consumer,
                                const char *state);

/* What a peer saw: "attempts", "served", "reset", "closed", "timeout",
 * "connected" or "lost". */
const char *sockfit_check_peer(struct sockfit_run *run, const char *peer,
                               const char *what, const char *bound);

/* A line of the device's console that contains text. */
const char *sockfit_check_logged(struct sockfit_run *run, const char *text);

#ifdef __cplusplus
}
#endif

#endif
