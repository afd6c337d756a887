/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: which PCBs there are and who holds them, where there is no socket
 * table. A TCP PCB that its workload has closed is lwIP's own until lwIP frees
 * it (FIN_WAIT_1 to TIME_WAIT): it still takes its place in the pool. */
#include "raw_pcbs.h"

#include <string.h>

static struct pcb_record **records; /* by slot; NULL: free */
static int record_capacity;
static struct pcb_record *freed; /* for port_pcbs_reap */

static void report(enum image_event_kind kind, const struct pcb_record *record,
                   int call) {
  struct image_event event = {
      .kind = kind, .owner = record->owner, .slot = record->slot, .call = call};
  if (kind == IMAGE_SOCKET_OPENED)
    event.state =
        record->protocol == PCB_UDP ? IMAGE_SOCKET_UDP : IMAGE_SOCKET_TCP;
  port_services->event(port_services->host, &event);
}

static void *host_memory(size_t size) {
  void *memory = port_services->heap_get(port_services->host, size);
  if (memory == NULL)
    port_fatal("no memory to watch a PCB", __FILE__, __LINE__);
  memset(memory, 0, size);
  return memory;
}

static void double_table(void) {
  int capacity = record_capacity == 0 ? 16 : 2 * record_capacity;
  struct pcb_record **table =
      host_memory((size_t)capacity * sizeof(struct pcb_record *));
  if (records != NULL) {
    memcpy(table, records,
           (size_t)record_capacity * sizeof(struct pcb_record *));
    port_services->heap_put(port_services->host, records);
  }
  records = table;
  record_capacity = capacity;
}

static int free_slot(void) {
  int slot = 0;
  while (slot < record_capacity && records[slot] != NULL)
    slot++;
  if (slot == record_capacity)
    double_table();
  return slot;
}

struct pcb_record *pcb_record_add(void *pcb, enum pcb_protocol protocol,
                                  int owner, int call) {
  struct pcb_record *record = host_memory(sizeof(*record));
  record->pcb = pcb;
  record->protocol = protocol;
  record->slot = free_slot();
  record->owner = owner;
  record->since_ns = port_services->now_ns(port_services->host);
  record->held = true;
  records[record->slot] = record;
  report(IMAGE_SOCKET_OPENED, record, call);
  return record;
}

/* It comes straight from its pool, and is looked at when it is reported: what
 * udp_new does next is done now. */
void port_udp_pcb_made(void *pcb) {
  memset(pcb, 0, sizeof(struct udp_pcb));
  pcb_record_add(pcb, PCB_UDP, port_owner(), IMAGE_CALL_UDP_NEW);
}

struct pcb_record *pcb_record_find(const void *pcb) {
  for (int slot = 0; slot < record_capacity; slot++) {
    if (records[slot] != NULL && records[slot]->pcb == pcb)
      return records[slot];
  }
  return NULL;
}

void pcb_record_let_go(struct pcb_record *record) {
  if (!record->held)
    return;
  record->held = false;
  report(IMAGE_SOCKET_CLOSED, record, -1);
}

/* The error callback comes after this and still needs the record. */
void port_pcb_freed(const void *pcb) {
  struct pcb_record *record = pcb_record_find(pcb);
  if (record == NULL || record->moving)
    return;
  pcb_record_let_go(record);
  record->pcb = NULL;
  records[record->slot] = NULL;
  record->next_freed = freed;
  freed = record;
}

void port_pcbs_reap(void) {
  while (freed != NULL) {
    struct pcb_record *record = freed;
    freed = record->next_freed;
    port_services->heap_put(port_services->host, record);
  }
}

/* ---- what the host program may look at ---- */

static void describe_remote(const ip_addr_t *address, uint16_t port,
                            struct image_slot *slot) {
  slot->remote_port = port;
  if (!ip_addr_isany(address))
    ipaddr_ntoa_r(address, slot->remote, sizeof(slot->remote));
}

static void describe_local(const ip_addr_t *address, struct image_slot *slot) {
  if (!ip_addr_isany(address))
    ipaddr_ntoa_r(address, slot->local, sizeof(slot->local));
}

static void describe_tcp(const struct tcp_pcb *pcb, struct image_slot *slot) {
  strcpy(slot->protocol, "TCP");
  slot->tcp_state = (int)pcb->state;
  slot->local_port = pcb->local_port;
  describe_local(&pcb->local_ip, slot);
  if (pcb->state != LISTEN) /* struct tcp_pcb_listen ends before */
    describe_remote(&pcb->remote_ip, pcb->remote_port, slot);
}

static void describe_udp(const struct udp_pcb *pcb, struct image_slot *slot) {
  strcpy(slot->protocol, "UDP");
  slot->local_port = pcb->local_port;
  describe_local(&pcb->local_ip, slot);
  describe_remote(&pcb->remote_ip, pcb->remote_port, slot);
}

size_t port_slots(struct image_slot *ret_slots, size_t max) {
  size_t count = 0;
  for (int slot = 0; slot < record_capacity && count < max; slot++) {
    const struct pcb_record *record = records[slot];
    if (record == NULL)
      continue;
    struct image_slot *out = &ret_slots[count++];
    *out =
        (struct image_slot){.slot = slot,
                            .fd = -1,
                            .owner = record->held ? record->owner : OWNER_STACK,
                            .since_ns = record->since_ns,
                            .tcp_state = -1};
    if (record->protocol == PCB_TCP)
      describe_tcp(record->pcb, out);
    else
      describe_udp(record->pcb, out);
  }
  return count;
}

void pcb_record_listens(const struct pcb_record *record) {
  report(IMAGE_SOCKET_LISTENS, record, IMAGE_CALL_TCP_LISTEN);
}
