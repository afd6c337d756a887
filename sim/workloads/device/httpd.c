/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESP-IDF's esp_http_server on its own, with the policies in
 * which its versions and its users differ: HomeKit, provisioning pages, TLS
 * servers. Every request gets the same answer. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/httpd.h"

struct page_server {
  const struct workload *w;
  struct httpd httpd;
  char *page;
  size_t page_len;
  uint32_t respond_after_ms;
};

static int handle(struct httpd_request *request, void *arg) {
  const struct page_server *server = arg;
  workload_sleep_ms(server->respond_after_ms);
  return httpd_respond(request, "200 OK", "text/html", NULL, server->page,
                       server->page_len);
}

/* A switch, a timer, another task: whoever calls httpd_stop(). */
static void stop_later(void *arg) {
  struct page_server *server = arg;
  workload_sleep_until_ns(workload_number(server->w, "stop_at"));
  if (!workload_leaving())
    httpd_stop(&server->httpd);
}

static void read_config(struct page_server *server,
                        struct httpd_config *ret_config) {
  const struct workload *w = server->w;
  *ret_config = (struct httpd_config){
      .server_port = (uint16_t)workload_number(w, "port"),
      .ctrl_port = (uint16_t)workload_number(w, "ctrl_port"),
      .max_open_sockets = (uint16_t)workload_number(w, "max_open_sockets"),
      .backlog_conn = (uint8_t)workload_number(w, "backlog"),
      .lru_purge_enable = workload_number(w, "lru_purge"),
      .handler = handle,
      .arg = server,
      .policy = {.no_reuse_address = !workload_number(w, "reuse_address"),
                 .accept_ungated = !workload_number(w, "gate_accept"),
                 .lru_counter_zero =
                     strcmp(workload_text(w, "lru_counter_new"), "zero") == 0,
                 .close_fn_leaks =
                     strcmp(workload_text(w, "close_fn"), "leaks") == 0,
                 .accept_cost_ms = workload_ms(w, "accept_cost"),
                 .hello_octets = (uint16_t)workload_number(w, "hello_size")},
  };
}

/* httpd_start(), again and again if that is the policy. */
static bool start(struct page_server *server,
                  const struct httpd_config *config) {
  const struct workload *w = server->w;
  while (httpd_start(&server->httpd, w, config) < 0) {
    if (!workload_given(w, "restart_every"))
      return false;
    workload_sleep_ms(workload_ms(w, "restart_every"));
    if (workload_leaving())
      return false;
  }
  return true;
}

static void run(struct page_server *server) {
  const struct workload *w = server->w;
  struct httpd_config config;
  read_config(server, &config);
  bool stops = workload_given(w, "stop_at");
  while (!workload_leaving()) {
    if (!start(server, &config)) {
      if (!workload_leaving())
        firmware_mark_failed(w, workload_name(w));
      return;
    }
    workload_state(w, WORKLOAD_RUNNING);
    if (stops && workload_task(w, "stop", stop_later, server) < 0)
      return;
    stops = false; /* once */
    httpd_serve(&server->httpd);
    if (workload_leaving())
      return;
    workload_state(w, WORKLOAD_STOPPED);
    if (!workload_given(w, "restart_after"))
      return;
    workload_sleep_ms(workload_ms(w, "restart_after"));
  }
}

void httpd_main(const struct workload *w) {
  /* For good: the task that stops it may look at it last. */
  struct page_server *server = calloc(1, sizeof *server);
  if (server) {
    server->w = w;
    server->page_len = (size_t)workload_number(w, "page_size");
    server->respond_after_ms = workload_ms(w, "respond_after");
    server->page = malloc(server->page_len + 1); /* empty is no NULL */
  }
  if (!server || !server->page) {
    workload_state(w, WORKLOAD_FAILED);
    return;
  }
  memset(server->page, 'h', server->page_len);
  run(server);
  free(server->page);
}
