/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: event frames read by hand. See event_fields.h. */
#include "support/event_fields.h"

#include <check.h>
#include <string.h>

#define HEADER 22

static size_t two(const uint8_t *octets) {
  return (size_t)octets[0] << 8 | octets[1];
}

bool event_fields_are_whole(const uint8_t *octets, size_t len) {
  static const uint8_t head[] = {0x88, 0xb5, 'S', 'F', 'i', 't', 1, 0};
  size_t at = HEADER;
  if (len < HEADER || memcmp(octets + 12, head, sizeof(head)) != 0 ||
      two(octets + 20) != len - HEADER)
    return false;
  while (at + 3 <= len)
    at += 3 + two(octets + at + 1);
  return at == len;
}

const uint8_t *event_field(const uint8_t *octets, size_t len, int number,
                           size_t *ret_len) {
  ck_assert(event_fields_are_whole(octets, len));
  for (size_t at = HEADER; at < len; at += 3 + two(octets + at + 1)) {
    *ret_len = two(octets + at + 1);
    if (octets[at] == number)
      return octets + at + 3;
  }
  return NULL;
}

void event_field_is_text(const uint8_t *octets, size_t len, int number,
                         const char *text) {
  size_t size = 0;
  const uint8_t *value = event_field(octets, len, number, &size);
  if (text == NULL) {
    ck_assert_msg(value == NULL, "there is a field %d", number);
    return;
  }
  ck_assert_msg(value != NULL, "no field %d", number);
  ck_assert_msg(size == strlen(text) && memcmp(value, text, size) == 0,
                "field %d is '%.*s', not '%s'", number, (int)size,
                (const char *)value, text);
}

void event_field_is_number(const uint8_t *octets, size_t len, int field,
                           size_t size, int64_t number) {
  size_t its = 0;
  const uint8_t *value = event_field(octets, len, field, &its);
  ck_assert_msg(value != NULL, "no field %d", field);
  ck_assert_uint_eq(its, size);
  for (size_t i = 0; i < size; i++)
    ck_assert_msg(value[i] == (uint8_t)(number >> (8 * (size - 1 - i))),
                  "octet %zu of field %d is %u", i, field, value[i]);
}
