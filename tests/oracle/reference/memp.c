/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: everything that lwIP allocates by its type passes
 * here, for the rules that look at it. Linked with --wrap. */
#include "lwip/memp.h"

#include "reference.h"

void *__real_memp_malloc(memp_t type);
void *__wrap_memp_malloc(memp_t type);
void *__wrap_memp_malloc(memp_t type) {
  if (arp_queue_refuses(type))
    return NULL;
  void *object = __real_memp_malloc(type);
  if (object != NULL) {
    arp_queue_took(type, object);
    tcp_count_took(type);
  }
  return object;
}

void __real_memp_free(memp_t type, void *object);
void __wrap_memp_free(memp_t type, void *object);
void __wrap_memp_free(memp_t type, void *object) {
  if (object != NULL) {
    arp_queue_gave(type, object);
    tcp_count_gave(type);
  }
  __real_memp_free(type, object);
}
