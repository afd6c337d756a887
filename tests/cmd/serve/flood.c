/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: throws frames of any length and content at an interface, or SYNs from
 * addresses that nobody has. flood INTERFACE COUNT SEED (any|syn). Frames for
 * a device of sockfit: many have its MAC address and look like IP, so that more
 * than the first check sees them. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME_MAX 1514

static const uint8_t device[] = {2, 0, 0, 0, 0, 1};
static uint64_t state;

static uint32_t any(uint32_t below) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(state >> 33) % below;
}

static void fill(uint8_t *frame, size_t len) {
  for (size_t i = 0; i < len; i++)
    frame[i] = (uint8_t)any(256);
}

/* IPv4's header, right but for what follows; length as it should be, mostly. */
static void look_like_ipv4(uint8_t *frame, size_t len, uint8_t protocol) {
  uint8_t *ip = frame + 14;
  uint32_t sum = 0;
  frame[12] = 8;
  frame[13] = 0;
  ip[0] = 0x45;
  ip[2] = (uint8_t)((len - 14) >> 8);
  ip[3] = (uint8_t)(len - 14);
  ip[6] = any(8) == 0 ? (uint8_t)any(64) : 0; /* a fragment, now and then */
  ip[7] = 0;
  ip[9] = protocol;
  memcpy(ip + 12, "\xc6\x12\x03", 3); /* 198.18.3.x */
  memcpy(ip + 16, "\xc6\x12\x00\x01", 4);
  ip[10] = ip[11] = 0;
  for (int i = 0; i < 20; i += 2)
    sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
  sum = (sum >> 16) + (sum & 0xffff);
  sum = ~((sum >> 16) + sum);
  ip[10] = (uint8_t)(sum >> 8);
  ip[11] = (uint8_t)sum;
}

static size_t make_any(uint8_t *frame) {
  static const uint8_t protocols[] = {1, 2, 6, 17, 58, 255};
  size_t len = 14 + any(FRAME_MAX - 14 + 1);
  fill(frame, len);
  if (any(4) != 0)
    memcpy(frame, device, sizeof(device));
  frame[6] &= 0xfe; /* from one host */
  if (memcmp(frame + 6, device, sizeof(device)) == 0)
    frame[11] ^= 0x80;
  switch (any(4)) {
  case 0:
    if (len >= 34)
      look_like_ipv4(frame, len, protocols[any(sizeof(protocols))]);
    break;
  case 1:
    memcpy(frame + 12, "\x08\x06\x00\x01\x08\x00\x06\x04\x00", 9); /* ARP */
    break;
  case 2:
    memcpy(frame + 12, "\x86\xdd\x60", 3); /* IPv6 */
    break;
  default:
    break;
  }
  return len;
}

static void put_checksum(uint8_t *ip, size_t tcp_len) {
  uint8_t *tcp = ip + 20;
  uint32_t sum = 6 + (uint32_t)tcp_len;
  for (int i = 12; i < 20; i += 2)
    sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
  tcp[16] = tcp[17] = 0;
  for (size_t i = 0; i < tcp_len; i += 2)
    sum += (uint32_t)(tcp[i] << 8 | tcp[i + 1]);
  sum = (sum >> 16) + (sum & 0xffff);
  sum = ~((sum >> 16) + sum);
  tcp[16] = (uint8_t)(sum >> 8);
  tcp[17] = (uint8_t)sum;
}

static size_t make_syn(uint8_t *frame) {
  size_t len = 14 + 20 + 20;
  uint8_t *tcp = frame + 34;
  fill(frame, len);
  memcpy(frame, device, sizeof(device));
  frame[6] = 2;
  look_like_ipv4(frame, len, 6);
  frame[20] = 0; /* no fragment */
  look_like_ipv4(frame, len, 6);
  while (frame[20] != 0)
    look_like_ipv4(frame, len, 6);
  tcp[2] = 0;
  tcp[3] = 80;
  tcp[12] = 0x50;
  tcp[13] = 2;
  put_checksum(frame + 14, 20);
  return len;
}

static int open_interface(const char *name) {
  struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                .sll_protocol = htons(ETH_P_ALL),
                                .sll_ifindex = (int)if_nametoindex(name)};
  int fd = socket(AF_PACKET, SOCK_RAW, 0); /* receives nothing */
  if (fd < 0 || address.sll_ifindex == 0)
    return -1;
  address.sll_protocol = 0;
  return bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 ? fd : -1;
}

int main(int argc, char **argv) {
  uint8_t frame[FRAME_MAX];
  long sent = 0, refused = 0;
  if (argc != 5) {
    fprintf(stderr, "flood INTERFACE COUNT SEED any|syn\n");
    return 2;
  }
  int fd = open_interface(argv[1]);
  if (fd < 0) {
    perror(argv[1]);
    return 3;
  }
  state = strtoull(argv[3], NULL, 0);
  for (long left = strtol(argv[2], NULL, 0); left > 0; left--) {
    size_t len =
        strcmp(argv[4], "syn") == 0 ? make_syn(frame) : make_any(frame);
    if (send(fd, frame, len, 0) >= 0)
      sent++;
    else
      refused++;
    if (errno == ENOBUFS) {
      usleep(500);
      errno = 0;
    }
  }
  printf("sent %ld frames, %ld were not taken\n", sent, refused);
  return sent > 0 ? 0 : 1;
}
