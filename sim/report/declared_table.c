/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: see declared_table.h. */
#include "report/declared_table.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "verdict/tell.h"

const char *const declared_heads[DECLARED_COLUMNS] = {
    "consumer",   "declares",       "idle",           "peak",
    "difference", "first too many", "RAM for nothing"};

enum { CONSUMER, DECLARES, IDLE, PEAK, DIFFERENCE, FIRST, WASTED };

static void put_type(struct text *text, const char *format, int count,
                     const char *type) {
  if (count == 0)
    return;
  text_add(text, text->len > 0 ? ", " : "");
  text_add(text, format, count, type);
}

static void put_types(struct text *text, const char *format,
                      const struct socket_counts *counts) {
  put_type(text, format, counts->tcp, "TCP");
  put_type(text, format, counts->udp, "UDP");
  put_type(text, format, counts->tcp_listen, "TCP_LISTEN");
}

static void put_wasted(struct text *text, const struct report_run *run,
                       const struct declared_measured *both) {
  if (!both->unused)
    text_add(text, "0 B");
  else if (both->has_wasted)
    text_add(text, "%" PRId64 " B", both->wasted_b);
  else
    text_add(text, run->no_sizes_because ? "not known" : "not measured");
}

/* Empty cells say so. The text is used up. */
static void take(struct declared_row *row, int column, struct text *text) {
  snprintf(row->cells[column], sizeof(row->cells[column]), "%s",
           text->data && text->len > 0 ? text->data : "none");
  text_done(text);
}

void declared_row(const struct report_run *run, size_t index,
                  struct declared_row *ret_row) {
  const struct trace_consumer *consumer = &run->trace->consumers[index];
  struct declared_measured both = declared_measure(run, index);
  const struct socket_counts *declared = &both.declared;
  const struct socket_counts *peak = &both.measured.peak;
  const struct socket_counts more = {peak->tcp - declared->tcp,
                                     peak->udp - declared->udp,
                                     peak->tcp_listen - declared->tcp_listen};
  struct text texts[DECLARED_COLUMNS] = {0};
  text_add(&texts[CONSUMER], "%s", consumer->name);
  put_types(&texts[DECLARES], "%d %s", declared);
  text_add(&texts[IDLE], "%" PRId64, consumer->idle);
  put_types(&texts[PEAK], "%d %s", peak);
  put_types(&texts[DIFFERENCE], "%+d %s", &more);
  if (both.measured.over_at_ns >= 0) {
    tell_time(&texts[FIRST], both.measured.over_at_ns);
    text_add(&texts[FIRST], ", after packet %" PRIu64,
             both.measured.over_packet);
  }
  put_wasted(&texts[WASTED], run, &both);
  *ret_row = (struct declared_row){.differs = both.over || both.unused};
  for (int i = 0; i < DECLARED_COLUMNS; i++)
    take(ret_row, i, &texts[i]);
}

bool declared_is_told(const struct report_run *run) {
  const struct socket_counts *sums = &run->limits->declared;
  bool any = sums->tcp + sums->udp + sums->tcp_listen > 0;
  for (size_t i = 0; i < run->trace->consumer_count && !any; i++)
    any = run->trace->consumers[i].peak > 0;
  return any;
}
