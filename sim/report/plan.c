/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a variant would be compiled with. See plan.h. */
#include "report/plan.h"

#include "report/page.h"
#include "report/plan_consumers.h"

static const char *origin(const struct limit *limit) {
  return limit->origin == LIMIT_SCENARIO  ? "the scenario's own"
         : limit->origin == LIMIT_DERIVED ? "derived"
                                          : "profile";
}

static void changed_limits(const struct page *page,
                           const struct limits *limits) {
  size_t from_profile = 0;
  fputs("\n  limits\n", page->out);
  for (size_t i = 0; i < limits->option_count; i++) {
    const struct limit *limit = &limits->options[i];
    if (limit->origin == LIMIT_FROM_PROFILE) {
      from_profile++;
      continue;
    }
    fprintf(page->out, "    %s = %s (%s)\n", limit->name, limit->value,
            origin(limit));
    page_wrapped(page, PAGE_DIM, "      ", limit->because);
  }
  fprintf(page->out, "    and %zu options of the profile %s\n", from_profile,
          limits->profile->name);
}

void report_plan(FILE *out, const struct scenario *scenario,
                 const struct variant *variant, const struct limits *limits,
                 const struct report_style *style) {
  struct page page = {.out = out, .style = style};
  if (style->quiet) {
    for (size_t i = 0; i < limits->option_count; i++)
      fprintf(out, "%s=%s\n", limits->options[i].name,
              limits->options[i].value);
    return;
  }
  page_color(&page, PAGE_BOLD);
  fprintf(out, "%s:%s", scenario->name, variant->name);
  page_color(&page, PAGE_PLAIN);
  fprintf(out, "  plan, profile %s (%s)\n", limits->profile->name,
          limits->profile->help);
  plan_consumers(&page, variant, limits);
  fputc('\n', out);
  for (size_t i = 0; i < limits->message_count; i++)
    page_wrapped(&page, PAGE_DIM, "  ESPHome: ", limits->messages[i]);
  changed_limits(&page, limits);
  fputc('\n', out);
}
