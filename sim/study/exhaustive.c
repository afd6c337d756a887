/* SPDX-License-Identifier: BSD-3-Clause */
/* study: every interleaving of a few socket operations. See exhaustive.h. */
#include "study/exhaustive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

enum holds { NOTHING, A_SOCKET, A_LISTENER, A_CONNECTION, HOLDS_COUNT };

/* What a consumer may do, and what it holds then. */
static const struct {
  enum holds from;
  const char *operation;
  enum holds to;
} steps[] = {
    {NOTHING, "socket", A_SOCKET},        {A_SOCKET, "listen", A_LISTENER},
    {A_SOCKET, "connect", A_CONNECTION},  {A_SOCKET, "close", NOTHING},
    {A_LISTENER, "accept", A_LISTENER},   {A_LISTENER, "close", NOTHING},
    {A_CONNECTION, "send", A_CONNECTION}, {A_CONNECTION, "close", NOTHING},
};

struct walk {
  int consumers;
  size_t operations;
  int (*each)(void *arg, const struct interleaving *interleaving);
  void *arg;
  size_t count;
  struct interleaving interleaving;
  enum holds holds[EXHAUSTIVE_CONSUMERS];
};

/* used: consumers that have done something; the next new one is that number,
 * whatever it is called. */
static int walk_on(struct walk *walk, int used) {
  struct interleaving *so_far = &walk->interleaving;
  if (so_far->length == walk->operations) {
    walk->count++;
    return walk->each == NULL ? 0 : walk->each(walk->arg, so_far);
  }
  int status = 0;
  for (int who = 0; who <= used && who < walk->consumers; who++) {
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && status == 0; i++) {
      enum holds before = walk->holds[who];
      if (steps[i].from != before)
        continue;
      so_far->who[so_far->length] = who;
      so_far->what[so_far->length++] = steps[i].operation;
      walk->holds[who] = steps[i].to;
      status = walk_on(walk, who == used ? used + 1 : used);
      walk->holds[who] = before;
      so_far->length--;
    }
  }
  return status;
}

int interleavings_walk(int consumers, size_t operations,
                       int (*each)(void *arg,
                                   const struct interleaving *interleaving),
                       void *arg, size_t *ret_count) {
  struct walk walk = {.consumers = consumers,
                      .operations = operations,
                      .each = each,
                      .arg = arg};
  int status = walk_on(&walk, 0);
  *ret_count = walk.count;
  return status;
}

/* ---- as a scenario ---- */

#define FIRST_PORT 7001
static const char *const names[EXHAUSTIVE_CONSUMERS] = {"a", "b", "c", "d"};
static const char *const visitors[EXHAUSTIVE_CONSUMERS] = {
    "client_a", "client_b", "client_c", "client_d"};

static bool does(const struct interleaving *interleaving, int who,
                 const char *what) {
  for (size_t i = 0; i < interleaving->length; i++)
    if (interleaving->who[i] == who &&
        (what == NULL || strcmp(interleaving->what[i], what) == 0))
      return true;
  return false;
}

static void add_consumer(const struct interleaving *interleaving, int who,
                         struct arena *arena, struct course *course) {
  char turns[EXHAUSTIVE_OPERATIONS * 8 + 1];
  size_t len = 0;
  for (size_t i = 0; i < interleaving->length; i++)
    len += (size_t)snprintf(
        turns + len, sizeof(turns) - len, "%s%s", i == 0 ? "" : " ",
        interleaving->who[i] == who ? interleaving->what[i] : "-");
  struct course_item *item =
      course_add(course, FAMILY_CONSUMER, "scripted", names[who]);
  course_set(item, arena, "at", "1s");
  course_set(item, arena, "port", "%d", FIRST_PORT + who);
  course_set(item, arena, "turns", "%s", turns);
}

/* Somebody who knocks until the listener is there, and then waits. */
static void add_client(int who, struct arena *arena, struct course *course) {
  struct course_item *item =
      course_add(course, FAMILY_PEER, "tcp_client", visitors[who]);
  course_set(item, arena, "at", "1s");
  course_set(item, arena, "port", "%d", FIRST_PORT + who);
  course_set(item, arena, "steps", "connect; expect_close 5s");
  course_set(item, arena, "times", "12");
  course_set(item, arena, "every", "50ms");
}

void interleaving_course(const struct explorer *explorer,
                         const struct interleaving *interleaving,
                         struct arena *arena, struct course *ret_course) {
  static const char *const expects[] = {
#define INVARIANT(kind, meaning) #kind,
#include "study/invariants.def"
#undef INVARIANT
  };
  *ret_course = (struct course){.seed = explorer->selected.variant->seed,
                                .run_for_ns = 4 * NS_PER_S};
  struct course_item *server =
      course_add(ret_course, FAMILY_PEER, "tcp_server", "tcp_server");
  course_set(server, arena, "at", "500ms");
  course_set(server, arena, "port", "7000");
  for (int who = 0; who < EXHAUSTIVE_CONSUMERS; who++) {
    /* It stops listening of its own accord; that it recovers is that it gets a
     * socket when the others have closed theirs. */
    if (does(interleaving, who, NULL)) {
      add_consumer(interleaving, who, arena, ret_course);
      course_expect(ret_course, arena, "consumer: {name: %s, state: stopped}",
                    names[who]);
    }
    if (does(interleaving, who, "accept"))
      add_client(who, arena, ret_course);
  }
  for (size_t i = 0; i < sizeof(expects) / sizeof(*expects); i++)
    if (strcmp(expects[i], "served") != 0 &&
        strcmp(expects[i], "recovers") != 0)
      course_expect(ret_course, arena, "%s", expects[i]);
}

int exhaustive_run(const struct explorer *explorer,
                   const struct interleaving *interleaving, size_t index,
                   const struct explore_result *known,
                   struct explore_unit *ret_unit, struct diag *diag) {
  struct arena *arena = arena_new();
  struct course *course = malloc(sizeof(*course));
  struct culprits culprits = {0};
  int status = arena == NULL || course == NULL ? -ENOMEM : 0;
  if (status == 0) {
    interleaving_course(explorer, interleaving, arena, course);
    status = explorer_try(explorer, course, &culprits, diag);
  }
  if (status == 0)
    status = explore_unit_make(explorer, course, index + 1, &culprits, known,
                               ret_unit);
  free(course);
  arena_free(arena);
  return status;
}
