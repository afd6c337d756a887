/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: the peers of a scenario on the machine's own stack.
 *
 *     peers FILE:VARIANT        how many hosts; options for the device's link;
 *                               and - or why the peers cannot be real
 *     peers FILE:VARIANT INTERFACE RESULT COMMAND...
 *
 * The second starts the peers' servers, then the command, which is to bring a
 * device to the interface. The device's first frame is the run's 0; from then
 * on peers come and go as the scenario says, each a process. When the command
 * has ended, what the peers saw is written to RESULT as JSON. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/units.h"
#include "both_worlds.h"
#include "faults.h"
#include "runtime.h"

#define LISTEN_WITHIN_NS (10 * NS_PER_S)
#define SHARED_OCTETS (1 << 20)
#define FAULTS_MAX 64
#define LATER_NS (50 * NS_PER_MS) /* who stays until the end stays longer */

#define PEER(kind, ...) void kind##_main(const struct workload *w);
#include "scenario/kinds.def"

/* A C function of a user's suite is bound by that suite: no file can name one
 * and be loaded here. */
void function_main(const struct workload *w) {
  (void)w;
}

static const struct {
  const char *kind;
  void (*main)(const struct workload *w);
} mains[] = {
#define PEER(kind, ...) {#kind, kind##_main},
#include "scenario/kinds.def"
};

/* One host of the LAN. */
struct host {
  const struct item *item;
  size_t peer_index;
  size_t index;
  pid_t pid;      /* 0: it is not there */
  int64_t due_ns; /* when it comes or goes; INT64_MAX: never */
  int64_t stays;
};

struct party {
  const struct variant *variant;
  struct addresses addresses;
  struct runtime_shared *shared;
  const char *interface;
  struct host *hosts;
  size_t host_count;
  struct faults_event faults[FAULTS_MAX];
  size_t fault_count;
};

/* ---- coming and going: as sim/world/residents.c has it ---- */

static void be(const struct party *party, const struct host *host) {
  struct runtime_peer peer = {
      .item = host->item,
      .addresses = &party->addresses,
      .shared = party->shared,
      .counts = &party->shared->counts[host->peer_index],
      .ipv4 = addresses_ipv4(host->index),
      .seed = party->variant->seed * UINT64_C(0x100000001b3) + host->index,
      .interface = party->interface,
  };
  for (size_t i = 0; i < sizeof mains / sizeof *mains; i++)
    if (strcmp(mains[i].kind, host->item->kind->name) == 0)
      peer.main = mains[i].main;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  faults_listen_to_signals();
  runtime_be(&peer);
}

static void plan_leave(const struct party *party, struct host *host,
                       int64_t from_ns) {
  const struct param *until = item_param(host->item, "until");
  const struct param *stay = item_param(host->item, "stay");
  host->due_ns = party->variant->run_for_ns + LATER_NS;
  if (until->given && until->number < host->due_ns)
    host->due_ns = until->number;
  if (stay->given && from_ns + stay->number < host->due_ns)
    host->due_ns = from_ns + stay->number;
  host->stays++;
}

static void come(const struct party *party, struct host *host) {
  plan_leave(party, host, host->due_ns);
  host->pid = fork();
  if (host->pid == 0)
    be(party, host);
}

static void end(struct host *host, int signal_number) {
  kill(host->pid, signal_number);
  waitpid(host->pid, NULL, 0);
  host->pid = 0;
  host->due_ns = INT64_MAX;
}

static void leave(const struct party *party, struct host *host) {
  const struct param *visits = item_param(host->item, "visits");
  const struct param *until = item_param(host->item, "until");
  int64_t back_ns = host->due_ns + item_number(host->item, "away");
  end(host, SIGKILL);
  if (item_param(host->item, "stay")->given &&
      (!visits->given || host->stays < visits->number) &&
      (!until->given || back_ns < until->number) &&
      back_ns < party->variant->run_for_ns)
    host->due_ns = back_ns;
}

static void befall(struct host *host, enum faults_what what, int64_t now_ns) {
  uint32_t ipv4 = addresses_ipv4(host->index);
  if (what == FAULTS_NO_SYN && host->pid != 0)
    kill(host->pid, SIGUSR1);
  if (what == FAULTS_MUTE || what == FAULTS_OFF)
    faults_mute(ipv4, 0, true);
  if (what == FAULTS_OFF && host->pid != 0)
    end(host, SIGUSR2);
  if (what == FAULTS_HEARD || what == FAULTS_ON)
    faults_mute(ipv4, 0, false);
  if (what == FAULTS_ON)
    host->due_ns = now_ns;
}

static void do_faults(struct party *party, int64_t now_ns) {
  for (size_t i = 0; i < party->fault_count; i++) {
    struct faults_event *event = &party->faults[i];
    if (event->at_ns > now_ns)
      continue;
    event->at_ns = INT64_MAX;
    for (size_t k = 0; k < party->host_count; k++)
      if (party->hosts[k].index - event->first < event->count)
        befall(&party->hosts[k], event->what, now_ns);
  }
}

static int64_t next_due_ns(const struct party *party) {
  int64_t due_ns = INT64_MAX;
  for (size_t i = 0; i < party->fault_count; i++)
    if (party->faults[i].at_ns < due_ns)
      due_ns = party->faults[i].at_ns;
  for (size_t i = 0; i < party->host_count; i++)
    if (party->hosts[i].due_ns < due_ns)
      due_ns = party->hosts[i].due_ns;
  return due_ns;
}

static void do_what_is_due(const struct party *party, int64_t now_ns) {
  for (size_t i = 0; i < party->host_count; i++) {
    struct host *host = &party->hosts[i];
    while (host->due_ns <= now_ns)
      host->pid == 0 ? come(party, host) : leave(party, host);
  }
}

static bool is_server(const struct item *item) {
  static const char *const servers[] = {
      "dhcp_server", "dns_server", "http_server", "mqtt_broker",
      "sntp_server", "tcp_server", "udp_server"};
  for (size_t i = 0; i < sizeof servers / sizeof *servers; i++)
    if (strcmp(servers[i], item->kind->name) == 0)
      return true;
  return false;
}

/* Servers of the first moment listen before there is a device. */
static void start_servers(const struct party *party) {
  uint32_t started = 0;
  int64_t until_ns = runtime_machine_ns() + LISTEN_WITHIN_NS;
  for (size_t i = 0; i < party->host_count; i++) {
    if (is_server(party->hosts[i].item) && party->hosts[i].due_ns == 0) {
      come(party, &party->hosts[i]);
      started++;
    }
  }
  while (atomic_load(&party->shared->listening_count) < started &&
         runtime_machine_ns() < until_ns)
    usleep(1000);
}

/* ---- the run ---- */

static int packet_socket(const char *interface) {
  struct sockaddr_ll all = {.sll_family = AF_PACKET,
                            .sll_protocol = htons(ETH_P_ALL),
                            .sll_ifindex = (int)if_nametoindex(interface)};
  int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  if (fd >= 0 && bind(fd, (struct sockaddr *)&all, sizeof all) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

static bool is_from_device(const uint8_t *frame, ssize_t len,
                           const struct addresses *addresses) {
  struct image_config device = {0};
  addresses_configure(addresses, 0, &device);
  return len >= ETH_HLEN && memcmp(frame + ETH_ALEN, device.mac, ETH_ALEN) == 0;
}

static bool has_ended(pid_t command, int *ret_status) {
  return waitpid(command, ret_status, WNOHANG) == command;
}

static void wait_for_device(const struct party *party, int packets,
                            pid_t command, int *ret_status, bool *ret_over) {
  uint8_t frame[2048];
  struct pollfd readable = {packets, POLLIN, 0};
  while (!(*ret_over = has_ended(command, ret_status))) {
    if (poll(&readable, 1, 100) > 0 &&
        is_from_device(frame, recv(packets, frame, sizeof frame, 0),
                       &party->addresses)) {
      atomic_store(&party->shared->origin_ns, runtime_machine_ns());
      return;
    }
  }
}

static int run(struct party *party, char **argv) {
  int status = 0;
  bool over = false;
  int packets = packet_socket(party->interface);
  if (packets < 0) {
    perror(party->interface);
    return 3;
  }
  start_servers(party);
  pid_t command = fork();
  if (command == 0) {
    close(packets);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(argv[0], argv);
    _exit(127);
  }
  wait_for_device(party, packets, command, &status, &over);
  close(packets);
  while (!over && !(over = has_ended(command, &status))) {
    int64_t now_ns =
        runtime_machine_ns() - atomic_load(&party->shared->origin_ns);
    do_faults(party, now_ns);
    do_what_is_due(party, now_ns);
    int64_t left_ns = next_due_ns(party) - now_ns;
    usleep(left_ns > 10 * NS_PER_MS ? 10000 : (useconds_t)(left_ns / 1000 + 1));
  }
  for (size_t i = 0; i < party->host_count; i++)
    if (party->hosts[i].pid != 0)
      kill(party->hosts[i].pid, SIGKILL);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

/* ---- results ---- */

static void write_result(const struct party *party, FILE *file) {
  fputs("{\"peers\": [", file);
  for (size_t i = 0; i < party->variant->peer_count; i++) {
    struct runtime_counts *counts = &party->shared->counts[i];
    fprintf(file, "%s\n  {\"name\": \"%s\", \"kind\": \"%s\"",
            i == 0 ? "" : ",", party->variant->peers[i].name,
            party->variant->peers[i].kind->name);
    fprintf(file,
            ", \"attempts\": %ju, \"served\": %ju, \"reset\": %ju,"
            " \"closed\": %ju, \"timeout\": %ju, \"connected\": %ju,"
            " \"lost\": %ju}",
            (uintmax_t)counts->attempts,
            (uintmax_t)counts->ended[ATTEMPT_SERVED],
            (uintmax_t)counts->ended[ATTEMPT_RESET],
            (uintmax_t)counts->ended[ATTEMPT_CLOSED],
            (uintmax_t)counts->ended[ATTEMPT_TIMEOUT],
            (uintmax_t)counts->ended[ATTEMPT_CONNECTED],
            (uintmax_t)counts->ended[ATTEMPT_LOST]);
  }
  fputs("\n]}\n", file);
}

static bool settle(struct party *party) {
  size_t index = 1;
  if (addresses_give(party->variant, &party->addresses) != 0)
    return false;
  party->fault_count = faults_plan(party->variant, party->faults, FAULTS_MAX);
  party->hosts = calloc(party->addresses.host_count, sizeof *party->hosts);
  party->shared = mmap(NULL, SHARED_OCTETS, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (party->hosts == NULL || party->shared == MAP_FAILED)
    return false;
  for (size_t i = 0; i < party->variant->peer_count; i++) {
    const struct item *item = &party->variant->peers[i];
    for (int64_t k = 0; k < item_number(item, "count"); k++)
      party->hosts[party->host_count++] =
          (struct host){.item = item,
                        .peer_index = i,
                        .index = index++,
                        .due_ns = item_number(item, "at")};
  }
  return true;
}

static int play(const struct variant *variant, char **argv) {
  struct party party = {.variant = variant, .interface = argv[0]};
  FILE *file = fopen(argv[1], "w");
  if (file == NULL || !settle(&party)) {
    perror(argv[1]);
    return 3;
  }
  int status = run(&party, argv + 2);
  write_result(&party, file);
  free(party.hosts);
  addresses_done(&party.addresses);
  return fclose(file) == 0 ? status : 3;
}

static const struct variant *find(const struct scenario *scenario,
                                  const char *name) {
  for (size_t i = 0; i < scenario->variant_count; i++)
    if (strcmp(scenario->variants[i].name, name) == 0)
      return &scenario->variants[i];
  return NULL;
}

int main(int argc, char **argv) {
  struct diag diag = {0};
  struct scenario *scenario = NULL;
  char *colon = argc > 1 ? strrchr(argv[1], ':') : NULL;
  if (colon == NULL || (argc != 2 && argc < 5)) {
    fprintf(stderr, "usage: peers FILE:VARIANT [INTERFACE RESULT COMMAND]\n");
    return 2;
  }
  *colon = '\0';
  if (scenario_load(argv[1], NULL, 0, &scenario, &diag) != 0)
    return 2;
  const struct variant *variant = find(scenario, colon + 1);
  int status = 2;
  if (variant != NULL)
    status = argc == 2 ? both_worlds_tell(variant) : play(variant, argv + 2);
  scenario_free(scenario);
  diag_done(&diag);
  return status;
}
