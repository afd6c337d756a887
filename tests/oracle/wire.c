/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: the remote end, at packet level. See wire.h. */
#include "wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { ETHERNET = 14, IP = 20, TCP = 20, UDP = 8, DATA_MAX = 1400 };
enum { FRAME_MAX = ETHERNET + 1500 };
enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

static const uint8_t own_mac[6] = {2, 0, 0, 0, 0, 2};

static void put16(uint8_t *to, uint32_t value) {
  to[0] = (uint8_t)(value >> 8);
  to[1] = (uint8_t)value;
}

static void put32(uint8_t *to, uint32_t value) {
  put16(to, value >> 16);
  put16(to + 2, value);
}

static uint16_t get16(const uint8_t *from) {
  return (uint16_t)(from[0] << 8 | from[1]);
}

static uint32_t get32(const uint8_t *from) {
  return (uint32_t)get16(from) << 16 | get16(from + 2);
}

__attribute__((format(printf, 2, 3))) static void say(struct wire *wire,
                                                      const char *format, ...) {
  char text[96];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  wire->say(wire->arg, text);
}

void wire_init(struct wire *wire, const uint8_t mac[6], void *arg,
               void (*send)(void *arg, const void *frame, size_t len),
               void (*say_it)(void *arg, const char *text)) {
  memset(wire, 0, sizeof(*wire));
  wire->arg = arg;
  wire->send = send;
  wire->say = say_it;
  memcpy(wire->device_mac, mac, sizeof(wire->device_mac));
}

/* ---- sending ---- */

static uint32_t sum(const uint8_t *data, size_t len, uint32_t from) {
  for (size_t i = 0; i + 1 < len; i += 2)
    from += get16(data + i);
  if (len % 2 != 0)
    from += (uint32_t)data[len - 1] << 8;
  return from;
}

static uint16_t fold(uint32_t total) {
  while (total >> 16 != 0)
    total = (total & 0xffff) + (total >> 16);
  return (uint16_t)~total;
}

/* Complete what stands in frame + ETHERNET + IP: headers and checksums. */
static void send_ip(struct wire *wire, uint8_t *frame, int protocol,
                    size_t payload, size_t checksum_at) {
  uint8_t *ip = frame + ETHERNET, *body = ip + IP;
  memcpy(frame, wire->device_mac, 6);
  memcpy(frame + 6, own_mac, 6);
  put16(frame + 12, 0x0800);
  memset(ip, 0, IP);
  ip[0] = 0x45;
  put16(ip + 2, (uint32_t)(IP + payload));
  put16(ip + 4, ++wire->identification);
  ip[8] = 64;
  ip[9] = (uint8_t)protocol;
  put32(ip + 12, WIRE_REMOTE);
  put32(ip + 16, WIRE_DEVICE);
  put16(ip + 10, fold(sum(ip, IP, 0)));
  uint32_t pseudo = sum(ip + 12, 8, (uint32_t)protocol + (uint32_t)payload);
  put16(body + checksum_at, 0);
  put16(body + checksum_at, fold(sum(body, payload, pseudo)));
  wire->send(wire->arg, frame, ETHERNET + IP + payload);
}

static void send_tcp(struct wire *wire, const struct wire_port *port, int flags,
                     uint32_t sequence, size_t data) {
  uint8_t frame[ETHERNET + IP + TCP + 4 + DATA_MAX] = {0};
  uint8_t *tcp = frame + ETHERNET + IP;
  size_t header = (flags & SYN) != 0 ? TCP + 4 : TCP;
  put16(tcp, port->port);
  put16(tcp + 2, port->device_port);
  put32(tcp + 4, sequence);
  if ((flags & ACK) != 0)
    put32(tcp + 8, port->seen);
  tcp[12] = (uint8_t)(header / 4 << 4);
  tcp[13] = (uint8_t)flags;
  put16(tcp + 14, 32768);
  if ((flags & SYN) != 0) /* MSS 1460 */
    memcpy(tcp + TCP, "\x02\x04\x05\xb4", 4);
  memset(tcp + header, 'x', data);
  send_ip(wire, frame, PROTOCOL_TCP, header + data, 16);
}

static void send_udp(struct wire *wire, unsigned from, unsigned to,
                     size_t data) {
  uint8_t frame[ETHERNET + IP + UDP + DATA_MAX] = {0};
  uint8_t *udp = frame + ETHERNET + IP;
  put16(udp, from);
  put16(udp + 2, to);
  put16(udp + 4, (uint32_t)(UDP + data));
  memset(udp + UDP, 'u', data);
  send_ip(wire, frame, PROTOCOL_UDP, UDP + data, 6);
}

static void answer_arp(struct wire *wire, const uint8_t *asked) {
  uint8_t frame[60] = {0};
  uint8_t *arp = frame + ETHERNET;
  memcpy(frame, wire->device_mac, 6);
  memcpy(frame + 6, own_mac, 6);
  put16(frame + 12, 0x0806);
  memcpy(arp, asked, 6);
  put16(arp + 6, 2);
  memcpy(arp + 8, own_mac, 6);
  memcpy(arp + 14, asked + 24, 4);
  memcpy(arp + 18, asked + 8, 10);
  wire->send(wire->arg, frame, sizeof(frame));
}

/* ---- what the device sends ---- */

static struct wire_port *port_of(struct wire *wire, unsigned number) {
  for (size_t i = 0; i < WIRE_PORTS; i++) {
    struct wire_port *port = &wire->ports[i];
    if (port->used && port->port == number)
      return port;
    if (!port->used) {
      port->used = true;
      port->port = (uint16_t)number;
      port->next = 1000000; /* as good as any */
      return port;
    }
  }
  return &wire->ports[WIRE_PORTS - 1];
}

static void tell_tcp(struct wire *wire, unsigned port, int flags, size_t data) {
  if ((flags & RST) != 0)
    say(wire, "%u RST", port);
  else if ((flags & SYN) != 0)
    say(wire, "%u %s", port, (flags & ACK) != 0 ? "SYN-ACK" : "SYN");
  else if (data > 0)
    say(wire, "%u data %zu%s", port, data, (flags & FIN) != 0 ? " FIN" : "");
  else if ((flags & FIN) != 0)
    say(wire, "%u FIN", port);
  else if (wire->show_acks)
    say(wire, "%u ACK", port);
}

static void got_syn(struct wire *wire, struct wire_port *port,
                    uint32_t sequence, bool is_answer) {
  port->seen = sequence + 1;
  if (is_answer) {
    if (wire->quiet != WIRE_QUIET)
      send_tcp(wire, port, ACK, port->next, 0);
  } else if (wire->policy == WIRE_REFUSE) {
    send_tcp(wire, port, RST | ACK, 0, 0);
  } else if (wire->policy == WIRE_ANSWER && wire->quiet != WIRE_QUIET) {
    send_tcp(wire, port, SYN | ACK, 1000000, 0);
    port->next = 1000001;
  }
}

static void got_tcp(struct wire *wire, const uint8_t *tcp, size_t len) {
  if (len < TCP)
    return;
  size_t header = (size_t)(tcp[12] >> 4) * 4;
  int flags = tcp[13];
  uint32_t sequence = get32(tcp + 4);
  size_t data = len > header ? len - header : 0;
  struct wire_port *port = port_of(wire, get16(tcp + 2));
  port->device_port = get16(tcp);
  tell_tcp(wire, port->port, flags, data);
  if ((flags & RST) != 0)
    return;
  if ((flags & SYN) != 0) {
    got_syn(wire, port, sequence, (flags & ACK) != 0);
    return;
  }
  uint32_t after = sequence + (uint32_t)data + ((flags & FIN) != 0 ? 1 : 0);
  if (after == sequence || wire->quiet != WIRE_ANSWERS)
    return;
  if (sequence == port->seen)
    port->seen = after;
  send_tcp(wire, port, ACK, port->next, 0);
}

static void got_ip(struct wire *wire, const uint8_t *ip, size_t len) {
  size_t header = (size_t)(ip[0] & 15) * 4, total = get16(ip + 2);
  if (total > len || header < IP || total < header)
    return;
  const uint8_t *body = ip + header;
  uint32_t to = get32(ip + 16);
  if ((get16(ip + 6) & 0x1fff) != 0)
    say(wire, "fragment %zu", total - header);
  else if (ip[9] == PROTOCOL_TCP && to == WIRE_REMOTE)
    got_tcp(wire, body, total - header);
  else if (ip[9] == PROTOCOL_UDP)
    say(wire, "%u UDP %u%s", get16(body + 2), get16(body + 4) - UDP,
        to == WIRE_REMOTE  ? ""
        : to == UINT32_MAX ? " broadcast"
                           : " elsewhere");
  else if (ip[9] == PROTOCOL_ICMP)
    say(wire, "ICMP type %u code %u", body[0], body[1]);
  else if (to == WIRE_REMOTE)
    say(wire, "protocol %u", ip[9]);
}

static void got_arp(struct wire *wire, const uint8_t *arp) {
  uint32_t asked = get32(arp + 24);
  if (get16(arp + 6) != 1 || asked == WIRE_DEVICE)
    return; /* an answer, or the device announces itself */
  if (asked == WIRE_REMOTE && !wire->no_arp)
    answer_arp(wire, arp);
  else
    say(wire, "ARP for .%u", (unsigned)(asked & 255));
}

void wire_frame(struct wire *wire, const void *frame, size_t len) {
  const uint8_t *data = frame;
  if (len > FRAME_MAX)
    say(wire, "a frame too long for Ethernet");
  else if (len >= ETHERNET + IP && get16(data + 12) == 0x0800)
    got_ip(wire, data + ETHERNET, len - ETHERNET);
  else if (len >= ETHERNET + 28 && get16(data + 12) == 0x0806)
    got_arp(wire, data + ETHERNET);
}

/* ---- commands ---- */

static void send_flags(struct wire *wire, struct wire_port *port, int flags,
                       size_t data) {
  send_tcp(wire, port, flags, port->next, data);
  port->next += (uint32_t)data + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
}

static bool tcp_command(struct wire *wire, const char *verb, unsigned number,
                        unsigned extra) {
  struct wire_port *port = port_of(wire, number);
  if (strcmp(verb, "syn") == 0) {
    port->device_port = (uint16_t)extra;
    send_flags(wire, port, SYN, 0);
  } else if (strcmp(verb, "syn-beyond") == 0) { /* extra octets further on */
    send_tcp(wire, port, SYN, port->next + extra, 0);
  } else if (strcmp(verb, "rst-beyond") == 0) {
    send_tcp(wire, port, RST, port->next + extra, 0);
  } else if (strcmp(verb, "syn-ack") == 0) {
    send_flags(wire, port, SYN | ACK, 0);
  } else if (strcmp(verb, "send") == 0) {
    send_flags(wire, port, PSH | ACK, extra);
  } else if (strcmp(verb, "fin") == 0) {
    send_flags(wire, port, FIN | ACK, 0);
  } else if (strcmp(verb, "rst") == 0) {
    send_flags(wire, port, RST | ACK, 0);
  } else if (strcmp(verb, "ack") == 0) {
    send_flags(wire, port, ACK, 0);
  } else if (strcmp(verb, "ack-more") == 0) { /* extra octets not seen yet */
    port->seen += extra;
    send_flags(wire, port, ACK, 0);
  } else {
    return false;
  }
  return true;
}

bool wire_command(struct wire *wire, const char *text) {
  char verb[16];
  unsigned a = 0, b = 0, c = 0;
  if (sscanf(text, "%15s %u %u %u", verb, &a, &b, &c) < 1)
    return false;
  if (strcmp(verb, "policy") == 0)
    wire->policy = (enum wire_policy)a;
  else if (strcmp(verb, "quiet") == 0)
    wire->quiet = (enum wire_quiet)a;
  else if (strcmp(verb, "show-acks") == 0)
    wire->show_acks = a != 0;
  else if (strcmp(verb, "no-arp") == 0)
    wire->no_arp = a != 0;
  else if (strcmp(verb, "udp") == 0)
    send_udp(wire, a, b, c);
  else
    return tcp_command(wire, verb, a, b);
  return true;
}
