/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: see declared.h. */
#include "report/declared.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "limits/wasted.h"
#include "verdict/tell.h"

static bool any_more(const struct socket_counts *a,
                     const struct socket_counts *b) {
  return a->tcp > b->tcp || a->udp > b->udp || a->tcp_listen > b->tcp_listen;
}

/* The variant's consumer behind the trace's, or its count: a world that was
 * built without it. */
static size_t find(const struct variant *variant, const char *name) {
  size_t i = 0;
  while (i < variant->consumer_count &&
         strcmp(variant->consumers[i].name, name) != 0)
    i++;
  return i;
}

struct declared_measured declared_measure(const struct report_run *run,
                                          size_t index) {
  struct declared_measured both = {.measured =
                                       trace_measured(run->trace, index)};
  const struct variant *variant = run->variant;
  size_t at = find(variant, run->trace->consumers[index].name);
  if (at < variant->consumer_count)
    both.declared = variant->consumers[at].declared;
  both.over = any_more(&both.measured.peak, &both.declared);
  both.unused = any_more(&both.declared, &both.measured.peak);
  both.has_wasted = both.unused && run->sizes &&
                    wasted_octets(variant, at, &both.measured.peak, run->limits,
                                  run->sizes, &both.wasted_b) == 0;
  return both;
}

static void tell_type(struct text *text, const char *type, int declared,
                      int opened, bool more) {
  if (more ? opened > declared : opened < declared)
    text_add(text, "%s%d %s and opened %d", text->len > 0 ? ", " : "", declared,
             type, opened);
}

static void tell_types(struct text *text, const struct declared_measured *both,
                       bool more) {
  const struct socket_counts *declared = &both->declared;
  const struct socket_counts *opened = &both->measured.peak;
  tell_type(text, "TCP", declared->tcp, opened->tcp, more);
  tell_type(text, "UDP", declared->udp, opened->udp, more);
  tell_type(text, "TCP_LISTEN", declared->tcp_listen, opened->tcp_listen, more);
}

static void print_line(const struct page *page, const char *lead,
                       const char *name, struct text *types,
                       struct text *rest) {
  struct text line = {0};
  text_add(&line, "%s declares %s; %s", name, types->data ? types->data : "",
           rest->data ? rest->data : "");
  page_wrapped(page, PAGE_PLAIN, lead, line.data ? line.data : "");
  text_done(&line);
  text_done(types);
  text_done(rest);
}

static void print_over(const struct page *page, const char *name,
                       const struct declared_measured *both) {
  struct text types = {0}, rest = {0};
  tell_types(&types, both, true);
  text_add(&rest, "the first too many at ");
  tell_time(&rest, both->measured.over_at_ns);
  tell_packet(&rest, page->run->trace, both->measured.over_packet);
  print_line(page, "  under     ", name, &types, &rest);
}

static void print_unused(const struct page *page, const char *name,
                         const struct declared_measured *both) {
  const char *why = page->run->no_sizes_because;
  struct text types = {0}, rest = {0};
  tell_types(&types, both, false);
  if (!both->has_wasted)
    text_add(&rest, "what it wastes is not known%s%s", why ? ": " : "",
             why ? why : "");
  else if (both->wasted_b == 0)
    text_add(&rest, "it wastes no RAM, the limits would be the same");
  else
    text_add(&rest, "%" PRId64 " B of RAM for nothing", both->wasted_b);
  print_line(page, "  over      ", name, &types, &rest);
}

static bool is_expected(const struct variant *variant) {
  for (size_t i = 0; i < variant->expectation_count; i++)
    if (strcmp(variant->expectations[i].kind->name, "declared") == 0)
      return true;
  return false;
}

void declared_print(const struct page *page) {
  const struct report_run *run = page->run;
  const struct socket_counts *sums = &run->limits->declared;
  bool all = is_expected(run->variant);
  if (sums->tcp + sums->udp + sums->tcp_listen == 0 && !all)
    return;
  for (size_t i = 0; i < run->trace->consumer_count; i++) {
    struct declared_measured both = declared_measure(run, i);
    const char *name = run->trace->consumers[i].name;
    if (both.over)
      print_over(page, name, &both);
    if (both.unused && all)
      print_unused(page, name, &both);
  }
}
