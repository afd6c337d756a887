/* SPDX-License-Identifier: BSD-3-Clause */
/* bench: short connections a second on the kernel's stack: the workload of
 * connections.c, 4 client processes.
 *
 *     bench_linux serve               the answering side, until it is ended
 *     bench_linux ask ADDRESS EACH    connections, wall and processor seconds
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 4
#define PORT 5000

static int serve(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  char request[64];
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&here, sizeof(here)) != 0 ||
      listen(listener, 64) != 0)
    return 1;
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd >= 0 && recv(fd, request, sizeof(request), 0) > 0)
      send(fd, "answer\n", 7, MSG_NOSIGNAL);
    close(fd);
  }
}

static int ask(const struct sockaddr_in *to) {
  char reply[64];
  int answered = 0, fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (const struct sockaddr *)to, sizeof(*to)) == 0 &&
      send(fd, "ask\n", 4, MSG_NOSIGNAL) == 4) {
    while (recv(fd, reply, sizeof(reply), 0) > 0)
      answered = 1;
  }
  close(fd);
  return answered;
}

static double wall_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int ask_all(const char *address, int each) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  inet_pton(AF_INET, address, &to.sin_addr);
  double began_s = wall_s();
  for (int i = 0; i < CLIENTS; i++) {
    if (fork() != 0)
      continue;
    int failed = 0;
    for (int j = 0; j < each; j++)
      failed += !ask(&to);
    _exit(failed > 0);
  }
  int status, failed = 0;
  while (wait(&status) > 0)
    failed |= status;
  struct rusage use;
  getrusage(RUSAGE_CHILDREN, &use);
  printf("%d %.4f %.4f\n", each * CLIENTS, wall_s() - began_s,
         (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
             (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6);
  return failed != 0;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "serve") == 0)
    return serve();
  if (argc == 4 && strcmp(argv[1], "ask") == 0)
    return ask_all(argv[2], atoi(argv[3]));
  fprintf(stderr, "usage: bench_linux serve | ask ADDRESS EACH\n");
  return 2;
}
