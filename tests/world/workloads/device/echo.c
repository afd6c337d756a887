/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: echo on port 5000, a task for each client. Logs its beginning
 * and how each client ended. value > 0: also say something every value s. */
#include "sockfit/workload.h"

struct client {
  const struct workload *w;
  int fd;
};

static void log_end(const struct client *client, ssize_t got, int error) {
  workload_log(client->w, 'I', "echo", "%s at %u s",
               got == 0                ? "closed"
               : error == ECONNRESET   ? "reset"
               : error == ECONNABORTED ? "given up"
                                       : "failed",
               (unsigned)(workload_now_ms() / 1000));
}

static void serve(void *arg) {
  struct client *client = arg;
  int64_t every_s = workload_number(client->w, "value");
  char octet = '.';
  ssize_t got;
  if (every_s > 0) {
    struct timeval timeout = {every_s, 0};
    setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  }
  do {
    got = recv(client->fd, &octet, 1, 0);
    if (got > 0 || (got < 0 && errno == EWOULDBLOCK))
      got = send(client->fd, &octet, 1, 0);
  } while (got > 0);
  log_end(client, got, errno);
  close(client->fd);
  free(client);
}

void echo_main(const struct workload *w);
void echo_main(const struct workload *w) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  bind(fd, (struct sockaddr *)&address, sizeof(address));
  int listening = listen(fd, 5);
  workload_log(w, 'I', "echo", "%s", listening == 0 ? "listening" : "failed");
  for (;;) {
    struct client *client = malloc(sizeof(*client));
    *client = (struct client){w, accept(fd, NULL, NULL)};
    if (client->fd < 0 || workload_task(w, "client", serve, client) != 0)
      free(client);
  }
}
