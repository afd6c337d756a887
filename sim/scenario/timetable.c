/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: whether what happens by the clock makes sense: faults,
 * and peers that come and go. See timetable.h. Touches memory
 * only. */
#include "scenario/timetable.h"

#include <string.h>

#include "scenario/hosts.h"
#include "scenario/links.h"

/* The parameter of that name when the kind has it and it was read. */
static const struct param *find(const struct item *fault, const char *name) {
  for (size_t i = 0; i < fault->kind->param_count; i++)
    if (strcmp(fault->params[i].spec->name, name) == 0)
      return fault->params[i].text ? &fault->params[i] : NULL;
  return NULL;
}

static const struct place *place_of(const struct item *item,
                                    const struct param *param) {
  return param->given ? &param->place : &item->place;
}

static void check_consumer(struct decode *d, const struct variant *variant,
                           const struct param *consumer) {
  const char *known[64];
  size_t count = 0;
  for (size_t i = 0; i < variant->consumer_count; i++) {
    if (strcmp(variant->consumers[i].name, consumer->text) == 0)
      return;
    if (count < 64)
      known[count++] = variant->consumers[i].name;
  }
  mistakes_unknown(d->mistakes, &consumer->place, "restart: ", "consumer",
                   consumer->text, "", known, count);
}

/* One occurrence must be over before the next begins. */
static void check_repetition(struct decode *d, const struct item *fault) {
  const struct param *every = find(fault, "every");
  const struct param *lasts = find(fault, "for");
  const struct param *times = find(fault, "times");
  if (times && !every)
    mistakes_add(d->mistakes, &times->place,
                 "%s: 'times' needs 'every' (from one beginning to the next)",
                 fault->kind->name);
  if (every && every->number == 0)
    mistakes_add(d->mistakes, &every->place,
                 "%s: 'every' must be longer than 0s", fault->kind->name);
  else if (every && lasts && lasts->number >= every->number)
    mistakes_add(d->mistakes, &every->place,
                 "%s: 'every' (%s) must be longer than 'for' (%s)",
                 fault->kind->name, every->text, lasts->text);
}

/* A duration of nothing is a mistake; so is a link that stays as it is. */
static void check_effect(struct decode *d, const struct item *fault) {
  const struct param *lasts = find(fault, "for");
  if (lasts && lasts->number == 0)
    mistakes_add(d->mistakes, place_of(fault, lasts),
                 "%s: 'for' must be longer than 0s", fault->kind->name);
  if (strcmp(fault->kind->name, "link") != 0)
    return;
  for (size_t i = 0; i < fault->kind->param_count; i++)
    if (fault->params[i].given &&
        links_is_property(fault->params[i].spec->name))
      return;
  mistakes_add(d->mistakes, &fault->place,
               "link: nothing changes; expected at least one property such as "
               "'loss: 100%%'");
}

static void check_peer(struct decode *d, const struct item *peer) {
  const struct param *stay = find(peer, "stay");
  const struct param *away = find(peer, "away");
  const struct param *visits = find(peer, "visits");
  if (stay && stay->number == 0)
    mistakes_add(d->mistakes, &stay->place, "stay: must be longer than 0s");
  if (away && away->number == 0)
    mistakes_add(d->mistakes, place_of(peer, away),
                 "away: must be longer than 0s");
  if (!stay && away && away->given)
    mistakes_add(d->mistakes, &away->place,
                 "away: needs 'stay' (how long the peer stays)");
  if (!stay && visits)
    mistakes_add(d->mistakes, &visits->place,
                 "visits: needs 'stay' (how long the peer stays)");
}

static void check_fault(struct decode *d, const struct variant *variant,
                        const struct item *fault) {
  const struct param *host = find(fault, "host");
  const struct param *consumer = find(fault, "consumer");
  if (host)
    hosts_check(d, variant, place_of(fault, host), fault->kind->name,
                host->text);
  if (consumer)
    check_consumer(d, variant, consumer);
  check_repetition(d, fault);
  check_effect(d, fault);
}

void timetable_check(struct decode *d, const struct variant *variant) {
  for (size_t i = 0; i < variant->peer_count; i++)
    check_peer(d, &variant->peers[i]);
  for (size_t i = 0; i < variant->fault_count; i++)
    check_fault(d, variant, &variant->faults[i]);
}
