/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: what the expectations' checks share. Touches diag only. */
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "sockfit/counters.h"
#include "verdict/expect.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

bool check_required(const struct checking *checking, const char *param) {
  if (item_param(checking->item, param)->given)
    return true;
  diag_add(checking->diag, DIAG_ERROR, &checking->item->place,
           "%s: '%s' is missing", checking->item->kind->name, param);
  return false;
}

void check_some_bound(const struct checking *checking) {
  const struct kind *kind = checking->item->kind;
  const char *example = NULL;
  for (size_t i = 0; i < kind->param_count; i++) {
    if (kind->params[i].type != PARAM_BOUND)
      continue;
    if (checking->item->params[i].given)
      return;
    if (!example)
      example = kind->params[i].name;
  }
  diag_add(checking->diag, DIAG_ERROR, &checking->item->place,
           "%s: nothing to compare; expected at least one bound such as"
           " '%s: <= 10'",
           kind->name, example);
}

/* Is the parameter's text one of known? If not, say what it should be. */
static void check_known(const struct checking *checking, const char *param,
                        const char *what, const char *const *known,
                        size_t count) {
  const struct param *given = item_param(checking->item, param);
  if (!given->given || !given->text)
    return;
  for (size_t i = 0; i < count; i++)
    if (strcmp(known[i], given->text) == 0)
      return;
  const char *nearest = suggest_nearest(given->text, known, count);
  struct text hint = {0};
  if (nearest)
    text_add(&hint, "did you mean '%s'?", nearest);
  else
    text_add(&hint, "known %ss: %s", what, count > 0 ? "" : "none");
  for (size_t i = 0; !nearest && i < count; i++)
    text_add(&hint, "%s%s", i > 0 ? ", " : "", known[i]);
  diag_add(checking->diag, DIAG_ERROR, &given->place,
           "%s: unknown %s '%.60s'; %s", checking->item->kind->name, what,
           given->text, hint.data ? hint.data : "");
  text_done(&hint);
}

static void check_item(const struct checking *checking, const char *param,
                       const char *what, const struct item *items,
                       size_t count) {
  const char **known = calloc(count + 1, sizeof(*known));
  if (!known) {
    diag_add(checking->diag, DIAG_ERROR, NULL, "out of memory");
    checking->diag->out_of_memory = true;
    return;
  }
  for (size_t i = 0; i < count; i++)
    known[i] = items[i].name;
  check_known(checking, param, what, known, count);
  free(known);
}

void check_consumer(const struct checking *checking, const char *param) {
  check_item(checking, param, "consumer", checking->variant->consumers,
             checking->variant->consumer_count);
}

void check_peer(const struct checking *checking, const char *param) {
  check_item(checking, param, "peer", checking->variant->peers,
             checking->variant->peer_count);
}

void check_errno(const struct checking *checking, const char *param) {
  static const char *const known[] = {
#define ERRNO(name, newlib, lwip, where) #name,
#include "verdict/errnos.def"
#undef ERRNO
  };
  check_known(checking, param, "errno", known, COUNT(known));
}

void check_counter(const struct checking *checking, const char *param) {
  static const char *const known[] = {COUNTER_NAMES};
  check_known(checking, param, "counter", known, COUNT(known));
}

void check_pool(const struct checking *checking, const char *param) {
  static const char *const known[] = {
#define POOL(option, holds, meant) #option,
#include "verdict/pools.def"
#undef POOL
  };
  check_known(checking, param, "pool", known, COUNT(known));
}
