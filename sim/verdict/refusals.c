/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: groups refusals. There are few groups (consumers x calls x
 * errnos), however many events. Reads the trace only. */
#include "verdict/refusals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_refusal(const struct trace_event *a,
                         const struct trace_event *b) {
  return a->owner == b->owner && a->call == b->call &&
         same_text(a->error_name, b->error_name) &&
         same_text(a->pool, b->pool) && a->injected == b->injected;
}

size_t refusals_group_of(const struct refusal_group *groups, size_t count,
                         const struct trace_event *event) {
  size_t i = 0;
  while (i < count && !same_refusal(groups[i].first, event))
    i++;
  return i;
}

int refusals_group(const struct trace *trace, struct refusal_group **ret_groups,
                   size_t *ret_count) {
  struct refusal_group *groups = NULL;
  size_t count = 0;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_CALL_REFUSED)
      continue;
    size_t at = refusals_group_of(groups, count, event);
    if (at == count) {
      struct refusal_group *more =
          realloc(groups, (count + 1) * sizeof(*groups));
      if (!more) {
        free(groups);
        return -ENOMEM;
      }
      groups = more;
      groups[count++] = (struct refusal_group){event, 0};
    }
    groups[at].count++;
  }
  *ret_groups = groups;
  *ret_count = count;
  return 0;
}
