/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what to change when a variant fails, tried before it is said. Runs the
 * variant again, with one limit raised. See nearest_fix.h. */
#include "study/nearest_fix.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/import.h"
#include "limits/options.h"
#include "study/retry.h"

#define RAISE_MAX 64 /* further than this is no small fix */

enum attempt { PASSES, FAILS, IMPOSSIBLE };

struct search {
  const struct one_run *failed;
  const struct lab *lab;
  const struct option_spec *option;
};

/* The limit behind the first call that was refused for want, or NULL. */
static const struct option_spec *full_limit(const struct trace *trace) {
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_CALL_REFUSED || event->pool == NULL ||
        event->injected)
      continue;
    bool slots = strcmp(event->pool, "NUM_SOCKETS") == 0;
    return options_find(slots ? "MEMP_NUM_NETCONN" : event->pool);
  }
  return NULL;
}

static enum attempt run_again(const struct search *search,
                              const struct selected *selected,
                              struct diag *diag) {
  struct one_run run = {.selected = selected};
  enum attempt attempt = IMPOSSIBLE;
  int status = one_run_execute(&run, search->lab, diag);
  if (status == 0 && run.judged)
    attempt = run.judgement.verdict == VERDICT_PASS ? PASSES : FAILS;
  one_run_done(&run);
  return attempt;
}

static enum attempt try_value(const struct search *search, int64_t value) {
  struct limit_change change = {search->option, value};
  enum attempt attempt = IMPOSSIBLE;
  struct diag diag = {0};
  struct retry retry;
  if (retry_init(&retry, search->failed->selected, &change, 1, &diag) == 0) {
    attempt = run_again(search, &retry.selected, &diag);
    retry_done(&retry);
  }
  diag_done(&diag);
  return attempt;
}

/* Doubled steps up, then the border between. Both bounds were run. */
static bool find_border(const struct search *search, int64_t *fails,
                        int64_t *passes) {
  int64_t first = *fails;
  *passes = 0;
  for (int64_t step = 1; step <= RAISE_MAX && *passes == 0; step *= 2) {
    enum attempt attempt = try_value(search, first + step);
    if (attempt == IMPOSSIBLE)
      return false;
    *(attempt == PASSES ? passes : fails) = first + step;
  }
  while (*passes - *fails > 1) {
    int64_t middle = *fails + (*passes - *fails) / 2;
    enum attempt attempt = try_value(search, middle);
    if (attempt == IMPOSSIBLE)
      return false;
    *(attempt == PASSES ? passes : fails) = middle;
  }
  return *passes != 0;
}

static int tell(struct one_run *run, const struct option_spec *option,
                bool found, int64_t fails, int64_t passes) {
  enum accounting accounting = run->selected->limits->profile->accounting;
  const char *name = accounting == ACCOUNTING_ESP32 && option->kconfig != NULL
                         ? option->kconfig
                         : option->name;
  struct text line = {0};
  if (found)
    text_add(&line,
             "Nearest fix: %s=%" PRId64 " passes (verified), %" PRId64
             " fails.",
             name, passes, fails);
  if (found && name == option->kconfig &&
      import_is_device(run->selected->scenario->file))
    text_add(&line,
             " In the device's YAML: sdkconfig_options: {%s: \"%" PRId64 "\"}",
             name, passes);
  if (!found)
    text_add(&line,
             "Raising %s alone is no fix: with %" PRId64 " it still fails.",
             name, fails);
  int status = judged_add_diagnosis(&run->judgement, &line);
  if (found && status == 0)
    run->judgement.fix = run->judgement.diagnosis_count;
  return status;
}

int nearest_fix_find(struct one_run *run, const struct lab *lab) {
  struct search search = {.failed = run, .lab = lab};
  if (!run->judged || run->judgement.verdict != VERDICT_FAIL)
    return 0;
  search.option = full_limit(&run->trace);
  if (search.option == NULL)
    return 0;
  int64_t fails = limits_number(run->selected->limits, search.option->name, -1);
  int64_t passes, before = fails;
  if (fails < 0)
    return 0;
  bool found = find_border(&search, &fails, &passes);
  if (!found && fails == before)
    return 0; /* nothing larger could be run */
  return tell(run, search.option, found, fails, passes);
}
