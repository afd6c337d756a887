/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: mDNS messages for one who asks for a host. */
#include "multicast_dns.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEADER_LEN 12
#define FLAG_RESPONSE 0x8000
#define CLASS_IN 1
#define LABEL_MAX 63
#define NAME_SIZE 256
/* A compressed name may point to another pointer; more than this is a loop. */
#define POINTERS_MAX 16

/* A message being read; every get fails from the first shortage on. */
struct reader {
  const uint8_t *message;
  size_t len;
  size_t at;
  bool failed;
};

static uint32_t get(struct reader *r, size_t octets) {
  uint32_t value = 0;
  if (r->failed || r->len - r->at < octets) {
    r->failed = true;
    return 0;
  }
  for (size_t i = 0; i < octets; i++)
    value = value << 8 | r->message[r->at++];
  return value;
}

static void skip(struct reader *r, size_t octets) {
  if (r->failed || r->len - r->at < octets)
    r->failed = true;
  else
    r->at += octets;
}

/* Add one label to a name as text: "sockfit.local". */
static void name_add(struct reader *r, char name[NAME_SIZE], size_t label_len) {
  size_t used = strlen(name);
  if (r->len - r->at < label_len || used + label_len + 2 > NAME_SIZE) {
    r->failed = true;
    return;
  }
  if (used > 0)
    name[used++] = '.';
  memcpy(name + used, r->message + r->at, label_len);
  name[used + label_len] = '\0';
  r->at += label_len;
}

/* Read a name and stop behind it in the message, wherever pointers led. */
static void get_name(struct reader *r, char name[NAME_SIZE]) {
  size_t behind = 0;
  int pointers = 0;
  name[0] = '\0';
  for (;;) {
    uint32_t label_len = get(r, 1);
    if (r->failed || label_len == 0)
      break;
    if (label_len <= LABEL_MAX) {
      name_add(r, name, label_len);
      continue;
    }
    uint32_t target = (label_len & 0x3f) << 8 | get(r, 1);
    if (r->failed || label_len < 0xc0 || ++pointers > POINTERS_MAX ||
        target >= r->len) {
      r->failed = true;
      break;
    }
    if (behind == 0)
      behind = r->at;
    r->at = target;
  }
  if (behind && !r->failed)
    r->at = behind;
}

static bool is_host(const char *name, const char *hostname) {
  size_t len = strlen(hostname);
  return strncasecmp(name, hostname, len) == 0 &&
         strcasecmp(name + len, ".local") == 0;
}

/* Read one resource record; does it name the host? */
static bool record_names(struct reader *r, const char *hostname) {
  char name[NAME_SIZE];
  get_name(r, name);
  uint32_t type = get(r, 2);
  skip(r, 2 + 4); /* class, time to live */
  size_t data_len = get(r, 2);
  size_t data_at = r->at;
  skip(r, data_len);
  if (r->failed)
    return false;
  if (type == MULTICAST_DNS_A || type == MULTICAST_DNS_AAAA)
    return is_host(name, hostname);
  if (type != MULTICAST_DNS_PTR)
    return false;
  struct reader data = *r;
  data.at = data_at;
  get_name(&data, name);
  return !data.failed && is_host(name, hostname);
}

bool multicast_dns_answers(const uint8_t *message, size_t len,
                           const char *hostname) {
  struct reader r = {.message = message, .len = len};
  char name[NAME_SIZE];
  skip(&r, 2); /* identifier, always 0 */
  uint32_t flags = get(&r, 2);
  uint32_t question_count = get(&r, 2);
  uint32_t answer_count = get(&r, 2);
  skip(&r, 2 + 2); /* authority and additional records are not looked at */
  if (r.failed || !(flags & FLAG_RESPONSE))
    return false;
  for (uint32_t i = 0; i < question_count && !r.failed; i++) {
    get_name(&r, name);
    skip(&r, 2 + 2);
  }
  for (uint32_t i = 0; i < answer_count && !r.failed; i++)
    if (record_names(&r, hostname))
      return true;
  return false;
}

static size_t put_u16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
  return 2;
}

static size_t put_question(uint8_t *at, const char *hostname,
                           enum multicast_dns_type type) {
  size_t host_len = strlen(hostname);
  size_t len = 0;
  at[len++] = (uint8_t)host_len;
  memcpy(at + len, hostname, host_len);
  len += host_len;
  memcpy(at + len, "\5local", 7); /* with its final zero label */
  len += 7;
  len += put_u16(at + len, (uint16_t)type);
  len += put_u16(at + len, CLASS_IN);
  return len;
}

int multicast_dns_query(uint8_t *ret_message, size_t size,
                        const char *hostname) {
  size_t host_len = strlen(hostname);
  if (host_len == 0 || host_len > LABEL_MAX)
    return -EINVAL;
  size_t question_len = 1 + host_len + 7 + 2 + 2;
  if (size < HEADER_LEN + 2 * question_len)
    return -ENOBUFS;
  memset(ret_message, 0, HEADER_LEN);
  put_u16(ret_message + 4, 2); /* how many questions */
  size_t len = HEADER_LEN;
  len += put_question(ret_message + len, hostname, MULTICAST_DNS_A);
  len += put_question(ret_message + len, hostname, MULTICAST_DNS_AAAA);
  return (int)len;
}
