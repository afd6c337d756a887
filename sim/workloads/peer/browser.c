/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a browser with some tabs open on the device's web server.
 * What it does with connections is what Chrome does: at most `connections`
 * to one host, shared by all tabs; kept open for the next request; a request
 * waits when all are busy, and an SSE stream keeps one busy for good. One
 * attempt a request, the SSE stream's served with its first event. Compiled
 * into an image; one task does it all. */
#include "sockfit/workload.h"

#include "common/browser_pool.h"

#define TAB_EVERY_MS 1000    /* one tab is opened after the other        */
#define PAGE_RETRY_MS 5000   /* somebody presses reload                  */
#define EVENTS_RETRY_MS 3000 /* EventSource, until told otherwise        */

struct tab {
  uint32_t document; /* the page that is shown; 0: none yet         */
  uint32_t loading;  /* the page that is asked for, or 0            */
  int64_t load_ms;   /* when to load the page again                 */
  int64_t events_ms; /* when to connect to /events again            */
};

struct browser {
  const struct workload *w;
  struct browser_pool pool;
  struct tab *tabs;
  size_t tab_count;
  uint32_t document_count;
  uint32_t resource_count;
  bool sse;
  uint32_t refresh_every_ms;
};

/* --- what a tab does --------------------------------------------------- */

static void load_page(struct browser *browser, struct tab *tab) {
  /* A page that still has not come is given up for the new one. */
  if (tab->loading)
    browser_pool_cancel(&browser->pool, tab, tab->loading);
  tab->loading = ++browser->document_count;
  tab->load_ms = browser->refresh_every_ms > 0
                     ? moment_now_ms() + browser->refresh_every_ms
                     : MOMENT_NEVER;
  browser_pool_request(&browser->pool, BROWSER_PAGE, tab, tab->loading, "/");
}

static void connect_events(struct browser *browser, struct tab *tab) {
  tab->events_ms = MOMENT_NEVER;
  browser_pool_request(&browser->pool, BROWSER_EVENTS, tab, tab->document,
                       "/events");
}

static void load_resources(struct browser *browser, struct tab *tab) {
  char target[BROWSER_TARGET_SIZE];
  for (uint32_t i = 0; i < browser->resource_count; i++) {
    snprintf(target, sizeof target, "/%u.%s", (unsigned)i,
             i % 2 ? "js" : "css");
    browser_pool_request(&browser->pool, BROWSER_RESOURCE, tab, tab->document,
                         target);
  }
  if (browser->sse)
    connect_events(browser, tab);
}

/* --- what the pool reports --------------------------------------------- */

/* The head of a page is here: now, and not before, a browser leaves the page
 * that it shows, with its SSE stream and all that is under way. */
static void on_head(void *arg, const struct browser_request *request) {
  struct browser *browser = arg;
  struct tab *tab = request->tab;
  if (request->kind != BROWSER_PAGE || request->document != tab->loading)
    return;
  if (tab->document)
    browser_pool_cancel(&browser->pool, tab, tab->document);
  tab->document = tab->loading;
  tab->loading = 0;
  tab->events_ms = MOMENT_NEVER;
}

static void on_complete(void *arg, const struct browser_request *request) {
  if (request->kind == BROWSER_PAGE)
    load_resources(arg, request->tab);
}

static void on_failed(void *arg, const struct browser_request *request,
                      uint32_t retry_ms) {
  struct tab *tab = request->tab;
  int64_t now_ms = moment_now_ms();
  (void)arg;
  if (request->kind == BROWSER_EVENTS)
    tab->events_ms = now_ms + (retry_ms > 0 ? retry_ms : EVENTS_RETRY_MS);
  if (request->kind != BROWSER_PAGE)
    return;
  if (request->document == tab->loading)
    tab->loading = 0;
  tab->load_ms = moment_earlier(tab->load_ms, now_ms + PAGE_RETRY_MS);
}

/* --- the task ---------------------------------------------------------- */

/* Start what is due. Returns when the next thing is. */
static int64_t start_due(struct browser *browser) {
  int64_t due_ms = MOMENT_NEVER;
  for (size_t i = 0; i < browser->tab_count; i++) {
    struct tab *tab = &browser->tabs[i];
    if (tab->load_ms <= moment_now_ms())
      load_page(browser, tab);
    if (tab->events_ms <= moment_now_ms())
      connect_events(browser, tab);
    due_ms = moment_earlier(due_ms, tab->load_ms);
    due_ms = moment_earlier(due_ms, tab->events_ms);
  }
  return due_ms;
}

static void open_tabs(struct browser *browser) {
  for (size_t i = 0; i < browser->tab_count; i++) {
    browser->tabs[i].load_ms = moment_now_ms() + (int64_t)i * TAB_EVERY_MS;
    browser->tabs[i].events_ms = MOMENT_NEVER;
  }
}

void browser_main(const struct workload *w) {
  struct browser browser = {
      .w = w,
      .tab_count = (size_t)workload_number(w, "tabs"),
      .resource_count = (uint32_t)workload_number(w, "resources"),
      .sse = workload_number(w, "sse"),
  };
  if (workload_given(w, "refresh_every"))
    browser.refresh_every_ms = workload_ms(w, "refresh_every");
  const struct browser_events events = {
      .on_head = on_head,
      .on_complete = on_complete,
      .on_failed = on_failed,
      .arg = &browser,
  };
  browser.tabs = calloc(browser.tab_count, sizeof *browser.tabs);
  if (browser.tabs && browser_pool_init(&browser.pool, w, &events) == 0) {
    workload_state(w, WORKLOAD_RUNNING);
    open_tabs(&browser);
    while (!workload_leaving())
      browser_pool_round(&browser.pool, start_due(&browser));
    browser_pool_done(&browser.pool);
  }
  free(browser.tabs);
}
