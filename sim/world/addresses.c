/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: who has which address on the LAN. See addresses.h. */
#include "world/addresses.h"

#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "scenario/hosts.h"

#define FIRST_ADDRESS UINT32_C(0xc6120001) /* 198.18.0.1 */

static int add(struct addresses *addresses, char *name, size_t host) {
  struct image_name *names =
      realloc(addresses->names, (addresses->name_count + 1) * sizeof(*names));
  if (names != NULL)
    addresses->names = names;
  if (names == NULL || name == NULL) {
    free(name);
    return -ENOMEM;
  }
  names[addresses->name_count++] =
      (struct image_name){name, FIRST_ADDRESS + (uint32_t)host};
  return 0;
}

static int add_peer(struct addresses *addresses, const struct item *peer) {
  int64_t count = item_number(peer, "count");
  int status =
      add(addresses, text_format("%s", peer->name), addresses->host_count);
  for (int64_t i = 1; i <= count && status == 0; i++) {
    if (count > 1)
      status = add(addresses, text_format("%s-%lld", peer->name, (long long)i),
                   addresses->host_count);
    addresses->host_count++;
  }
  return status;
}

int addresses_give(const struct variant *variant, struct addresses *ret) {
  *ret = (struct addresses){.host_count = 1};
  int status = add(ret, text_format(HOSTS_DEVICE), 0);
  for (size_t i = 0; i < variant->peer_count && status == 0; i++)
    status = add_peer(ret, &variant->peers[i]);
  if (status != 0)
    addresses_done(ret);
  return status;
}

void addresses_done(struct addresses *addresses) {
  for (size_t i = 0; i < addresses->name_count; i++)
    free((char *)addresses->names[i].name);
  free(addresses->names);
  *addresses = (struct addresses){0};
}

uint32_t addresses_ipv4(size_t index) {
  return FIRST_ADDRESS + (uint32_t)index;
}

void addresses_configure(const struct addresses *addresses, size_t index,
                         struct image_config *config) {
  size_t number = index + 1;
  const uint8_t mac[6] = {
      0x02,           0, 0, (uint8_t)(number >> 16), (uint8_t)(number >> 8),
      (uint8_t)number};
  for (size_t i = 0; i < sizeof(mac); i++)
    config->mac[i] = mac[i];
  config->ipv4 = FIRST_ADDRESS + (uint32_t)index;
  config->netmask = ADDRESSES_NETMASK;
  config->names = addresses->names;
  config->name_count = addresses->name_count;
  config->target = HOSTS_DEVICE;
}
