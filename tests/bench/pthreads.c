/* SPDX-License-Identifier: BSD-3-Clause */
/* bench: short connections a second on upstream's unix port: both ends in one
 * lwIP over its loopback interface, each task a thread. The workload is that of
 * connections.c: 4 clients that each connect, ask, read the answer to its end
 * and close. Prints connections, wall and processor seconds. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "lwip/sockets.h"
#include "lwip/tcpip.h"

#define CLIENTS 4

static int each;
static long served[CLIENTS];

static void *answer(void *arg) {
  int listener = *(int *)arg;
  char request[64];
  for (;;) {
    int fd = lwip_accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    if (lwip_recv(fd, request, sizeof(request), 0) > 0)
      lwip_send(fd, "answer\n", 7, 0);
    lwip_close(fd);
  }
  return NULL;
}

static int ask(int client, int i) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = lwip_htons(5000)};
  struct sockaddr_in from = {.sin_family = AF_INET};
  char reply[64];
  int answered = 0, on = 1, fd = lwip_socket(AF_INET, SOCK_STREAM, 0);
  to.sin_addr.s_addr = lwip_htonl(INADDR_LOOPBACK);
  from.sin_port = lwip_htons(10000 + client * 12000 + i % 12000);
  lwip_setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (lwip_bind(fd, (struct sockaddr *)&from, sizeof(from)) == 0 &&
      lwip_connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 &&
      lwip_send(fd, "ask\n", 4, 0) == 4) {
    while (lwip_recv(fd, reply, sizeof(reply), 0) > 0)
      answered = 1;
  }
  lwip_close(fd);
  return answered;
}

static void *client(void *arg) {
  long *mine = arg;
  for (int i = 0; i < each; i++)
    *mine += ask((int)(mine - served), i);
  return NULL;
}

static double wall_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double processor_s(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
         (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
  struct sockaddr_in here = {.sin_family = AF_INET,
                             .sin_port = lwip_htons(5000)};
  pthread_t server, clients[CLIENTS];
  long total = 0;
  each = argc > 1 ? atoi(argv[1]) : 2500;
  tcpip_init(NULL, NULL);
  int listener = lwip_socket(AF_INET, SOCK_STREAM, 0);
  if (lwip_bind(listener, (struct sockaddr *)&here, sizeof(here)) != 0 ||
      lwip_listen(listener, 5) != 0)
    return 1;
  double wall = wall_s(), processor = processor_s();
  pthread_create(&server, NULL, answer, &listener);
  for (int i = 0; i < CLIENTS; i++)
    pthread_create(&clients[i], NULL, client, &served[i]);
  for (int i = 0; i < CLIENTS; i++) {
    pthread_join(clients[i], NULL);
    total += served[i];
  }
  printf("%ld %.4f %.4f\n", total, wall_s() - wall, processor_s() - processor);
  exit(total == (long)each * CLIENTS ? 0 : 1);
}
