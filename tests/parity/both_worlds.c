/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: what only the simulator has. See both_worlds.h. */
#include "both_worlds.h"

#include <string.h>

#include "scenario/hosts.h"

#define LWIP_SYN_REPEATS 12

static bool repeats_syn(const struct variant *variant, const char *how) {
  for (size_t i = 0; i < variant->peer_count; i++) {
    const struct item *peer = &variant->peers[i];
    for (size_t k = 0; k < peer->kind->param_count; k++)
      if (strcmp(peer->params[k].spec->name, "syn_retry") == 0 &&
          strcmp(peer->params[k].text, how) == 0)
        return true;
  }
  return false;
}

int both_worlds_syn_linear(const struct variant *variant) {
  return repeats_syn(variant, "linux") ? 0 : LWIP_SYN_REPEATS;
}

static const char *in_a_fault(const struct variant *variant,
                              const struct item *fault) {
  size_t first, count;
  for (size_t i = 0; i < fault->kind->param_count; i++) {
    const struct param *param = &fault->params[i];
    if (strcmp(param->spec->name, "host") == 0 && param->text != NULL &&
        hosts_find(variant, param->text, &first, &count) && first > 0)
      return "a fault of a peer: the machine's power and cable stay";
  }
  return NULL;
}

const char *both_worlds_not_because(const struct variant *variant) {
  const char *because = NULL;
  if (repeats_syn(variant, "linux") && repeats_syn(variant, "lwip"))
    because = "peers repeat SYN in two ways (`syn_retry`)";
  for (size_t i = 0; i < variant->fault_count && because == NULL; i++)
    because = in_a_fault(variant, &variant->faults[i]);
  for (size_t i = 0; i < variant->link_count && because == NULL; i++)
    if (strcmp(variant->links[i].host, HOSTS_DEVICE) != 0)
      because = "a link of a peer: the machine has none";
  return because;
}
