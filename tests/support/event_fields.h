/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: event frames read by hand, as docs/wireshark.md describes them. */
#ifndef SOCKFIT_TESTS_EVENT_FIELDS_H
#define SOCKFIT_TESTS_EVENT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether it is an event frame whose fields fill it to the last octet. */
bool event_fields_are_whole(const uint8_t *octets, size_t len);

/* The value of a field of a whole frame; NULL: it has none of that number. */
const uint8_t *event_field(const uint8_t *octets, size_t len, int number,
                           size_t *ret_len);

/* Fail unless the field is this text, or NULL: left out. */
void event_field_is_text(const uint8_t *octets, size_t len, int number,
                         const char *text);

/* Fail unless the field is this number, in size octets. */
void event_field_is_number(const uint8_t *octets, size_t len, int field,
                           size_t size, int64_t number);

#endif
