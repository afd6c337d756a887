/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: one event as an Ethernet frame. See event_frame.h. Pure. */
#include "trace/event_frame.h"

#include <arpa/inet.h>
#include <string.h>

#define MAC_OCTETS 6
#define LEN_AT 20
#define FIELDS_AT 22
#define FIELD_OCTETS 3 /* in front of a value */

struct cursor {
  uint8_t *octets;
  size_t len;
};

const char *event_frame_word(enum trace_event_kind kind) {
  switch (kind) {
  case TRACE_SOCKET_OPENED:
    return "opened";
  case TRACE_SOCKET_ACCEPTED:
    return "accepted";
  case TRACE_SOCKET_CLOSED:
    return "closed";
  case TRACE_SOCKET_LISTENED:
    return "listens";
  case TRACE_CALL_REFUSED:
    return "refused";
  case TRACE_CALL_FAILED:
    return "failed";
  case TRACE_POOL_REFUSED:
    return "pool_refused";
  case TRACE_PCB_RECLAIMED:
    return "reclaimed";
  case TRACE_STATE_CHANGED:
    return "state";
  case TRACE_FAULT:
    return "fault";
  case TRACE_LOGGED:
    return "log";
  case TRACE_HOST_FAILED:
    return "host_failed";
  case TRACE_CRASHED:
    return "crashed";
  case TRACE_EVENT_COUNT:
    break;
  }
  return "?";
}

/* ---- fields ---- */

static void put_number(uint8_t *at, uint64_t number, size_t size) {
  for (size_t i = 0; i < size; i++)
    at[i] = (uint8_t)(number >> (8 * (size - 1 - i)));
}

static void add_octets(struct cursor *cursor, enum event_field field,
                       const void *value, size_t len) {
  uint8_t *at = cursor->octets + cursor->len;
  if (cursor->len + FIELD_OCTETS + len > EVENT_FRAME_OCTETS_MAX)
    return;
  at[0] = (uint8_t)field;
  put_number(at + 1, len, 2);
  memcpy(at + FIELD_OCTETS, value, len);
  cursor->len += FIELD_OCTETS + len;
}

/* size: that of the field's type. */
static void add_number(struct cursor *cursor, enum event_field field,
                       int64_t number, size_t size) {
  uint8_t value[8];
  put_number(value, (uint64_t)number, size);
  add_octets(cursor, field, value, size);
}

/* A character of UTF-8 is not cut in two. */
static size_t cut(const char *text, size_t max) {
  size_t len = strlen(text);
  if (len <= max)
    return len;
  for (len = max; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
    len--;
  return len;
}

static void add_name(struct cursor *cursor, enum event_field field,
                     const char *name) {
  if (name != NULL)
    add_octets(cursor, field, name, cut(name, EVENT_FRAME_NAME_MAX));
}

static void add_rest(struct cursor *cursor, enum event_field field,
                     const char *text) {
  if (text != NULL)
    add_octets(cursor, field, text,
               cut(text, EVENT_FRAME_OCTETS_MAX - cursor->len - FIELD_OCTETS));
}

/* lwIP writes a zone behind an address that is local to a link. */
static void add_address(struct cursor *cursor, enum event_field field,
                        const char *text) {
  char address[sizeof(((struct image_slot *)0)->remote) + 1];
  uint8_t octets[16];
  size_t len = strcspn(text, "%");
  if (len >= sizeof(address))
    return;
  memcpy(address, text, len);
  address[len] = '\0';
  if (inet_pton(AF_INET, address, octets) == 1)
    add_octets(cursor, field, octets, 4);
  else if (inet_pton(AF_INET6, address, octets) == 1)
    add_octets(cursor, field, octets, 16);
}

/* ---- what an event has to say ---- */

static bool is_owned(const struct event_frame *frame) {
  int owner = frame->event->owner;
  return owner >= 0 && (size_t)owner < frame->trace->consumer_count;
}

static void add_call(struct cursor *cursor, const struct event_frame *frame) {
  const struct trace_event *event = frame->event;
  if (event->call >= 0)
    add_name(cursor, EVENT_FIELD_CALL, trace_call_name(event->call));
  add_name(cursor, EVENT_FIELD_ERRNO, event->error_name);
  if (frame->errno_number != 0)
    add_number(cursor, EVENT_FIELD_ERRNO_NUMBER, frame->errno_number, 4);
  if (event->nth > 0)
    add_number(cursor, EVENT_FIELD_NTH, event->nth, 4);
  if (event->nth_of_host > 0)
    add_number(cursor, EVENT_FIELD_NTH_OF_DEVICE, event->nth_of_host, 4);
  if (event->injected)
    add_number(cursor, EVENT_FIELD_INJECTED, 1, 1);
}

static void add_pool(struct cursor *cursor, const struct event_frame *frame) {
  add_name(cursor, EVENT_FIELD_POOL, frame->event->pool);
  if (frame->pool == NULL)
    return;
  add_number(cursor, EVENT_FIELD_POOL_USED, frame->pool->used, 8);
  if (frame->pool->limit >= 0)
    add_number(cursor, EVENT_FIELD_POOL_LIMIT, frame->pool->limit, 8);
}

static void add_sockets(struct cursor *cursor,
                        const struct event_frame *frame) {
  const struct trace *trace = frame->trace;
  add_number(cursor, EVENT_FIELD_SOCKETS_USED, trace->sockets_now, 4);
  if (trace->sockets_limit >= 0)
    add_number(cursor, EVENT_FIELD_SOCKETS_LIMIT, trace->sockets_limit, 4);
  if (is_owned(frame))
    add_number(cursor, EVENT_FIELD_OWNER_SOCKETS,
               trace->consumers[frame->event->owner].sockets, 4);
}

static void add_slot(struct cursor *cursor, const struct event_frame *frame) {
  const struct image_slot *slot = frame->slot;
  if (frame->event->slot >= 0)
    add_number(cursor, EVENT_FIELD_SLOT, frame->event->slot, 2);
  if (slot == NULL)
    return;
  if (slot->fd >= 0)
    add_number(cursor, EVENT_FIELD_FD, slot->fd, 4);
  if (slot->protocol[0] != '\0')
    add_name(cursor, EVENT_FIELD_PROTOCOL, slot->protocol);
  if (slot->tcp_state >= 0)
    add_name(cursor, EVENT_FIELD_TCP_STATE,
             trace_tcp_state_name(slot->tcp_state));
  add_address(cursor, EVENT_FIELD_LOCAL, slot->local);
  if (slot->local_port != 0)
    add_number(cursor, EVENT_FIELD_LOCAL_PORT, slot->local_port, 2);
  add_address(cursor, EVENT_FIELD_REMOTE, slot->remote);
  if (slot->remote_port != 0)
    add_number(cursor, EVENT_FIELD_REMOTE_PORT, slot->remote_port, 2);
}

static void add_state(struct cursor *cursor, const struct trace_event *event) {
  if (event->kind == TRACE_STATE_CHANGED)
    add_name(cursor, EVENT_FIELD_STATE,
             trace_workload_state_name(event->state));
  if (event->kind == TRACE_PCB_RECLAIMED)
    add_name(cursor, EVENT_FIELD_TCP_STATE, trace_tcp_state_name(event->state));
}

size_t event_frame_write(const struct event_frame *frame,
                         uint8_t ret_octets[EVENT_FRAME_OCTETS_MAX]) {
  struct cursor cursor = {ret_octets, FIELDS_AT};
  const struct trace_event *event = frame->event;
  memcpy(ret_octets, frame->mac, MAC_OCTETS);
  memcpy(ret_octets + MAC_OCTETS, frame->mac, MAC_OCTETS);
  put_number(ret_octets + 12, EVENT_FRAME_TYPE, 2);
  memcpy(ret_octets + 14, "SFit", 4);
  ret_octets[18] = EVENT_FRAME_VERSION;
  ret_octets[19] = 0;
  add_name(&cursor, EVENT_FIELD_EVENT, event_frame_word(event->kind));
  add_name(&cursor, EVENT_FIELD_OWNER,
           is_owned(frame) ? frame->trace->consumers[event->owner].name
                           : "lwIP");
  add_call(&cursor, frame);
  add_pool(&cursor, frame);
  add_sockets(&cursor, frame);
  add_slot(&cursor, frame);
  add_state(&cursor, event);
  add_rest(&cursor, EVENT_FIELD_TEXT, event->text);
  put_number(ret_octets + LEN_AT, cursor.len - FIELDS_AT, 2);
  return cursor.len;
}
