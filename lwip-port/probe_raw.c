/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the raw API's calls of workloads, where NO_SYS is 1, by wrapping
 * them at link time. A call costs processor time; a failed one is reported with
 * the pool that caused it, if one did. Callbacks run in the name of the
 * workload that registered them.
 *
 * lwIP's own modules use the same calls: inside another call they are a part of
 * that one and not counted by themselves. */
#include "lwip/dns.h"
#include "lwip/mem.h"

#include "raw_pcbs.h"

#define TCP_PCBS "MEMP_NUM_TCP_PCB"

static uint32_t *calls_by_owner; /* [workload][IMAGE_CALL_COUNT] */
static uint32_t calls[IMAGE_CALL_COUNT];
static unsigned depth; /* of calls inside calls */
static bool stopping;

void port_sockets_start(void) {
  calls_by_owner = port_own_get_zeroed(
      port_config->workload_count * IMAGE_CALL_COUNT, sizeof(*calls_by_owner));
}

bool port_stopping(void) {
  return stopping;
}

/* Only peers leave, and they have sockets. */
void port_sockets_stop(void) {
  stopping = true;
}

/* ---- one call ---- */

struct watch {
  int call;
  const void *pcb; /* that it is about, or NULL */
  bool counts;     /* not inside another call */
  uint32_t nth;
  uint32_t nth_of_host;
  uint32_t refusals_before;
};

static struct watch call_begins(int call) {
  struct watch watch = {.call = call, .counts = depth++ == 0};
  int owner = port_owner();
  if (watch.counts) {
    watch.nth_of_host = ++calls[call];
    if (owner >= 0 && calls_by_owner != NULL)
      watch.nth = ++calls_by_owner[owner * IMAGE_CALL_COUNT + call];
    port_services->work(port_services->host, WORK_CALL);
  }
  watch.refusals_before = port_refusal_serial();
  return watch;
}

/* What was refused while the call ran. dns_gethostbyname has a table as well,
 * which is no pool of memp. ERR_MEM without any of them is a PCB's own send
 * buffer (TCP_SND_BUF, TCP_SND_QUEUELEN): the caller is to wait. */
static const char *refusing_pool(const struct watch *watch, err_t error) {
  if (error != ERR_MEM && error != ERR_BUF)
    return NULL;
  if (port_refusal_serial() != watch->refusals_before)
    return port_refused_last();
  return watch->call == IMAGE_CALL_DNS_GETHOSTBYNAME ? "DNS_TABLE_SIZE" : NULL;
}

static void call_failed(const struct watch *watch, err_t error,
                        const char *pool) {
  const struct pcb_record *record =
      watch->pcb == NULL ? NULL : pcb_record_find(watch->pcb);
  struct image_event event = {.kind = IMAGE_CALL_FAILED,
                              .owner = port_owner(),
                              .slot = record == NULL ? -1 : record->slot,
                              .call = watch->call,
                              .error = error,
                              .error_name = port_err_name(error),
                              .pool = pool,
                              .nth = watch->nth,
                              .nth_of_host = watch->nth_of_host};
  port_services->event(port_services->host, &event);
}

/* Passes the result through. */
static err_t call_ended(const struct watch *watch, err_t result) {
  depth--;
  if (watch->counts && result != ERR_OK && result != ERR_INPROGRESS)
    call_failed(watch, result, refusing_pool(watch, result));
  return result;
}

/* ---- callbacks ---- */

struct scope {
  int owner;
  unsigned depth;
};

static struct scope enter(int owner) {
  struct scope scope = {port_owner_set(owner), depth};
  depth = 0;
  return scope;
}

static void leave(struct scope scope) {
  port_owner_set(scope.owner);
  depth = scope.depth;
}

#define WRAP(name) __wrap_##name
#define REAL(name) __real_##name

/* Callbacks of a PCB that lwIP has freed are a workload's mistake. */
static struct pcb_record *record_of(const void *pcb) {
  struct pcb_record *record = pcb_record_find(pcb);
  LWIP_ASSERT("a callback for a PCB that does not exist", record != NULL);
  return record;
}

void REAL(tcp_arg)(struct tcp_pcb *pcb, void *arg);
void WRAP(tcp_arg)(struct tcp_pcb *pcb, void *arg);
void WRAP(tcp_arg)(struct tcp_pcb *pcb, void *arg) {
  record_of(pcb)->arg = arg;
}

/* One callback with a result, and its registration. */
#define CALLBACK(field, set, type, parameters, arguments)                      \
  static err_t on_##field parameters {                                         \
    struct pcb_record *record = arg;                                           \
    struct scope scope = enter(record->owner);                                 \
    err_t result = record->field arguments;                                    \
    leave(scope);                                                              \
    return result;                                                             \
  }                                                                            \
  void REAL(set)(struct tcp_pcb * pcb, type callback);                         \
  void WRAP(set)(struct tcp_pcb * pcb, type callback);                         \
  void WRAP(set)(struct tcp_pcb * pcb, type callback) {                        \
    record_of(pcb)->field = callback;                                          \
    REAL(set)(pcb, callback == NULL ? NULL : on_##field);                      \
  }

CALLBACK(recv, tcp_recv, tcp_recv_fn,
         (void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error),
         (record->arg, pcb, p, error))
CALLBACK(sent, tcp_sent, tcp_sent_fn,
         (void *arg, struct tcp_pcb *pcb, u16_t len), (record->arg, pcb, len))

static err_t on_poll(void *arg, struct tcp_pcb *pcb) {
  struct pcb_record *record = arg;
  struct scope scope = enter(record->owner);
  err_t result = record->poll(record->arg, pcb);
  leave(scope);
  return result;
}

void REAL(tcp_poll)(struct tcp_pcb *pcb, tcp_poll_fn callback, u8_t interval);
void WRAP(tcp_poll)(struct tcp_pcb *pcb, tcp_poll_fn callback, u8_t interval);
void WRAP(tcp_poll)(struct tcp_pcb *pcb, tcp_poll_fn callback, u8_t interval) {
  record_of(pcb)->poll = callback;
  REAL(tcp_poll)(pcb, callback == NULL ? NULL : on_poll, interval);
}

static void on_err(void *arg, err_t error) {
  struct pcb_record *record = arg;
  struct scope scope = enter(record->owner);
  record->err(record->arg, error);
  leave(scope);
}

void REAL(tcp_err)(struct tcp_pcb *pcb, tcp_err_fn callback);
void WRAP(tcp_err)(struct tcp_pcb *pcb, tcp_err_fn callback);
void WRAP(tcp_err)(struct tcp_pcb *pcb, tcp_err_fn callback) {
  record_of(pcb)->err = callback;
  REAL(tcp_err)(pcb, callback == NULL ? NULL : on_err);
}

/* A SYN for which there was no PCB comes with NULL (tcp_in.c). Otherwise the
 * new PCB has inherited the listener's argument. */
static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct pcb_record *listener = arg;
  struct scope scope = enter(listener->owner);
  struct watch watch = call_begins(IMAGE_CALL_TCP_ACCEPT);
  depth--;
  if (pcb == NULL) {
    call_failed(&watch, error, port_refused_last());
  } else {
    struct pcb_record *record =
        pcb_record_add(pcb, PCB_TCP, listener->owner, IMAGE_CALL_TCP_ACCEPT);
    record->arg = listener->arg;
    REAL(tcp_arg)(pcb, record);
  }
  err_t result = listener->accept(listener->arg, pcb, error);
  leave(scope);
  return result;
}

void REAL(tcp_accept)(struct tcp_pcb *pcb, tcp_accept_fn callback);
void WRAP(tcp_accept)(struct tcp_pcb *pcb, tcp_accept_fn callback);
void WRAP(tcp_accept)(struct tcp_pcb *pcb, tcp_accept_fn callback) {
  record_of(pcb)->accept = callback;
  REAL(tcp_accept)(pcb, callback == NULL ? NULL : on_accept);
}

/* ---- TCP ---- */

static struct tcp_pcb *tcp_made(const struct watch *watch,
                                struct tcp_pcb *pcb) {
  port_tcp_pcb_asked(pcb, watch->refusals_before);
  call_ended(watch, pcb == NULL ? ERR_MEM : ERR_OK);
  if (pcb == NULL)
    return NULL;
  struct pcb_record *record =
      pcb_record_add(pcb, PCB_TCP, port_owner(), IMAGE_CALL_TCP_NEW);
  REAL(tcp_arg)(pcb, record);
  return pcb;
}

struct tcp_pcb *REAL(tcp_new)(void);
struct tcp_pcb *WRAP(tcp_new)(void);
struct tcp_pcb *WRAP(tcp_new)(void) {
  struct watch watch = call_begins(IMAGE_CALL_TCP_NEW);
  return tcp_made(&watch, port_refuses(TCP_PCBS) ? NULL : REAL(tcp_new)());
}

struct tcp_pcb *REAL(tcp_new_ip_type)(u8_t type);
struct tcp_pcb *WRAP(tcp_new_ip_type)(u8_t type);
struct tcp_pcb *WRAP(tcp_new_ip_type)(u8_t type) {
  struct watch watch = call_begins(IMAGE_CALL_TCP_NEW);
  return tcp_made(&watch,
                  port_refuses(TCP_PCBS) ? NULL : REAL(tcp_new_ip_type)(type));
}

/* One watched call: declare the real one, wrap it. */
#define WATCHED(name, call, parameters, arguments)                             \
  err_t REAL(name) parameters;                                                 \
  err_t WRAP(name) parameters;                                                 \
  err_t WRAP(name) parameters {                                                \
    struct watch watch = call_begins(call);                                    \
    watch.pcb = pcb;                                                           \
    return call_ended(&watch, REAL(name) arguments);                           \
  }

WATCHED(tcp_bind, IMAGE_CALL_TCP_BIND,
        (struct tcp_pcb * pcb, const ip_addr_t *address, u16_t port),
        (pcb, address, port))
WATCHED(tcp_write, IMAGE_CALL_TCP_WRITE,
        (struct tcp_pcb * pcb, const void *data, u16_t len, u8_t flags),
        (pcb, data, len, flags))
WATCHED(tcp_output, IMAGE_CALL_TCP_OUTPUT, (struct tcp_pcb * pcb), (pcb))

/* The PCB is exchanged for a smaller one. */
struct tcp_pcb *REAL(tcp_listen_with_backlog_and_err)(struct tcp_pcb *pcb,
                                                      u8_t backlog, err_t *err);
struct tcp_pcb *WRAP(tcp_listen_with_backlog_and_err)(struct tcp_pcb *pcb,
                                                      u8_t backlog, err_t *err);
struct tcp_pcb *WRAP(tcp_listen_with_backlog_and_err)(struct tcp_pcb *pcb,
                                                      u8_t backlog,
                                                      err_t *err) {
  struct pcb_record *record = pcb_record_find(pcb);
  struct watch watch = call_begins(IMAGE_CALL_TCP_LISTEN);
  err_t error = ERR_OK;
  if (record != NULL)
    record->moving = true;
  struct tcp_pcb *listener =
      REAL(tcp_listen_with_backlog_and_err)(pcb, backlog, &error);
  call_ended(&watch, error);
  if (record != NULL) {
    record->moving = false;
    if (error == ERR_OK) {
      record->pcb = listener;
      pcb_record_listens(record);
    }
  }
  if (err != NULL)
    *err = error;
  return listener;
}

struct tcp_pcb *WRAP(tcp_listen_with_backlog)(struct tcp_pcb *pcb,
                                              u8_t backlog);
struct tcp_pcb *WRAP(tcp_listen_with_backlog)(struct tcp_pcb *pcb,
                                              u8_t backlog) {
  return WRAP(tcp_listen_with_backlog_and_err)(pcb, backlog, NULL);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error) {
  struct pcb_record *record = arg;
  struct scope scope = enter(record->owner);
  err_t result = record->connected(record->arg, pcb, error);
  leave(scope);
  return result;
}

err_t REAL(tcp_connect)(struct tcp_pcb *pcb, const ip_addr_t *address,
                        u16_t port, tcp_connected_fn connected);
err_t WRAP(tcp_connect)(struct tcp_pcb *pcb, const ip_addr_t *address,
                        u16_t port, tcp_connected_fn connected);
err_t WRAP(tcp_connect)(struct tcp_pcb *pcb, const ip_addr_t *address,
                        u16_t port, tcp_connected_fn connected) {
  struct watch watch = call_begins(IMAGE_CALL_TCP_CONNECT);
  record_of(pcb)->connected = connected;
  return call_ended(&watch,
                    REAL(tcp_connect)(pcb, address, port,
                                      connected == NULL ? NULL : on_connected));
}

/* lwIP goes on with what is closed, or has freed it: then this was heard. */
static err_t closed(const struct watch *watch, struct pcb_record *record,
                    err_t result) {
  if (result == ERR_OK && record != NULL)
    pcb_record_let_go(record);
  return call_ended(watch, result);
}

err_t REAL(tcp_close)(struct tcp_pcb *pcb);
err_t WRAP(tcp_close)(struct tcp_pcb *pcb);
err_t WRAP(tcp_close)(struct tcp_pcb *pcb) {
  struct pcb_record *record = pcb_record_find(pcb);
  struct watch watch = call_begins(IMAGE_CALL_TCP_CLOSE);
  return closed(&watch, record, REAL(tcp_close)(pcb));
}

err_t REAL(tcp_shutdown)(struct tcp_pcb *pcb, int rx, int tx);
err_t WRAP(tcp_shutdown)(struct tcp_pcb *pcb, int rx, int tx);
err_t WRAP(tcp_shutdown)(struct tcp_pcb *pcb, int rx, int tx) {
  struct pcb_record *record = rx && tx ? pcb_record_find(pcb) : NULL;
  struct watch watch = call_begins(IMAGE_CALL_TCP_CLOSE);
  return closed(&watch, record, REAL(tcp_shutdown)(pcb, rx, tx));
}

/* ---- UDP ---- */

static struct udp_pcb *udp_made(const struct watch *watch,
                                struct udp_pcb *pcb) {
  call_ended(watch, pcb == NULL ? ERR_MEM : ERR_OK);
  return pcb;
}

struct udp_pcb *REAL(udp_new)(void);
struct udp_pcb *WRAP(udp_new)(void);
struct udp_pcb *WRAP(udp_new)(void) {
  struct watch watch = call_begins(IMAGE_CALL_UDP_NEW);
  return udp_made(&watch, REAL(udp_new)());
}

struct udp_pcb *REAL(udp_new_ip_type)(u8_t type);
struct udp_pcb *WRAP(udp_new_ip_type)(u8_t type);
struct udp_pcb *WRAP(udp_new_ip_type)(u8_t type) {
  struct watch watch = call_begins(IMAGE_CALL_UDP_NEW);
  return udp_made(&watch, REAL(udp_new_ip_type)(type));
}

WATCHED(udp_bind, IMAGE_CALL_UDP_BIND,
        (struct udp_pcb * pcb, const ip_addr_t *address, u16_t port),
        (pcb, address, port))
WATCHED(udp_send, IMAGE_CALL_UDP_SENDTO, (struct udp_pcb * pcb, struct pbuf *p),
        (pcb, p))
WATCHED(udp_sendto, IMAGE_CALL_UDP_SENDTO,
        (struct udp_pcb * pcb, struct pbuf *p, const ip_addr_t *to, u16_t port),
        (pcb, p, to, port))

static void on_udp_recv(void *arg, struct udp_pcb *pcb, struct pbuf *p,
                        const ip_addr_t *from, u16_t port) {
  struct pcb_record *record = arg;
  struct scope scope = enter(record->owner);
  record->udp_recv(record->arg, pcb, p, from, port);
  leave(scope);
}

void REAL(udp_recv)(struct udp_pcb *pcb, udp_recv_fn callback, void *arg);
void WRAP(udp_recv)(struct udp_pcb *pcb, udp_recv_fn callback, void *arg);
void WRAP(udp_recv)(struct udp_pcb *pcb, udp_recv_fn callback, void *arg) {
  struct pcb_record *record = record_of(pcb);
  record->udp_recv = callback;
  record->arg = arg;
  REAL(udp_recv)(pcb, callback == NULL ? NULL : on_udp_recv, record);
}

/* ---- DNS ---- */

/* One question under way. */
struct question {
  dns_found_callback found;
  void *arg;
  int owner;
};

static void on_found(const char *name, const ip_addr_t *address, void *arg) {
  struct question question = *(struct question *)arg;
  port_services->heap_put(port_services->host, arg);
  struct scope scope = enter(question.owner);
  question.found(name, address, question.arg);
  leave(scope);
}

err_t REAL(dns_gethostbyname_addrtype)(const char *name, ip_addr_t *ret_address,
                                       dns_found_callback found, void *arg,
                                       u8_t type);
err_t WRAP(dns_gethostbyname_addrtype)(const char *name, ip_addr_t *ret_address,
                                       dns_found_callback found, void *arg,
                                       u8_t type);
err_t WRAP(dns_gethostbyname_addrtype)(const char *name, ip_addr_t *ret_address,
                                       dns_found_callback found, void *arg,
                                       u8_t type) {
  struct watch watch = call_begins(IMAGE_CALL_DNS_GETHOSTBYNAME);
  struct question *question =
      port_services->heap_get(port_services->host, sizeof(*question));
  if (question == NULL)
    return call_ended(&watch, ERR_MEM);
  *question = (struct question){found, arg, port_owner()};
  err_t result = REAL(dns_gethostbyname_addrtype)(name, ret_address, on_found,
                                                  question, type);
  if (result != ERR_INPROGRESS)
    port_services->heap_put(port_services->host, question);
  return call_ended(&watch, result);
}

err_t WRAP(dns_gethostbyname)(const char *name, ip_addr_t *ret_address,
                              dns_found_callback found, void *arg);
err_t WRAP(dns_gethostbyname)(const char *name, ip_addr_t *ret_address,
                              dns_found_callback found, void *arg) {
  return WRAP(dns_gethostbyname_addrtype)(name, ret_address, found, arg,
                                          LWIP_DNS_ADDRTYPE_DEFAULT);
}
