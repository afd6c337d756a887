/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, tap: client ADDRESS CONNECTIONS SECONDS PID: so many threads that
 * connect, ask, read to the end and close, again and again. Prints connections,
 * wall seconds, the processor seconds of the server PID meanwhile, and how many
 * connections failed. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORT 7007
#define THREADS_MAX 64

static struct sockaddr_in server;
static _Atomic long served, failed;
static _Atomic bool over;

static bool once(void) {
  static const char ask[16] = "short connection";
  struct timeval patience = {2, 0};
  char answer[sizeof(ask)];
  size_t had = 0;
  ssize_t got = -1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  if (connect(fd, (struct sockaddr *)&server, sizeof(server)) == 0 &&
      send(fd, ask, sizeof(ask), MSG_NOSIGNAL) == (ssize_t)sizeof(ask))
    while ((got = recv(fd, answer, sizeof(answer), 0)) > 0)
      had += (size_t)got;
  close(fd);
  return got == 0 && had == sizeof(ask);
}

static void *ask_again_and_again(void *arg) {
  while (!over)
    atomic_fetch_add(once() ? &served : &failed, 1);
  return arg;
}

static double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Of all threads of a process. */
static double processor_s(const char *pid) {
  char path[64];
  long user = 0, kernel = 0;
  snprintf(path, sizeof(path), "/proc/%s/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return 0;
  if (fscanf(file,
             "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld %ld",
             &user, &kernel) != 2)
    user = kernel = 0;
  fclose(file);
  return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS_MAX];
  int count = argc == 5 ? atoi(argv[2]) : 0;
  if (count < 1 || count > THREADS_MAX)
    return 2;
  server.sin_family = AF_INET;
  server.sin_port = htons(PORT);
  inet_aton(argv[1], &server.sin_addr);
  for (int i = 0; i < 100 && !once(); i++)
    usleep(50000); /* until the server is there */
  double began_s = now_s(), used_s = processor_s(argv[4]);
  for (int i = 0; i < count; i++)
    pthread_create(&threads[i], NULL, ask_again_and_again, NULL);
  sleep((unsigned)atoi(argv[3]));
  long done = served, lost = failed;
  double took_s = now_s() - began_s;
  used_s = processor_s(argv[4]) - used_s;
  over = true;
  for (int i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
  printf("%ld %.4f %.2f %ld\n", done, took_s, used_s, lost);
  return lost == 0 ? 0 : 1;
}
