/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a TCP client that does what a script says: so many
 * connections side by side, each with its turns. One attempt a connection.
 * Compiled into an image. */
#include "sockfit/workload.h"

#include "common/moment.h"
#include "common/script.h"

struct client {
  const struct workload *w;
  struct steps *steps;
  struct script_ports ports;
  uint32_t spacing_ms;
  uint32_t started;
  uint32_t running;
};

/* The turns of one of the connections. */
static void run_connection(void *arg) {
  struct client *client = arg;
  struct script script;
  int64_t every_ms = workload_ms(client->w, "every");
  int64_t turns = workload_number(client->w, "times");
  script_init(&script, client->w, client->steps);
  script.ports = &client->ports;
  int64_t due_ms =
      moment_now_ms() + (int64_t)client->started++ * client->spacing_ms;
  for (int64_t i = 0; i < turns && !workload_leaving(); i++) {
    workload_sleep_until_ns(due_ms * 1000000);
    if (!workload_leaving())
      script_run(&script);
    due_ms += every_ms;
  }
  if (--client->running == 0)
    free(client->steps);
}

void tcp_client_main(const struct workload *w) {
  struct client *client = calloc(1, sizeof *client);
  if (!client)
    return;
  *client = (struct client){
      .w = w,
      .steps = script_parse(workload_text(w, "steps")),
      .ports = {.next = (uint32_t)workload_number(w, "source_port"),
                .step = (uint32_t)workload_number(w, "port_step")},
      .spacing_ms = workload_ms(w, "spacing"),
      .running = (uint32_t)workload_number(w, "connections"),
  };
  workload_state(w, WORKLOAD_RUNNING);
  for (uint32_t i = client->running; client->steps && i > 0; i--)
    if (workload_task(w, "connection", run_connection, client) < 0)
      client->running--;
}
