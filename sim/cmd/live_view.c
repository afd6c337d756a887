/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what a person sees while a live run goes on. See live_view.h. */
#include "cmd/live_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/units.h"
#include "report/tables.h"
#include "verdict/tell.h"

#define LINES_A_TICK 8 /* of what happened; more is a count */
#define NEWS_SHOWN 5   /* in the picture */
#define ROWS_ASSUMED 24

static bool is_smart_terminal(void) {
  const char *terminal = getenv("TERM");
  return isatty(STDERR_FILENO) && terminal != NULL &&
         strcmp(terminal, "dumb") != 0;
}

void live_view_begin(struct live_view *view, const struct options *options,
                     const struct variant *variant,
                     const struct recorder *recorder) {
  *view = (struct live_view){.kind = LIVE_VIEW_LINES,
                             .variant = variant,
                             .recorder = recorder,
                             .color = options->color != COLOR_NEVER};
  if (options->quiet)
    view->kind = LIVE_VIEW_NONE;
  else if (is_smart_terminal() && options->beside == NULL)
    view->kind = LIVE_VIEW_PICTURE; /* a command has the terminal otherwise */
}

/* ---- what is new ---- */

/* Sockets come and go; the others are of note. */
static bool is_of_note(const struct trace_event *event) {
  switch (event->kind) {
  case TRACE_CALL_FAILED:
  case TRACE_CALL_REFUSED:
  case TRACE_POOL_REFUSED:
  case TRACE_STATE_CHANGED:
  case TRACE_FAULT:
  case TRACE_HOST_FAILED:
  case TRACE_CRASHED:
    return true;
  case TRACE_SOCKET_OPENED:
  case TRACE_SOCKET_ACCEPTED:
  case TRACE_SOCKET_CLOSED:
  case TRACE_SOCKET_LISTENED:
  case TRACE_PCB_RECLAIMED:
  case TRACE_LOGGED:
  case TRACE_EVENT_COUNT:
    break;
  }
  return false;
}

static void tell_event(FILE *out, const struct trace *trace,
                       const struct trace_event *event) {
  struct text text = {0};
  if (event->kind == TRACE_CALL_REFUSED || event->kind == TRACE_CALL_FAILED) {
    text_add(&text,
             event->kind == TRACE_CALL_REFUSED ? "refused: " : "failed: ");
    tell_call(&text, trace, event);
  } else {
    tell_time(&text, event->at_ns);
    text_add(&text, " ");
    if (event->kind == TRACE_POOL_REFUSED)
      text_add(&text, "refused: no room in %s",
               event->pool == NULL ? "a pool" : event->pool);
    else if (event->kind == TRACE_STATE_CHANGED)
      text_add(&text, "%s is %s", tell_owner(trace, event->owner),
               trace_workload_state_name(event->state));
    else
      text_add(&text, "%s", event->text == NULL ? "" : event->text);
  }
  fprintf(out, "%s\n", text.data == NULL ? "?" : text.data);
  text_done(&text);
}

static bool is_the_same(const struct trace_event *a,
                        const struct trace_event *b) {
  return a != NULL && a->kind == b->kind && a->owner == b->owner &&
         a->call == b->call && a->pool == b->pool && a->text == b->text;
}

/* ---- who holds what ---- */

static void take_slots(const struct live_view *view, struct trace_slots *ret) {
  const struct image_interface *device = view->recorder->device;
  *ret = (struct trace_slots){0};
  if (device == NULL) /* it is off */
    return;
  ret->slots = malloc(TRACE_SLOTS_MAX * sizeof(*ret->slots));
  if (ret->slots != NULL)
    ret->count = device->slots(ret->slots, TRACE_SLOTS_MAX);
}

static void tell_use(FILE *out, const struct live_view *view, int64_t now_ns,
                     const char *holders) {
  const struct trace *trace = view->recorder->trace;
  struct text text = {0};
  tell_time(&text, now_ns);
  text_add(&text, "  %s %" PRId64,
           trace->sockets_limit < 0 ? "PCBs" : "sockets", trace->sockets_now);
  if (trace->sockets_limit >= 0)
    text_add(&text, " of %" PRId64, trace->sockets_limit);
  text_add(&text, " (peak %" PRId64 ", refused %" PRId64 "): %s",
           trace->sockets_peak, trace->sockets_refused, holders);
  fprintf(out, "%s\n", text.data == NULL ? "?" : text.data);
  text_done(&text);
}

/* ---- lines ---- */

static void print_lines(struct live_view *view, int64_t now_ns,
                        const char *holders) {
  const struct trace *trace = view->recorder->trace;
  const struct trace_event *last = NULL;
  size_t told = 0, left = 0;
  for (; view->events_told < trace->event_count; view->events_told++) {
    const struct trace_event *event = &trace->events[view->events_told];
    if (!is_of_note(event))
      continue;
    if (told < LINES_A_TICK && !is_the_same(last, event)) {
      tell_event(stderr, trace, event);
      told++;
    } else {
      left++;
    }
    last = event;
  }
  if (left > 0)
    fprintf(stderr, "... and %zu more like this\n", left);
  if (strcmp(holders, view->holders) != 0)
    tell_use(stderr, view, now_ns, holders);
  snprintf(view->holders, sizeof(view->holders), "%s", holders);
}

/* ---- the picture ---- */

static int rows_of_terminal(void) {
  struct winsize size = {0};
  bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? size.ws_row : ROWS_ASSUMED;
}

static void draw_pools(FILE *out, const struct live_view *view) {
  struct image_pool pools[TRACE_POOLS_MAX];
  const struct image_interface *device = view->recorder->device;
  size_t count = device == NULL ? 0 : device->pools(pools, TRACE_POOLS_MAX);
  for (size_t i = 0; i < count; i++) {
    const struct image_pool *pool = &pools[i];
    bool nearly_full = pool->limit > 0 && pool->used * 4 >= pool->limit * 3;
    if (pool->refused == 0 && !nearly_full)
      continue;
    fprintf(out, "  %-24s %6" PRId64 " used, %6" PRId64 " peak", pool->name,
            pool->used, pool->peak);
    if (pool->limit >= 0)
      fprintf(out, ", limit %6" PRId64, pool->limit);
    fprintf(out, ", %" PRId64 " refused\n", pool->refused);
  }
}

static void draw_news(FILE *out, const struct trace *trace) {
  size_t first = trace->event_count, found = 0;
  while (first > 0 && found < NEWS_SHOWN && trace->event_count - first < 1000) {
    if (is_of_note(&trace->events[--first]))
      found++;
  }
  for (; first < trace->event_count; first++) {
    if (is_of_note(&trace->events[first]))
      tell_event(out, trace, &trace->events[first]);
  }
}

static void draw(FILE *out, const struct live_view *view, int64_t now_ns,
                 const char *holders, const struct trace_slots *slots) {
  struct report_style style = {.color = view->color};
  struct report_run run = {.variant = view->variant,
                           .trace = view->recorder->trace};
  struct page page = {.out = out, .style = &style, .run = &run};
  page_color(&page, PAGE_BOLD);
  tell_use(out, view, now_ns, holders);
  page_color(&page, PAGE_PLAIN);
  tables_slots(&page, slots);
  draw_pools(out, view);
  draw_news(out, view->recorder->trace);
}

/* Over the one before; what does not fit into the terminal is left out, since
 * lines that have scrolled away cannot be drawn over. */
static void show(struct live_view *view, char *picture) {
  int rows = rows_of_terminal() - 1;
  int lines = 0;
  char *end = picture;
  while (lines < rows && (end = strchr(end, '\n')) != NULL) {
    end++;
    lines++;
  }
  if (end != NULL)
    *end = '\0';
  if (view->lines > 0)
    fprintf(stderr, "\033[%dA\r\033[J", view->lines);
  fprintf(stderr, "\033[?7l%s\033[?7h", picture); /* no line is wrapped */
  fflush(stderr);
  view->lines = lines;
}

static void draw_picture(struct live_view *view, int64_t now_ns,
                         const char *holders, const struct trace_slots *slots) {
  char *picture = NULL;
  size_t len = 0;
  FILE *out = open_memstream(&picture, &len);
  if (out == NULL)
    return;
  draw(out, view, now_ns, holders, slots);
  if (fclose(out) == 0)
    show(view, picture);
  free(picture);
}

/* ---- */

void live_view_tick(struct live_view *view, int64_t now_ns) {
  struct trace_slots slots;
  struct text holders = {0};
  if (view->kind == LIVE_VIEW_NONE)
    return;
  take_slots(view, &slots);
  tell_holders(&holders, view->recorder->trace, &slots);
  const char *who = holders.data == NULL ? "nobody" : holders.data;
  if (view->kind == LIVE_VIEW_LINES)
    print_lines(view, now_ns, who);
  else
    draw_picture(view, now_ns, who, &slots);
  text_done(&holders);
  free(slots.slots);
}

/* Below the picture nothing has changed: colours are off, the cursor is at the
 * beginning of a line. */
void live_view_end(struct live_view *view) {
  view->kind = LIVE_VIEW_NONE;
}
