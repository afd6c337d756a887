/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: variants that would pass because nothing happens in them:
 * peers and faults that come too late, consumers that talk to nobody. Warnings,
 * since a server that is not there may be the very point. Touches diag only. */
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "base/units.h"
#include "verdict/expect.h"

static bool is_address(const char *text) {
  unsigned a, b, c, d;
  char rest;
  return sscanf(text, "%u.%u.%u.%u%c", &a, &b, &c, &d, &rest) == 4;
}

static bool is_peer(const struct variant *variant, const char *name) {
  for (size_t i = 0; i < variant->peer_count; i++) {
    if (strcmp(variant->peers[i].name, name) == 0)
      return true;
  }
  return false;
}

static void check_hosts(const struct variant *variant,
                        const struct item *consumer, struct diag *diag) {
  for (size_t i = 0; i < consumer->kind->param_count; i++) {
    const struct param *param = &consumer->params[i];
    if (param->spec->type != PARAM_HOST || param->text == NULL ||
        is_address(param->text) || is_peer(variant, param->text))
      continue;
    diag_add(diag, DIAG_WARNING,
             param->given ? &param->place : &consumer->place,
             "%s talks to '%s', but no peer of variant '%s' has that name",
             consumer->name, param->text, variant->name);
  }
}

static void check_times(const struct variant *variant, const struct item *peer,
                        struct diag *diag) {
  const struct param *until = item_param(peer, "until");
  int64_t at_ns = item_number(peer, "at");
  if (at_ns >= variant->run_for_ns)
    diag_add(diag, DIAG_WARNING, &peer->place,
             "%s comes at %.3f s, when the run (run_for %.3f s) is over",
             peer->name, (double)at_ns / NS_PER_S,
             (double)variant->run_for_ns / NS_PER_S);
  if (until->given && until->number <= at_ns)
    diag_add(diag, DIAG_WARNING, &until->place,
             "%s leaves before it comes: 'until' is not after 'at'",
             peer->name);
}

static void check_fault(const struct variant *variant, const struct item *fault,
                        struct diag *diag) {
  int64_t at_ns = item_number(fault, "at");
  if (at_ns >= variant->run_for_ns)
    diag_add(diag, DIAG_WARNING, &fault->place,
             "%s begins at %.3f s, when the run (run_for %.3f s) is over",
             fault->kind->name, (double)at_ns / NS_PER_S,
             (double)variant->run_for_ns / NS_PER_S);
}

void check_sense(const struct variant *variant, struct diag *diag) {
  if (variant->consumer_count == 0)
    diag_add(diag, DIAG_WARNING, &variant->place,
             "variant '%s' has no consumers: the device does nothing",
             variant->name);
  for (size_t i = 0; i < variant->consumer_count; i++)
    check_hosts(variant, &variant->consumers[i], diag);
  for (size_t i = 0; i < variant->peer_count; i++)
    check_times(variant, &variant->peers[i], diag);
  for (size_t i = 0; i < variant->fault_count; i++)
    check_fault(variant, &variant->faults[i], diag);
}
