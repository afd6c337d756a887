/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what may happen in a random run, one function a feature of
 * features.def. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "study/explore_draw.h"

static struct course_item *add_client(struct draw *draw) {
  const struct explore_door *door = draw_door(draw, true);
  struct course_item *item =
      door == NULL ? NULL : draw_peer(draw, "tcp_client", NULL);
  if (item == NULL)
    return NULL;
  course_set(item, draw->arena, "port", "%d", door->port);
  course_set(item, draw->arena, "steps", "%s", draw_steps(draw, door));
  course_set(item, draw->arena, "times", "%" PRId64,
             draw_magnitude(draw, 1, 20));
  course_set(item, draw->arena, "every", "%" PRId64 "ms",
             draw_magnitude(draw, 200, 5000));
  return item;
}

/* Most of the time all of them: they belong together. */
void add_company(struct draw *draw) {
  bool all = draw_below(draw, 3) > 0;
  for (size_t i = 0; i < draw->explorer->base.count; i++) {
    if ((all || draw_below(draw, 2) == 0) &&
        draw->course->count < COURSE_ITEMS_MAX)
      draw->course->items[draw->course->count++] =
          draw->explorer->base.items[i];
  }
}

void add_servers(struct draw *draw) {
  for (size_t i = 0; i < draw->explorer->need_count; i++) {
    const struct explore_need *need = &draw->explorer->needs[i];
    if (draw_below(draw, 4) == 0)
      continue;
    struct course_item *item = draw_peer(draw, need->kind, need->name);
    if (item == NULL)
      return;
    if (need->port > 0 && strcmp(need->kind, "pinger") != 0)
      course_set(item, draw->arena, "port", "%" PRId64, need->port);
    draw_params(draw, item);
  }
}

/* A kind of peer that speaks to the device, and finds its port there. */
static bool suits(const struct draw *draw, const struct kind *kind,
                  const char **ret_port) {
  static const char *const servers[] = {"mqtt_broker", "http_server",
                                        "tcp_server",  "udp_server",
                                        "dns_server",  "function"};
  for (size_t i = 0; i < sizeof(servers) / sizeof(*servers); i++)
    if (strcmp(kind->name, servers[i]) == 0)
      return false;
  *ret_port = NULL;
  for (size_t i = 0; i < kind->param_count; i++) {
    if (strcmp(kind->params[i].name, "port") == 0 &&
        kind->params[i].fallback != NULL)
      *ret_port = kind->params[i].fallback;
    else if (kind->params[i].required)
      return false;
  }
  bool found = *ret_port == NULL;
  for (size_t i = 0; i < draw->explorer->door_count && !found; i++) {
    char port[8] = {0};
    snprintf(port, sizeof(port), "%d", draw->explorer->doors[i].port);
    found = strcmp(port, *ret_port) == 0;
  }
  return found;
}

void add_regulars(struct draw *draw) {
  size_t count;
  const char *port;
  const struct kind *const *kinds = kinds_of(FAMILY_PEER, &count);
  for (int64_t left = 1 + draw_below(draw, 4); left > 0; left--) {
    /* But for the last of them, `function`. */
    const struct kind *kind = kinds[draw_below(draw, (int64_t)count - 1)];
    struct course_item *item =
        suits(draw, kind, &port) ? draw_peer(draw, kind->name, NULL) : NULL;
    if (item != NULL)
      draw_params(draw, item);
  }
}

void add_strangers(struct draw *draw) {
  for (int64_t left = 1 + draw_below(draw, 3); left > 0; left--)
    add_client(draw);
  const struct explore_door *door = draw_door(draw, false);
  struct course_item *item =
      door == NULL ? NULL : draw_peer(draw, "udp_client", NULL);
  if (item == NULL)
    return;
  course_set(item, draw->arena, "port", "%d", door->port);
  course_set(item, draw->arena, "datagrams", "%" PRId64,
             draw_magnitude(draw, 1, 64));
}

void add_crowd(struct draw *draw) {
  struct course_item *item = add_client(draw);
  if (item == NULL)
    return;
  course_set(item, draw->arena, "connections", "%" PRId64,
             4 + draw_magnitude(draw, 1, 12));
  course_set(item, draw->arena, "times", "%" PRId64, 1 + draw_below(draw, 2));
}

void add_leavers(struct draw *draw) {
  struct course_item *item = add_client(draw);
  if (item != NULL && draw_below(draw, 4) == 0)
    course_set(item, draw->arena, "count", "%" PRId64, 1 + draw_below(draw, 4));
}

/* Data and a FIN while nobody reads on either side. */
void add_sluggards(struct draw *draw) {
  struct course_item *item = add_client(draw);
  if (item == NULL)
    return;
  if (draw_below(draw, 2) == 0)
    course_set(item, draw->arena, "read_delay", "%" PRId64 "ms",
               draw_magnitude(draw, 10, 3000));
  else
    course_set(item, draw->arena, "steps",
               "connect; send %" PRId64 " x%" PRId64 "; shutdown; recv eof",
               draw_magnitude(draw, 1, 1000), draw_magnitude(draw, 1, 16));
}

void add_returners(struct draw *draw) {
  struct course_item *item = add_client(draw);
  if (item == NULL)
    return;
  if (draw_below(draw, 2) == 0) {
    course_set(item, draw->arena, "source_port", "%" PRId64,
               40000 + draw_below(draw, 100));
    course_set(item, draw->arena, "port_step", "0");
  } else {
    course_set(item, draw->arena, "stay", "%" PRId64 "ms",
               draw_magnitude(draw, 10, 8000));
    course_set(item, draw->arena, "away", "%" PRId64 "ms",
               draw_magnitude(draw, 100, 8000));
    course_set(item, draw->arena, "visits", "%" PRId64, /* each boots anew */
               draw_magnitude(draw, 2, 8));
  }
}

/* ---- faults ---- */

/* How long it lasts, and perhaps again: after it is over. */
static void set_for(struct draw *draw, struct course_item *item, bool again) {
  int64_t for_ms = draw_magnitude(draw, 100, 10000);
  course_set(item, draw->arena, "for", "%" PRId64 "ms", for_ms);
  if (!again || draw_below(draw, 2) == 0)
    return;
  course_set(item, draw->arena, "every", "%" PRId64 "ms",
             for_ms + draw_magnitude(draw, 1000, 15000));
  course_set(item, draw->arena, "times", "%" PRId64,
             draw_magnitude(draw, 1, 6));
}

/* One of the peers so far, or the device. */
static const char *draw_host(struct draw *draw) {
  const struct course *course = draw->course;
  int64_t count = 0;
  for (size_t i = 0; i < course->count; i++)
    count += course->items[i].family == FAMILY_PEER;
  int64_t which = draw_below(draw, count + 1);
  for (size_t i = 0; i < course->count; i++)
    if (course->items[i].family == FAMILY_PEER && which-- == 0)
      return course->items[i].name;
  return "device";
}

void add_link(struct draw *draw) {
  static const char *const shares[] = {"loss", "duplicate", "reorder",
                                       "corrupt"};
  struct course_item *item = draw_fault(draw, "link");
  if (item == NULL)
    return;
  set_for(draw, item, false);
  course_set(item, draw->arena, "host", "%s", draw_host(draw));
  course_set(item, draw->arena, "delay", "%" PRId64 "ms",
             draw_magnitude(draw, 1, 500));
  for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
    if (draw_below(draw, 2) == 0)
      course_set(item, draw->arena, shares[i], "%" PRId64 "%%",
                 draw_magnitude(draw, 1, i == 0 ? 100 : 30));
  }
}

void add_cable(struct draw *draw) {
  struct course_item *item = draw_fault(draw, "link_down");
  if (item == NULL)
    return;
  set_for(draw, item, false);
  course_set(item, draw->arena, "host", "%s", draw_host(draw));
}

void add_restarts(struct draw *draw) {
  const struct selected *selected = &draw->explorer->selected;
  const struct variant *variant = selected->variant;
  /* Without tasks no consumer can be stopped. */
  if (variant->consumer_count == 0 ||
      limits_number(selected->limits, "NO_SYS", 0) != 0)
    return;
  size_t which = (size_t)draw_below(draw, (int64_t)variant->consumer_count);
  struct course_item *item = draw_fault(draw, "restart");
  if (item == NULL)
    return;
  course_set(item, draw->arena, "consumer", "%s",
             variant->consumers[which].name);
  set_for(draw, item, true);
}

void add_reboots(struct draw *draw) {
  struct course_item *item = draw_fault(draw, "reboot");
  if (item == NULL)
    return;
  course_set(item, draw->arena, "host", "%s", draw_host(draw));
  set_for(draw, item, true);
}

void add_refusals(struct draw *draw) {
  const struct explorer *explorer = draw->explorer;
  if (explorer->pool_count == 0)
    return;
  struct course_item *item = draw_fault(draw, "refuse");
  if (item == NULL)
    return;
  course_set(item, draw->arena, "pool", "%s",
             explorer->pools[draw_below(draw, (int64_t)explorer->pool_count)]);
  course_set(item, draw->arena, "nth", "%" PRId64, draw_magnitude(draw, 1, 30));
  course_set(item, draw->arena, "count", "%" PRId64,
             draw_magnitude(draw, 1, 4));
}

void add_load(struct draw *draw) {
  struct course_item *item = draw_fault(draw, "slow_tcpip");
  if (item == NULL)
    return;
  set_for(draw, item, false);
  course_set(item, draw->arena, "cost", "%" PRId64 "us",
             draw_magnitude(draw, 10, 5000));
}
