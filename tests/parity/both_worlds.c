/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: what only the simulator has. See both_worlds.h. */
#include "both_worlds.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "faults.h"
#include "scenario/hosts.h"
#include "scenario/links.h"
#include "world/addresses.h"

static bool repeats_syn_like_lwip(const struct variant *variant) {
  for (size_t i = 0; i < variant->peer_count; i++) {
    const struct item *peer = &variant->peers[i];
    for (size_t k = 0; k < peer->kind->param_count; k++)
      if (strcmp(peer->params[k].spec->name, "syn_retry") == 0 &&
          strcmp(peer->params[k].text, "lwip") == 0)
        return true;
  }
  return false;
}

static const char *in_a_fault(const struct variant *variant,
                              const struct item *fault) {
  size_t first, count;
  for (size_t i = 0; i < fault->kind->param_count; i++) {
    const struct param *param = &fault->params[i];
    if (strcmp(param->spec->name, "host") == 0 && param->text != NULL &&
        hosts_find(variant, param->text, &first, &count) && first > 0)
      return faults_not_because(fault);
  }
  return NULL;
}

static const char *not_because(const struct variant *variant) {
  const char *because = NULL;
  if (repeats_syn_like_lwip(variant))
    because = "a peer repeats SYN as lwIP does (`syn_retry: lwip`)";
  for (size_t i = 0; i < variant->fault_count && because == NULL; i++)
    because = in_a_fault(variant, &variant->faults[i]);
  for (size_t i = 0; i < variant->link_count && because == NULL; i++)
    if (strcmp(variant->links[i].host, HOSTS_DEVICE) != 0)
      because = "a link of a peer: the machine has none";
  return because;
}

/* The device's link stands for both on the way, its own and the peer's. */
static void tell_link(const struct variant *variant) {
  struct link_spec link = links_of(variant, 0);
  printf(" --set link.delay=%jdus", (intmax_t)(2 * link.delay_ns / NS_PER_US));
  printf(" --set link.rate=%jdbit/s", (intmax_t)link.rate_bits_per_s);
}

int both_worlds_tell(const struct variant *variant) {
  struct addresses addresses;
  const char *because = not_because(variant);
  if (addresses_give(variant, &addresses) != 0)
    return 3;
  printf("%zu", addresses.host_count - 1);
  tell_link(variant);
  printf(" %s\n", because == NULL ? "-" : because);
  addresses_done(&addresses);
  return 0;
}
