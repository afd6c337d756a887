/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a fit found, told to a person. See fit.h. */
#include "report/fit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "report/page.h"

/* The name that the user's firmware has for it. */
static const char *name_of(const struct fit *fit,
                           const struct fit_limit *limit) {
  enum accounting accounting = fit->selected->limits->profile->accounting;
  return accounting == ACCOUNTING_ESP32 && limit->option->kconfig != NULL
             ? limit->option->kconfig
             : limit->option->name;
}

static void tell_seeds(struct text *text, const struct fit *fit) {
  uint64_t first = fit->selected->variant->seed;
  size_t count = 0;
  for (size_t i = fit->shard; i < fit->seed_count; i += fit->shard_count)
    count++;
  if (fit->seed_count == 1)
    text_add(text, "seed %" PRIu64, first);
  else
    text_add(text, "%zu seeds (%" PRIu64 " to %" PRIu64 ")", count, first,
             first + fit->seed_count - 1);
}

static void tell_failure(struct text *text, const struct fit_failure *failure) {
  if (failure->impossible)
    text_add(text, "cannot be: %s", failure->because);
  else
    text_add(text, "fails with seed %" PRIu64 ": %s", failure->seed,
             failure->because);
}

static void line(const struct page *page, enum page_color color,
                 const char *lead, struct text *text) {
  page_wrapped(page, color, lead, text->data == NULL ? "" : text->data);
  text_done(text);
  *text = (struct text){0};
}

/* ---- found ---- */

static void tell_limit(const struct page *page, const struct fit *fit,
                       const struct fit_limit *limit) {
  struct text text = {0};
  page_color(page, PAGE_BOLD);
  fprintf(page->out, "\n%s=%" PRId64, name_of(fit, limit), limit->chosen);
  page_color(page, PAGE_PLAIN);
  fprintf(page->out, "   (now %" PRId64 ")\n", limit->now);
  text_add(&text, "%" PRId64 " passes: every expectation held with ",
           limit->smallest);
  tell_seeds(&text, fit);
  line(page, PAGE_GOOD, "  + ", &text);
  if (limit->fails.because != NULL) {
    text_add(&text, "%" PRId64 " ", limit->smallest - 1);
    tell_failure(&text, &limit->fails);
    line(page, PAGE_BAD, "  - ", &text);
  } else {
    text_add(&text, "%" PRId64 " is the least that lwIP can have",
             limit->smallest);
    line(page, PAGE_DIM, "  - ", &text);
  }
  if (limit->chosen != limit->smallest) {
    text_add(&text, "%" PRId64 " is %s", limit->chosen,
             limit->raised ? "the least that Kconfig allows"
                           : "that with the margin");
    line(page, PAGE_DIM, "  = ", &text);
  }
}

static void tell_together(const struct page *page, const struct fit *fit) {
  struct text text = {0};
  bool fails = fit->together.because != NULL;
  bool moved = fit->margin > 0 || fit->margin_percent > 0;
  if (fit->limit_count == 1 && !moved && !fails)
    return; /* that was the proof already */
  fprintf(page->out, "\n");
  text_add(&text, "together ");
  if (fails)
    tell_failure(&text, &fit->together);
  else
    text_add(&text, "these values pass (run)");
  line(page, fails ? PAGE_BAD : PAGE_GOOD, fails ? "  - " : "  + ", &text);
}

static void tell_ram(const struct page *page, const struct fit *fit) {
  struct text text = {0};
  if (fit->sizes_now == NULL || fit->sizes_chosen == NULL) {
    text_add(&text, "sizes are not available (they need a compiler with "
                    "-m32)");
  } else {
    int64_t now_b = fit_reserved_b(fit->sizes_now);
    int64_t chosen_b = fit_reserved_b(fit->sizes_chosen);
    int64_t more_b = chosen_b - now_b;
    text_add(&text, "%" PRId64 " octets %s", more_b < 0 ? -more_b : more_b,
             more_b < 0 ? "saved" : "spent");
    text_add(&text, " at build time (%" PRId64 " instead of %" PRId64 ")",
             chosen_b, now_b);
    if (fit->sizes_chosen->heap_pools)
      text_add(&text, "; an open socket takes its memory from the heap as "
                      "before");
  }
  fprintf(page->out, "\n");
  line(page, PAGE_PLAIN, "RAM on the target: ", &text);
}

static void tell_found(const struct page *page, const struct fit *fit) {
  for (size_t i = 0; i < fit->limit_count; i++)
    tell_limit(page, fit, &fit->limits[i]);
  tell_together(page, fit);
  if (fit->together.because != NULL)
    return;
  tell_ram(page, fit);
  if (fit->paste_format != NULL)
    fprintf(page->out, "\nTo paste (%s):\n\n%s", fit->paste_format,
            fit->paste.data);
  fprintf(page->out, "\nThis is for the traffic of this scenario and these "
                     "seeds; --margin adds head-room.\n");
}

/* ---- not found ---- */

static void tell_hopeless(const struct page *page, const struct fit *fit) {
  struct text text = {0};
  for (size_t i = 0; i < fit->limit_count; i++)
    text_add(&text, "%s%s=%" PRId64, i > 0 ? ", " : "",
             name_of(fit, &fit->limits[i]), fit->limits[i].roomy);
  line(page, PAGE_BAD, "Nothing fits. Even with ", &text);
  text_add(&text, "it ");
  tell_failure(&text, &fit->hopeless);
  line(page, PAGE_PLAIN, "  ", &text);
}

static void tell_quietly(FILE *out, const struct fit *fit) {
  for (size_t i = 0; fit->found && i < fit->limit_count; i++)
    fprintf(out, "%s=%" PRId64 "\n", name_of(fit, &fit->limits[i]),
            fit->limits[i].chosen);
}

void report_fit(FILE *out, const struct fit *fit,
                const struct report_style *style) {
  struct report_run run = {.scenario = fit->selected->scenario,
                           .variant = fit->selected->variant};
  struct page page = {.out = out, .style = style, .run = &run};
  if (style->quiet) {
    tell_quietly(out, fit);
    return;
  }
  page_color(&page, PAGE_BOLD);
  fprintf(out, "%s:%s", run.scenario->name, run.variant->name);
  page_color(&page, PAGE_PLAIN);
  fprintf(out, "\n");
  if (fit->found)
    tell_found(&page, fit);
  else
    tell_hopeless(&page, fit);
  fprintf(out, "\n");
}
