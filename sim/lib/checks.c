/* SPDX-License-Identifier: BSD-3-Clause */
/* lib: checks of a run that is over. Each is an expectation as scenarios have
 * it, judged by the same code. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/own.h"
#include "verdict/verdict.h"

#define NO_RUN "there was no run: sockfit_error() says why"
#define NO_MEMORY "out of memory"

/* Takes text over; the run keeps it. */
static const char *keep(struct sockfit_run *run, struct text *text) {
  char **messages =
      realloc(run->messages, (run->message_count + 1) * sizeof(*messages));
  if (messages == NULL || text->failed || text->data == NULL) {
    run->messages = messages == NULL ? run->messages : messages;
    text_done(text);
    return NO_MEMORY;
  }
  run->messages = messages;
  messages[run->message_count++] = text->data;
  return text->data;
}

/* What one must know while the run is on. */
static bool comes_too_late(const struct sockfit_run *run,
                           const struct variant *variant) {
  int64_t *times = NULL;
  size_t count = 0;
  bool peers_leave = false;
  if (verdict_needs(variant, &times, &count, &peers_leave) != 0)
    return true;
  free(times);
  return count > 0 || (peers_leave && !run->peers_left) ||
         strcmp(variant->expectations[0].kind->name, "frames_valid") == 0;
}

/* NULL, or what is wrong. */
static const char *judge(struct sockfit_run *run, const struct variant *asked,
                         const char *expectation) {
  struct text message = {0};
  struct judged judged;
  if (comes_too_late(run, asked)) {
    text_add(&message,
             "'%s' must be known before the run: use sockfit_expect()",
             expectation);
    return keep(run, &message);
  }
  if (verdict_judge(asked, &run->run.trace, &judged) != 0)
    return NO_MEMORY;
  const struct judgement *judgement = &judged.judgements[0];
  bool held = judgement->held;
  if (!held)
    text_add(&message, "expected %s; %s", expectation,
             judgement->found == NULL ? "not so" : judgement->found);
  judged_done(&judged);
  return held ? NULL : keep(run, &message);
}

static void add_mistakes(const struct diag *diag, const char *expectation,
                         struct text *message) {
  text_add(message, "%s:", expectation);
  for (size_t i = 0; i < diag->count; i++)
    if (diag->entries[i].level == DIAG_ERROR)
      text_add(message, " %s", diag->entries[i].text);
}

const char *sockfit_check(struct sockfit_run *run, const char *expectation) {
  if (run == NULL)
    return NO_RUN;
  struct diag diag = {0};
  struct scenario *scenario = NULL;
  const char *wrong = NO_MEMORY;
  char *text =
      text_format("scenario: check\nrun_for: 1s\nexpect: [%s]\n", expectation);
  struct scenario_text source = {
      .path = "check", .text = text, .len = text == NULL ? 0 : strlen(text)};
  int status = text == NULL
                   ? -ENOMEM
                   : scenario_load_text(&source, NULL, 0, &scenario, &diag);
  struct variant asked = *run->selected.variant;
  if (status == 0) {
    asked.expectations = scenario->variants[0].expectations;
    asked.expectation_count = scenario->variants[0].expectation_count;
    status =
        asked.expectation_count == 1 ? verdict_check(&asked, &diag) : -EINVAL;
    if (asked.expectation_count != 1)
      diag_add(&diag, DIAG_ERROR, NULL, "expected one expectation");
  }
  if (status == 0) {
    wrong = judge(run, &asked, expectation);
  } else if (status != -ENOMEM) {
    struct text message = {0};
    add_mistakes(&diag, expectation, &message);
    wrong = keep(run, &message);
  }
  scenario_free(scenario);
  diag_done(&diag);
  free(text);
  return wrong;
}

/* ---- the usual ones ---- */

/* ", KEY: 'VALUE'" or nothing; a quote in YAML's single quotes is two. */
static void add_key(struct text *text, const char *key, const char *value) {
  if (value == NULL)
    return;
  text_add(text, "%s%s: '", text->data[text->len - 1] == '{' ? "" : ", ", key);
  for (const char *c = value; *c != '\0'; c++)
    text_add(text, *c == '\'' ? "''" : "%c", *c);
  text_add(text, "'");
}

/* An expectation of this kind; pairs of a key and its value, which may be NULL,
 * up to a key that is NULL. */
static const char *check(struct sockfit_run *run, const char *kind, ...) {
  struct text text = {0};
  va_list pairs;
  const char *key;
  text_add(&text, "%s: {", kind);
  va_start(pairs, kind);
  while ((key = va_arg(pairs, const char *)) != NULL && !text.failed)
    add_key(&text, key, va_arg(pairs, const char *));
  va_end(pairs);
  text_add(&text, "}");
  const char *wrong = text.failed ? NO_MEMORY : sockfit_check(run, text.data);
  text_done(&text);
  return wrong;
}

const char *sockfit_check_pass(struct sockfit_run *run) {
  struct text message = {0};
  if (run == NULL)
    return NO_RUN;
  const struct judged *judged = &run->run.judgement;
  if (judged->verdict == VERDICT_PASS)
    return NULL;
  text_add(&message, "%s:%s: %s", run->scenario->name,
           run->selected.variant->name, verdict_name(judged->verdict));
  for (size_t i = 0; i < judged->count; i++)
    if (!judged->judgements[i].held)
      text_add(&message, "\nexpected %s; %s",
               judged->judgements[i].expectation->text,
               judged->judgements[i].found ? judged->judgements[i].found
                                           : "not so");
  text_add(&message, "%s%s", run->diagnosis ? "\n" : "",
           run->diagnosis ? run->diagnosis : "");
  return keep(run, &message);
}

const char *sockfit_check_no_refusals(struct sockfit_run *run) {
  return sockfit_check(run, "no_refusals");
}

const char *sockfit_check_not_refused(struct sockfit_run *run,
                                      const char *consumer) {
  return check(run, "no_refusals", "consumer", consumer, NULL);
}

const char *sockfit_check_refused(struct sockfit_run *run, const char *consumer,
                                  const char *call, const char *error_name) {
  return check(run, "refused", "consumer", consumer, "call", call, "errno",
               error_name, NULL);
}

const char *sockfit_check_peak(struct sockfit_run *run, const char *what,
                               const char *bound) {
  return strcmp(what, "sockets") == 0
             ? check(run, "peak", what, bound, NULL)
             : check(run, "pool", "name", what, "peak", bound, NULL);
}

const char *sockfit_check_consumer_peak(struct sockfit_run *run,
                                        const char *consumer,
                                        const char *bound) {
  return check(run, "consumer", "name", consumer, "peak", bound, NULL);
}

const char *sockfit_check_state(struct sockfit_run *run, const char *consumer,
                                const char *state) {
  return check(run, "consumer", "name", consumer, "state", state, NULL);
}

const char *sockfit_check_peer(struct sockfit_run *run, const char *peer,
                               const char *what, const char *bound) {
  return check(run, "peer", "name", peer, what, bound, NULL);
}

const char *sockfit_check_logged(struct sockfit_run *run, const char *text) {
  return check(run, "log", "text", text, NULL);
}
