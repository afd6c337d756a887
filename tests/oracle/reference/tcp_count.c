/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: how ESP-IDF bounds TCP PCBs although they come from
 * the heap, which plain lwIP does not. Written from the descriptions of
 * esp-lwip (ESP-IDF 5.4 and later count objects, 4.x counts what is in lwIP's
 * lists), by other means than lwip-port/: whatever asks for a PCB passes here
 * first, and room is made before lwIP is asked. Linked with --wrap. */
#include "lwip/memp.h"
#include "lwip/priv/tcp_priv.h"

#include "reference.h"

#define RULE_OBJECTS 1
#define RULE_LISTS 2

#if SOCKFIT_COUNT_TCP_PCB == RULE_OBJECTS
static unsigned objects;

static unsigned counted(void) {
  return objects;
}
#elif SOCKFIT_COUNT_TCP_PCB == RULE_LISTS
static unsigned length(const struct tcp_pcb *pcb) {
  return pcb == NULL ? 0 : 1 + length(pcb->next);
}

static unsigned counted(void) {
  unsigned listeners = 0;
  for (struct tcp_pcb_listen *at = tcp_listen_pcbs.listen_pcbs; at != NULL;
       at = at->next)
    listeners++;
  return listeners + length(tcp_bound_pcbs) + length(tcp_active_pcbs) +
         length(tcp_tw_pcbs);
}
#endif

void tcp_count_took(memp_t type) {
#if SOCKFIT_COUNT_TCP_PCB == RULE_OBJECTS
  objects += type == MEMP_TCP_PCB;
#endif
  (void)type;
}

void tcp_count_gave(memp_t type) {
#if SOCKFIT_COUNT_TCP_PCB == RULE_OBJECTS
  objects -= type == MEMP_TCP_PCB;
#endif
  (void)type;
}

#if SOCKFIT_COUNT_TCP_PCB
static struct tcp_pcb *longest_idle(struct tcp_pcb *list,
                                    enum tcp_state state) {
  struct tcp_pcb *found = NULL;
  for (struct tcp_pcb *pcb = list; pcb != NULL; pcb = pcb->next) {
    if (pcb->state == state &&
        (found == NULL ||
         (u32_t)(tcp_ticks - pcb->tmr) >= (u32_t)(tcp_ticks - found->tmr)))
      found = pcb;
  }
  return found;
}

/* One PCB of the first state that there is; nothing the application uses. */
static void give_one_up(void) {
  static const enum tcp_state order[] = {TIME_WAIT, LAST_ACK, CLOSING,
                                         FIN_WAIT_2, FIN_WAIT_1};
  for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
    struct tcp_pcb *pcb = longest_idle(
        order[i] == TIME_WAIT ? tcp_tw_pcbs : tcp_active_pcbs, order[i]);
    if (pcb != NULL) {
      tcp_abandon(pcb, 0);
      return;
    }
  }
}

static int there_is_room(void) {
  if (counted() < MEMP_NUM_TCP_PCB)
    return 1;
  reference_rule("TCP PCBs counted");
  give_one_up();
  return counted() < MEMP_NUM_TCP_PCB;
}
#else
static int there_is_room(void) {
  return 1;
}
#endif

/* For a SYN (tcp_in.c). */
struct tcp_pcb *__real_tcp_alloc(u8_t priority);
struct tcp_pcb *__wrap_tcp_alloc(u8_t priority);
struct tcp_pcb *__wrap_tcp_alloc(u8_t priority) {
  return there_is_room() ? __real_tcp_alloc(priority) : NULL;
}

/* For socket() (api_msg.c). */
struct tcp_pcb *__real_tcp_new_ip_type(u8_t type);
struct tcp_pcb *__wrap_tcp_new_ip_type(u8_t type);
struct tcp_pcb *__wrap_tcp_new_ip_type(u8_t type) {
  return there_is_room() ? __real_tcp_new_ip_type(type) : NULL;
}
