/* SPDX-License-Identifier: BSD-3-Clause */
/* study: who is to blame. See culprits.h. */
#include "study/culprits.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct blaming {
  const struct one_run *run;
  const struct item *item;
  const char *found;
  size_t expectation;
  struct culprits *culprits;
};

static void blame(struct blaming *blaming, const char *whom, const char *why) {
  struct culprits *culprits = blaming->culprits;
  struct culprit culprit = {.expectation = blaming->expectation};
  snprintf(culprit.fingerprint, sizeof(culprit.fingerprint), "%s/%s%s%s",
           blaming->item->kind->name, whom, why[0] == '\0' ? "" : "/", why);
  if (culprits->count < CULPRITS_MAX &&
      culprits_with(culprits, culprit.fingerprint) == NULL)
    culprits->items[culprits->count++] = culprit;
}

/* A text as far as its first bracket (behind it is a place in sources), with
 * "#" for each number. Returns its length. */
static size_t without_numbers(const char *text, char *words, size_t size) {
  size_t len = 0;
  for (; *text != '\0' && *text != '(' && len + 1 < size; text++) {
    bool digit = isdigit((unsigned char)*text);
    if (!digit || len == 0 || words[len - 1] != '#')
      words[len++] = digit ? '#' : *text;
  }
  while (len > 0 && words[len - 1] == ' ')
    len--;
  words[len] = '\0';
  return len;
}

static void blame_text(struct blaming *blaming, const char *text) {
  char words[FINGERPRINT_SIZE / 2];
  without_numbers(strncmp(text, "seen: ", 6) == 0 ? text + 6 : text, words,
                  sizeof(words));
  blame(blaming, words, "");
}

static const char *consumer_name(const struct blaming *blaming, int owner) {
  return owner < 0 ? "lwIP" : blaming->run->trace.consumers[owner].name;
}

/* The last failed call of a consumer; of calls that were refused only the
 * first, which is where a shortage began. */
static const struct trace_event *failed_call(const struct trace *trace,
                                             int owner) {
  for (size_t i = trace->event_count; i-- > 0;) {
    const struct trace_event *event = &trace->events[i];
    bool failed =
        event->kind == TRACE_CALL_REFUSED || event->kind == TRACE_CALL_FAILED;
    if (failed && event->owner == owner)
      return event;
  }
  return NULL;
}

static void blame_call(struct blaming *blaming,
                       const struct trace_event *event) {
  char why[64];
  snprintf(why, sizeof(why), "%s %s", trace_call_name(event->call),
           event->error_name == NULL ? "-" : event->error_name);
  blame(blaming, consumer_name(blaming, event->owner), why);
}

/* ---- one function an invariant ---- */

static const struct trace_event *first_crash(const struct trace *trace) {
  for (size_t i = 0; i < trace->event_count; i++)
    if (trace->events[i].kind == TRACE_CRASHED)
      return &trace->events[i];
  return NULL;
}

/* "api/it wrote to address #" and the innermost function, or an assertion's
 * text; of a peer what it said. */
static void blame_no_crash(struct blaming *blaming) {
  const struct trace_event *crash = first_crash(&blaming->run->trace);
  char why[FINGERPRINT_SIZE * 3 / 4];
  if (crash == NULL || crash->text == NULL) {
    blame_text(blaming, blaming->found);
    return;
  }
  const char *within = strstr(crash->text, ", in ");
  size_t len = without_numbers(crash->text, why, sizeof(why));
  if (within != NULL && strstr(why, ", in ") == NULL)
    snprintf(why + len, sizeof(why) - len, " in %.*s",
             (int)strcspn(within + 5, " ,("), within + 5);
  blame(blaming, consumer_name(blaming, crash->owner), why);
}

static void blame_no_time_travel(struct blaming *blaming) {
  blame(blaming, "clock", "");
}

static void blame_frames_valid(struct blaming *blaming) {
  blame_text(blaming, blaming->found);
}

static void blame_counts_agree(struct blaming *blaming) {
  blame_text(blaming, blaming->found);
}

static void blame_no_spinning(struct blaming *blaming) {
  const struct trace *trace = &blaming->run->trace;
  int64_t most = 0;
  const struct trace_event *busiest = NULL;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    bool failed =
        event->kind == TRACE_CALL_REFUSED || event->kind == TRACE_CALL_FAILED;
    if (failed && event->nth > most) {
      most = event->nth;
      busiest = event;
    }
  }
  if (busiest != NULL)
    blame_call(blaming, busiest);
}

static void blame_nothing_forgotten(struct blaming *blaming) {
  static const char *const pools[] = {"DEFAULT_ACCEPTMBOX_SIZE",
                                      "DEFAULT_TCP_RECVMBOX_SIZE"};
  for (size_t i = 0; i < sizeof(pools) / sizeof(*pools); i++) {
    if (strstr(blaming->found, pools[i]) != NULL)
      blame(blaming, pools[i], "");
  }
}

static void blame_recovers(struct blaming *blaming) {
  const struct trace *trace = &blaming->run->trace;
  for (size_t i = 0; i < trace->consumer_count; i++) {
    char begin[80];
    snprintf(begin, sizeof(begin), " %.60s ", trace->consumers[i].name);
    const struct trace_event *event = failed_call(trace, (int)i);
    if (event != NULL && (strstr(blaming->found, begin) != NULL))
      blame_call(blaming, event);
  }
}

static void blame_served(struct blaming *blaming) {
  const struct trace *trace = &blaming->run->trace;
  const char *name = item_text(blaming->item, "peer");
  for (size_t i = 0; i < trace->peer_count; i++) {
    const struct trace_peer *peer = &trace->peers[i];
    if (strcmp(peer->name, name) == 0)
      blame(blaming, name,
            peer->reset > 0    ? "reset"
            : peer->closed > 0 ? "closed"
                               : "timeout");
  }
}

/* When the first peer came: what was open then is no leak. */
static int64_t idle_until_ns(const struct variant *variant) {
  int64_t first_ns = variant->peer_count == 0 ? 0 : INT64_MAX;
  for (size_t i = 0; i < variant->peer_count; i++) {
    int64_t at_ns = item_number(&variant->peers[i], "at");
    first_ns = at_ns < first_ns ? at_ns : first_ns;
  }
  return first_ns;
}

/* A server that was started again has new sockets of its own: they are to blame
 * only where no connection is. */
static bool keeps_connection(const struct trace *trace, int owner,
                             int64_t idle_ns) {
  for (size_t i = 0; i < trace->end_slots.count; i++) {
    const struct image_slot *slot = &trace->end_slots.slots[i];
    if (slot->owner == owner && slot->since_ns >= idle_ns &&
        strcmp(slot->protocol, "TCP") == 0 &&
        slot->tcp_state != IMAGE_TCP_LISTEN)
      return true;
  }
  return false;
}

/* A socket that is kept, and in which state: after a FIN that nobody has read
 * it is in CLOSE_WAIT, of a client that has vanished in ESTABLISHED. */
static void blame_no_leak(struct blaming *blaming) {
  const struct trace *trace = &blaming->run->trace;
  int64_t idle_ns = idle_until_ns(blaming->run->selected->variant);
  for (size_t i = 0; i < trace->end_slots.count; i++) {
    const struct image_slot *slot = &trace->end_slots.slots[i];
    const struct trace_consumer *owner =
        slot->owner < 0 ? NULL : &trace->consumers[slot->owner];
    bool is_tcp = strcmp(slot->protocol, "TCP") == 0;
    if (owner == NULL || owner->end_low <= owner->idle ||
        slot->tcp_state == IMAGE_TCP_LISTEN || slot->since_ns < idle_ns ||
        (!is_tcp && keeps_connection(trace, slot->owner, idle_ns)))
      continue;
    blame(blaming, owner->name,
          !is_tcp               ? slot->protocol
          : slot->tcp_state < 0 ? "without PCB"
                                : trace_tcp_state_name(slot->tcp_state));
  }
}

static const struct invariant {
  const char *kind;
  void (*blame)(struct blaming *blaming);
  const char *meaning;
} invariants[] = {
#define INVARIANT(kind, meaning) {#kind, blame_##kind, meaning},
#include "study/invariants.def"
#undef INVARIANT
};

static const struct invariant *invariant_of(const char *kind) {
  for (size_t i = 0; i < sizeof(invariants) / sizeof(*invariants); i++)
    if (strcmp(invariants[i].kind, kind) == 0)
      return &invariants[i];
  return NULL;
}

const char *culprits_meaning(const char *kind) {
  const struct invariant *invariant = invariant_of(kind);
  return invariant == NULL ? NULL : invariant->meaning;
}

/* Of the scenario's own expectations those who were refused are to blame. */
static void blame_refused(struct blaming *blaming) {
  const struct trace *trace = &blaming->run->trace;
  for (size_t i = 0; i < trace->event_count; i++) {
    if (trace->events[i].kind == TRACE_CALL_REFUSED &&
        !trace->events[i].injected)
      blame_call(blaming, &trace->events[i]);
  }
}

const struct culprit *culprits_with(const struct culprits *culprits,
                                    const char *fingerprint) {
  for (size_t i = 0; i < culprits->count; i++)
    if (strcmp(culprits->items[i].fingerprint, fingerprint) == 0)
      return &culprits->items[i];
  return NULL;
}

static bool spins(const struct one_run *run) {
  for (size_t i = 0; i < run->judgement.count; i++) {
    const struct judgement *judgement = &run->judgement.judgements[i];
    if (!judgement->held &&
        strcmp(judgement->expectation->kind->name, "no_spinning") == 0)
      return true;
  }
  return false;
}

void culprits_find(const struct one_run *run, struct culprits *ret_culprits) {
  /* A run that a crash or spinning has ended says nothing about anything
   * else. */
  bool crashed = run->judgement.verdict == VERDICT_ERROR ||
                 first_crash(&run->trace) != NULL;
  const char *only = crashed ? "no_crash" : spins(run) ? "no_spinning" : NULL;
  ret_culprits->count = 0;
  ret_culprits->refused = run->trace.sockets_refused > 0;
  for (size_t i = 0; i < run->judgement.count; i++) {
    const struct judgement *judgement = &run->judgement.judgements[i];
    const char *kind = judgement->expectation->kind->name;
    if (judgement->held || (only != NULL && strcmp(kind, only) != 0))
      continue;
    size_t before = ret_culprits->count;
    struct blaming blaming = {.run = run,
                              .item = judgement->expectation,
                              .found = judgement->found ? judgement->found : "",
                              .expectation = i,
                              .culprits = ret_culprits};
    const struct invariant *invariant = invariant_of(kind);
    if (invariant != NULL)
      invariant->blame(&blaming);
    else if (strcmp(kind, "no_refusals") == 0)
      blame_refused(&blaming);
    if (ret_culprits->count == before)
      blame_text(&blaming, judgement->expectation->text);
  }
}
