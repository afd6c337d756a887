/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: asks for names, each time for new ones, so that lwIP's
 * table of answers never has them. A question takes a UDP PCB of its own while
 * it is under way, since the source port is a random one. Compiled into an
 * image without threads. */
#include "sockfit/workload.h"

#include "lwip/dns.h"

#include "sockfit/raw.h"

#define TAG "dns"

struct client {
  const struct workload *w;
  struct raw_timer round;
  int64_t rounds_left; /* -1: no end */
  unsigned asked;
};

/* One question, for the log. */
struct question {
  struct client *client;
  char name[64];
};

static void answered(const struct question *question,
                     const ip_addr_t *address) {
  const struct workload *w = question->client->w;
  if (address == NULL)
    workload_log(w, 'W', TAG, "%s: not found", question->name);
  else
    workload_log(w, 'I', TAG, "%s is %s", question->name, ipaddr_ntoa(address));
}

static void on_found(const char *name, const ip_addr_t *address, void *arg) {
  (void)name;
  answered(arg, address);
  free(arg);
}

static void ask(struct client *client) {
  struct question *question = calloc(1, sizeof(*question));
  ip_addr_t address;
  question->client = client;
  snprintf(question->name, sizeof(question->name), "%.40s%u.example",
           workload_text(client->w, "hostname"), client->asked++);
  err_t error = dns_gethostbyname_addrtype(question->name, &address, on_found,
                                           question, LWIP_DNS_ADDRTYPE_IPV4);
  if (error == ERR_INPROGRESS)
    return;
  if (error == ERR_OK)
    answered(question, &address);
  else
    workload_log(client->w, 'E', TAG, "%s: err %d", question->name, (int)error);
  free(question);
}

static void next_round(void *arg) {
  struct client *client = arg;
  int64_t parallel = workload_number(client->w, "parallel");
  if (client->rounds_left > 0)
    client->rounds_left--;
  int64_t every_ns = workload_number(client->w, "every");
  if (client->rounds_left != 0 && every_ns > 0)
    raw_timer_set(&client->round, client->round.at_ns + every_ns, next_round,
                  client);
  for (int64_t i = 0; i < parallel; i++)
    ask(client);
}

static bool set_server(const struct workload *w) {
  uint32_t ipv4 = workload_resolve(workload_text(w, "server"));
  ip_addr_t address;
  if (ipv4 == 0)
    return false;
  ip_addr_set_ip4_u32(&address, ipv4);
  dns_setserver(0, &address);
  return true;
}

void dns_client_main(const struct workload *w) {
  struct client *client = calloc(1, sizeof(*client));
  client->w = w;
  client->rounds_left =
      workload_given(w, "count") ? workload_number(w, "count") : -1;
  if (!set_server(w)) {
    workload_log(w, 'E', TAG, "no server named %s", workload_text(w, "server"));
    workload_state(w, WORKLOAD_FAILED);
    return;
  }
  workload_state(w, WORKLOAD_RUNNING);
  client->round.at_ns = workload_now_ns();
  next_round(client);
}
