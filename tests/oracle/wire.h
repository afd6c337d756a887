/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: the remote end, at packet level. Part of the common definition
 * of the cells: both sides (reference/ and simulator/) show their device the
 * same stimulus and write down what it sends by the same words. Standard C
 * only; knows neither lwIP nor the simulator. Nothing in here looks at a clock:
 * who calls says when. */
#ifndef ORACLE_WIRE_H
#define ORACLE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Host byte order. The device is the first host of 198.18.0.0/16, the remote
 * end the second; ARP for any other address stays unanswered. */
#define WIRE_DEVICE UINT32_C(0xc6120001)
#define WIRE_REMOTE UINT32_C(0xc6120002)
#define WIRE_NETMASK UINT32_C(0xffff0000)

#define WIRE_PORTS 64

/* What becomes of a SYN of the device. */
enum wire_policy { WIRE_ANSWER, WIRE_REFUSE, WIRE_SILENT };

/* What of the device's segments is acknowledged: everything, nothing, or
 * handshakes alone. A FIN that the remote end sends meanwhile crosses what it
 * has not acknowledged. */
enum wire_quiet { WIRE_ANSWERS, WIRE_QUIET, WIRE_HANDSHAKES };

/* One TCP port of the remote end: at most one connection each. */
struct wire_port {
  uint16_t port;
  uint16_t device_port;
  uint32_t next; /* the number of our next octet */
  uint32_t seen; /* the device's octet that we expect next */
  bool used;
};

struct wire {
  void *arg;
  void (*send)(void *arg, const void *frame, size_t len); /* to the device */
  void (*say)(void *arg, const char *text);               /* an observation */
  uint8_t device_mac[6];
  enum wire_policy policy;
  enum wire_quiet quiet;
  bool show_acks; /* pure ACKs are observations as well */
  bool no_arp;    /* nobody answers ARP */
  uint16_t identification;
  struct wire_port ports[WIRE_PORTS];
};

/* mac: the device's. arg, send and say are the caller's. */
void wire_init(struct wire *wire, const uint8_t mac[6], void *arg,
               void (*send)(void *arg, const void *frame, size_t len),
               void (*say)(void *arg, const char *text));

/* A frame of the device. */
void wire_frame(struct wire *wire, const void *frame, size_t len);

/* One command of a cell (cell.h has them all). False: there is no such. */
bool wire_command(struct wire *wire, const char *text);

#endif
