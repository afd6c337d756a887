/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload, raw API: take all UDP PCBs but value, then ask for six names
 * at once. Logs how each question began. */
#include "sockfit/workload.h"

#include "lwip/dns.h"
#include "lwip/udp.h"

static void on_found(const char *name, const ip_addr_t *address, void *arg) {
  (void)name;
  (void)address;
  (void)arg;
}

void raw_asker_main(const struct workload *w) {
  struct udp_pcb *pcbs[16];
  int count = 0;
  ip_addr_t server = IPADDR4_INIT_BYTES(198, 18, 0, 99); /* nobody */
  ip_addr_t address;
  while (count < 16 && (pcbs[count] = udp_new()) != NULL)
    count++;
  for (int64_t i = 0; i < workload_number(w, "value"); i++)
    udp_remove(pcbs[--count]);
  dns_setserver(0, &server);
  for (int i = 0; i < 6; i++) {
    char name[16];
    snprintf(name, sizeof(name), "n%d.example", i);
    err_t error = dns_gethostbyname(name, &address, on_found, NULL);
    workload_log(w, 'I', "asker", "%s",
                 error == ERR_INPROGRESS ? "asked"
                 : error == ERR_MEM      ? "ERR_MEM"
                                         : "?");
  }
}
