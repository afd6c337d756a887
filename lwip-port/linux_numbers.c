/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: Linux's numbers and lwIP's. See linux_numbers.h. */
#include "linux_numbers.h"

#include <string.h>

#define LINUX_SOL_SOCKET 1
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct number {
  int here; /* Linux's */
  int lwip;
};

static const struct {
  int level; /* lwIP's */
  struct number name;
} options[] = {
#define OPTION(level, name, number) {level, {number, name}},
#include "linux.def"
};

static const struct number message_flags[] = {
#define FLAG(name, number) {number, name},
#include "linux.def"
};

static const struct number poll_events[] = {
#define EVENT(name, number) {number, name},
#include "linux.def"
};

int linux_option(int *level, int name) {
  if (*level == LINUX_SOL_SOCKET)
    *level = SOL_SOCKET;
  for (size_t i = 0; i < COUNT(options); i++)
    if (options[i].level == *level && options[i].name.here == name)
      return options[i].name.lwip;
  return -1;
}

int linux_flags(int flags) {
  int lwip = 0;
  for (size_t i = 0; i < COUNT(message_flags); i++) {
    if (flags & message_flags[i].here)
      lwip |= message_flags[i].lwip;
    flags &= ~message_flags[i].here;
  }
  return flags == 0 ? lwip : -1;
}

short linux_events_to_lwip(short events) {
  int lwip = 0;
  for (size_t i = 0; i < COUNT(poll_events); i++)
    if (events & poll_events[i].here)
      lwip |= poll_events[i].lwip;
  return (short)lwip;
}

short linux_events_from_lwip(short events) {
  int here = 0;
  for (size_t i = 0; i < COUNT(poll_events); i++)
    if (events & poll_events[i].lwip)
      here |= poll_events[i].here;
  return (short)here;
}

/* ---- addresses: they differ in their first two octets ---- */

socklen_t linux_address_to_lwip(const void *address, socklen_t len,
                                struct sockaddr_storage *ret) {
  uint16_t family = AF_UNSPEC;
  memset(ret, 0, sizeof(*ret));
  if (address == NULL)
    return 0;
  len = len < sizeof(*ret) ? len : sizeof(*ret);
  memcpy(ret, address, len);
  if (len >= sizeof(family))
    memcpy(&family, address, sizeof(family));
  ret->s2_len = (u8_t)len;
  ret->ss_family = (sa_family_t)family;
  return len;
}

void linux_address_from_lwip(const struct sockaddr_storage *address,
                             socklen_t len, void *ret, uint32_t *ret_len) {
  struct sockaddr_storage copy = *address;
  uint16_t family = address->ss_family;
  if (ret == NULL || ret_len == NULL)
    return;
  memcpy(&copy, &family, sizeof(family));
  len = len < sizeof(copy) ? len : sizeof(copy);
  memcpy(ret, &copy, len < *ret_len ? len : *ret_len);
  *ret_len = len;
}
