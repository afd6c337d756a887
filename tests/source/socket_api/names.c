/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses as texts, and names: the peer's is "visitor". */
#include "check.h"

static void check_texts(void) {
  struct in_addr address = {0};
  struct in6_addr address6;
  char text[46];
  EQUAL(N(inet_pton), C(inet_pton)(AF_INET, "10.1.2.3", &address), 1);
  EQUAL(N(inet_pton), ntohl(address.s_addr), 0x0a010203);
  EQUAL(N(inet_pton), C(inet_pton)(AF_INET, "10.1.2.300", &address), 0);
  EQUAL(N(inet_pton), C(inet_pton)(AF_INET6, "fe80::1", &address6), 1);
  FAILS(N(inet_pton), C(inet_pton)(99, "10.1.2.3", &address), EAFNOSUPPORT);
  address.s_addr = htonl(0x0a010204);
  C(inet_ntop)(AF_INET, &address, text, sizeof(text));
  CHECK(N(inet_ntop), strcmp(text, "10.1.2.4") == 0);
  C(inet_ntop)(AF_INET6, &address6, text, sizeof(text));
  CHECK(N(inet_ntop), strcasecmp(text, "fe80::1") == 0);
  CHECK(N(inet_ntop),
        C(inet_ntop)(AF_INET, &address, text, 3) == NULL && errno == ENOSPC);
  CHECK("inet_addr", inet_addr("10.1.2.4") == address.s_addr);
  CHECK("inet_addr", inet_addr("10.1.2.x") == INADDR_NONE);
  CHECK("inet_ntoa", strcmp(inet_ntoa(address), "10.1.2.4") == 0);
}

static void check_getaddrinfo(void) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  EQUAL(N(getaddrinfo), C(getaddrinfo)("visitor", "80", &hints, &found), 0);
  struct sockaddr_in *address = (void *)found->ai_addr;
  EQUAL(N(getaddrinfo), ntohl(address->sin_addr.s_addr), 0xc6120002);
  EQUAL(N(getaddrinfo), ntohs(address->sin_port), 80);
  EQUAL(N(getaddrinfo), found->ai_socktype, SOCK_STREAM);
  EQUAL(N(getaddrinfo), found->ai_addrlen, sizeof(struct sockaddr_storage));
  CHECK(N(getaddrinfo), found->ai_next == NULL); /* one address */
  C(freeaddrinfo)(found);
  CHECK(N(freeaddrinfo), true);
  C(freeaddrinfo)(NULL);
  EQUAL(N(getaddrinfo), C(getaddrinfo)("10.1.2.3", NULL, &hints, &found), 0);
  C(freeaddrinfo)(found);
  EQUAL(N(getaddrinfo), C(getaddrinfo)(NULL, NULL, &hints, &found), EAI_NONAME);
  EQUAL(N(getaddrinfo), C(getaddrinfo)("nobody", "80", &hints, &found),
        EAI_FAIL);
  hints.ai_family = 99;
  EQUAL(N(getaddrinfo), C(getaddrinfo)("visitor", "80", &hints, &found),
        EAI_FAMILY);
}

static void check_gethostbyname(void) {
  struct hostent *host = C(gethostbyname)("visitor");
  CHECK(N(gethostbyname), host != NULL && host->h_addrtype == AF_INET);
  EQUAL(N(gethostbyname), host->h_length, sizeof(ip_addr_t)); /* not 4 */
  EQUAL(N(gethostbyname),
        ntohl(((struct in_addr *)host->h_addr_list[0])->s_addr), 0xc6120002);
  CHECK(N(gethostbyname), host->h_addr_list[1] == NULL);
}

void check_names(void) {
  check_texts();
  check_getaddrinfo();
  check_gethostbyname();
}
