/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a variant would be compiled with. See plan.h. */
#include "report/plan.h"

#include <inttypes.h>

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

/* ---- RAM ---- */

static void costs(const struct page *page, const struct ram_sizes *sizes) {
  struct ram_cost rows[RAM_POOLS_MAX + 2];
  size_t count = ram_costs(sizes, rows);
  int64_t reserved_b = 0;
  fprintf(page->out, "    %-28s %7s %6s %9s\n", "limit", "value", "each B",
          "reserved B");
  for (size_t i = 0; i < count; i++) {
    reserved_b += rows[i].reserved_b;
    fprintf(page->out, "    %-28s %7" PRId64 " %6" PRId64 " %9" PRId64 "%s\n",
            rows[i].limit, rows[i].count, rows[i].each_b, rows[i].reserved_b,
            rows[i].from_heap ? " (heap)" : "");
  }
  fprintf(page->out, "    %-28s %7s %6s %9" PRId64 "\n", "together", "", "",
          reserved_b);
}

static void sockets(const struct page *page, const struct ram_sizes *sizes,
                    const struct limits *limits) {
  struct ram_socket rows[RAM_SOCKETS];
  ram_sockets(sizes, limits, rows);
  fprintf(page->out, "    %-28s %10s %8s %12s\n", "one more", "reserved B",
          "open B", "busy, at most");
  for (size_t i = 0; i < RAM_SOCKETS; i++)
    fprintf(page->out, "    %-28s %10" PRId64 " %8" PRId64 " %12" PRId64 "\n",
            rows[i].what, rows[i].reserved_b, rows[i].open_b, rows[i].busy_b);
}

static void ram(const struct page *page, const struct plan *plan) {
  const struct plan_target *target = &plan->target;
  fputs("\n  RAM on the device, from a compile for 32 bits\n", page->out);
  if (target->sizes == NULL) {
    page_wrapped(page, PAGE_DIM, "    not available: ", target->why);
    return;
  }
  costs(page, target->sizes);
  sockets(page, target->sizes, plan->limits);
  page_wrapped(
      page, PAGE_DIM, "    ",
      "reserved: at build time, used or not. open: while it is open and"
      " idle, with its mailbox. busy: with TCP_SND_BUF and TCP_WND full"
      " as well. Headers of heap blocks, stacks and the driver's"
      " buffers are not in.");
  page_wrapped(page, PAGE_DIM, "    ",
               target->sizes->heap_pools
                   ? "(heap): each is allocated when it is needed, so a limit"
                     " costs nothing until then."
                   : "The pools are static: one more socket takes an entry more"
                     " of each; what it sends and receives comes from MEM_SIZE"
                     " and PBUF_POOL_SIZE, which are reserved already.");
}

void report_plan(FILE *out, const struct plan *plan,
                 const struct report_style *style) {
  struct page page = {.out = out, .style = style};
  const struct limits *limits = plan->limits;
  if (style->quiet) {
    for (size_t i = 0; i < limits->option_count; i++)
      fprintf(out, "%s=%s\n", limits->options[i].name,
              limits->options[i].value);
    return;
  }
  page_color(&page, PAGE_BOLD);
  fprintf(out, "%s:%s", plan->scenario->name, plan->variant->name);
  page_color(&page, PAGE_PLAIN);
  fprintf(out, "  plan, profile %s (%s)\n", limits->profile->name,
          limits->profile->help);
  if (plan->target.lwip != NULL)
    fprintf(out, "  lwIP %s\n", plan->target.lwip);
  plan_consumers(&page, plan->variant, limits);
  fputc('\n', out);
  for (size_t i = 0; i < limits->message_count; i++)
    page_wrapped(&page, PAGE_DIM, "  ESPHome: ", limits->messages[i]);
  changed_limits(&page, limits);
  ram(&page, plan);
  fputc('\n', out);
}
