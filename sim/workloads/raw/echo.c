/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: a TCP server that sends back what it gets. It shows what
 * becomes of PCBs whose peers are gone: whether it closes, when, and whether
 * keep-alive or the link's state frees them is up to the scenario. Compiled
 * into an image without threads. */
#include "sockfit/workload.h"

#include "lwip/netif.h"

#include "common/raw_stream.h"

#define TAG "echo"
#define UNSENT_MAX 4096

enum close_when { CLOSE_NEVER, CLOSE_PEER, CLOSE_ANSWER };

struct server {
  const struct workload *w;
  enum close_when close_when;
  bool abort_on_link_down;
  struct client *clients;
  struct client *spare; /* a stream's callback may still look at these */
  size_t client_count;
  struct server *next; /* of the image's echo servers, for the link */
};

struct client {
  struct raw_stream stream;
  struct server *server;
  struct client *next;
};

static struct server *servers;

static void client_gone(struct client *client) {
  struct server *server = client->server;
  struct client **link = &server->clients;
  while (*link != client)
    link = &(*link)->next;
  *link = client->next;
  client->next = server->spare;
  server->spare = client;
  server->client_count--;
}

/* Zeroed, or NULL. */
static struct client *new_client(struct server *server) {
  struct client *client = server->spare;
  if (client == NULL)
    return calloc(1, sizeof(*client));
  server->spare = client->next;
  memset(client, 0, sizeof(*client));
  return client;
}

static void close_client(struct client *client) {
  raw_stream_close(&client->stream);
  client_gone(client);
}

static void on_input(struct raw_stream *stream, const uint8_t *data,
                     size_t len) {
  struct client *client = stream->arg;
  raw_stream_send(stream, data, len);
  if (client->server->close_when == CLOSE_ANSWER)
    close_client(client);
}

static void on_ended(struct raw_stream *stream, err_t why) {
  struct client *client = stream->arg;
  if (why != ERR_CLSD)
    client_gone(client);
  else if (client->server->close_when != CLOSE_NEVER)
    close_client(client);
}

static void set_keepalive(const struct workload *w, struct tcp_pcb *pcb) {
#if LWIP_TCP_KEEPALIVE
  if (!workload_given(w, "keepalive_idle"))
    return;
  ip_set_option(pcb, SOF_KEEPALIVE);
  pcb->keep_idle = workload_ms(w, "keepalive_idle");
  pcb->keep_intvl = workload_ms(w, "keepalive_interval");
  pcb->keep_cnt = (u32_t)workload_number(w, "keepalive_count");
#else
  (void)w;
  (void)pcb;
#endif
}

static bool is_full(const struct server *server) {
  return workload_given(server->w, "max_clients") &&
         server->client_count >=
             (size_t)workload_number(server->w, "max_clients");
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct server *server = arg;
  if (pcb == NULL || error != ERR_OK) {
    workload_log(server->w, 'W', TAG, "accept: err %d", (int)error);
    return ERR_OK;
  }
  struct client *client = is_full(server) ? NULL : new_client(server);
  if (client == NULL) {
    tcp_abort(pcb);
    return ERR_ABRT;
  }
  client->server = server;
  client->next = server->clients;
  server->clients = client;
  server->client_count++;
  client->stream.arg = client;
  client->stream.unsent_max = UNSENT_MAX;
  client->stream.input = on_input;
  client->stream.ended = on_ended;
  raw_stream_open(&client->stream, pcb);
  set_keepalive(server->w, pcb);
  return ERR_OK;
}

static void on_link(struct netif *netif, netif_nsc_reason_t reason,
                    const netif_ext_callback_args_t *args) {
  (void)netif;
  if ((reason & LWIP_NSC_LINK_CHANGED) == 0 || args->link_changed.state)
    return;
  for (struct server *server = servers; server != NULL; server = server->next) {
    while (server->abort_on_link_down && server->clients != NULL) {
      struct client *client = server->clients;
      raw_stream_abort(&client->stream);
      client_gone(client);
    }
  }
}

void echo_main(const struct workload *w) {
  static netif_ext_callback_t link_callback;
  const char *close_when = workload_text(w, "close");
  struct server *server = calloc(1, sizeof(*server));
  server->w = w;
  server->close_when = strcmp(close_when, "never") == 0  ? CLOSE_NEVER
                       : strcmp(close_when, "peer") == 0 ? CLOSE_PEER
                                                         : CLOSE_ANSWER;
  server->abort_on_link_down =
      strcmp(workload_text(w, "on_link_down"), "abort") == 0;
  if (servers == NULL)
    netif_add_ext_callback(&link_callback, on_link);
  server->next = servers;
  servers = server;
  raw_listen_or_fail(w, TAG, (uint16_t)workload_number(w, "port"),
                     TCP_DEFAULT_LISTEN_BACKLOG, server, on_accept);
}
