/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: a component of which only the PCBs are known: those it
 * opens when it is set up and keeps, and listeners whose clients it holds on
 * to until they leave (or for ever, a common mistake). Compiled into an image
 * without threads. */
#include "sockfit/workload.h"

#include "lwip/udp.h"

#include "common/raw_stream.h"

#define TAG "component"

struct component {
  const struct workload *w;
  struct client *spare; /* a stream's callback may still look at these */
  int client_count;
};

struct client {
  struct raw_stream stream;
  struct component *component;
  struct client *next;
};

/* What a client says is read away. */
static void on_input(struct raw_stream *stream, const uint8_t *data,
                     size_t len) {
  (void)stream;
  (void)data;
  (void)len;
}

static void on_ended(struct raw_stream *stream, err_t why) {
  struct client *client = stream->arg;
  struct component *c = client->component;
  if (why == ERR_CLSD && workload_number(c->w, "forgets"))
    return;
  raw_stream_close(stream);
  client->next = c->spare;
  c->spare = client;
  c->client_count--;
}

/* Zeroed, or NULL. */
static struct client *new_client(struct component *c) {
  struct client *client = c->spare;
  if (client == NULL)
    return calloc(1, sizeof(*client));
  c->spare = client->next;
  memset(client, 0, sizeof(*client));
  return client;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct component *c = arg;
  if (pcb == NULL || error != ERR_OK) {
    workload_log(c->w, 'W', TAG, "accept: err %d", (int)error);
    return ERR_OK;
  }
  struct client *client =
      c->client_count < (int)workload_number(c->w, "clients") ? new_client(c)
                                                              : NULL;
  if (client == NULL) {
    if (tcp_close(pcb) == ERR_OK)
      return ERR_OK;
    tcp_abort(pcb);
    return ERR_ABRT;
  }
  c->client_count++;
  client->component = c;
  client->stream.arg = client;
  client->stream.input = on_input;
  client->stream.ended = on_ended;
  raw_stream_open(&client->stream, pcb);
  return ERR_OK;
}

static uint16_t port_of(const struct workload *w, int index) {
  int port = (int)workload_number(w, "port");
  return (uint16_t)(port == 0 ? 0 : port + index);
}

static err_t open_datagram(const struct workload *w, int index) {
  struct udp_pcb *pcb = udp_new();
  if (pcb == NULL)
    return ERR_MEM;
  err_t error = udp_bind(pcb, IP_ANY_TYPE, port_of(w, index));
  if (error != ERR_OK)
    udp_remove(pcb);
  return error;
}

static err_t open_all(const struct workload *w) {
  err_t error = ERR_OK;
  for (int i = 0; i < (int)workload_number(w, "udp") && error == ERR_OK; i++)
    error = open_datagram(w, i);
  for (int i = 0; i < (int)workload_number(w, "tcp") && error == ERR_OK; i++)
    error = tcp_new() == NULL ? ERR_MEM : ERR_OK;
  return error;
}

void component_main(const struct workload *w) {
  struct component *c = calloc(1, sizeof(*c));
  c->w = w;
  for (int i = 0; i < (int)workload_number(w, "listeners"); i++)
    if (!raw_listen_or_fail(w, TAG, port_of(w, i),
                            (uint8_t)workload_number(w, "backlog"), c,
                            on_accept))
      return;
  err_t error = open_all(w);
  if (error != ERR_OK) {
    workload_log(w, 'E', TAG, "%s: no PCB: err %d", workload_name(w),
                 (int)error);
    workload_log(w, 'E', "component", "%s is marked FAILED", workload_name(w));
  }
  workload_state(w, error == ERR_OK ? WORKLOAD_RUNNING : WORKLOAD_FAILED);
}
