/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that checks the socket API from inside of a device: a line for each
 * check, "PASS name" or "FAIL name: what, where". With SPELLED=lwip_ the same
 * calls are made by lwIP's own names. */
#ifndef SOCKET_API_CHECK_H
#define SOCKET_API_CHECK_H

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lwip/netdb.h"
#include "lwip/sockets.h"

#ifndef SPELLED
#define SPELLED
#endif
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)
/* A call by the spelling of this program, and its name. */
#define C(name) JOIN(SPELLED, name)
#define N(name) TEXT(JOIN(SPELLED, name))

/* name: a call or an option as ESP-IDF's guide has it. */
#define CHECK(name, holds) check(name, holds, #holds, __FILE__, __LINE__)
/* A call returns -1 with this errno. */
#define FAILS(name, call, number)                                              \
  check_number(name, (call) == -1 ? errno : 0, number, #call, __FILE__,        \
               __LINE__)
#define EQUAL(name, seen, wanted)                                              \
  check_number(name, seen, wanted, #seen, __FILE__, __LINE__)

void check(const char *name, bool holds, const char *what, const char *file,
           int line);
void check_number(const char *name, long seen, long wanted, const char *what,
                  const char *file, int line);

/* An address of this device's loopback interface. */
struct sockaddr_in loopback(int port);
/* Both ends of a connection to ourselves. */
struct pair {
  int listener, client, server;
};
struct pair pair_open(int port);
void pair_close(const struct pair *pair);
/* A UDP socket that is bound there. */
int udp_open(int port);
/* An option of type int that can be set and read. */
void check_int_option(const char *name, int fd, int level, int option,
                      int before, int after);

void check_tcp(void);
void check_udp(void);
void check_waiting(void);
void check_names(void);
void check_socket_options(void);
void check_ip_options(void);
void check_tcp_options(void);
void check_ipv6_options(void);
void check_control(void);

#endif
