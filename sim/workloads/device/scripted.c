/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: socket operations in turns, one word each, so that several
 * of these interleave exactly as their turns say:
 *
 *     turns: "socket - listen accept - close"
 *
 * Behind the last turn it closes what it has, and asks for one more socket: by
 * then there must be one. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"

#define ACCEPT_WAITS_MS 50
#define ACCEPTED_MAX 8
#define AFTERWARDS_MS 1000

struct actor {
  const struct workload *w;
  int fd; /* -1: none, or it was refused */
  int accepted[ACCEPTED_MAX];
  int accepted_count;
};

static void fail(const struct actor *actor, const char *what) {
  workload_log(actor->w, 'E', workload_name(actor->w), "%s: errno %d", what,
               firmware_errno(errno));
}

static struct sockaddr_in address(uint32_t ipv4, int64_t port) {
  return (struct sockaddr_in){.sin_len = sizeof(struct sockaddr_in),
                              .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = ipv4};
}

static void do_socket(struct actor *actor) {
  actor->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (actor->fd < 0)
    fail(actor, "socket");
}

static void do_listen(struct actor *actor) {
  struct sockaddr_in any =
      address(INADDR_ANY, workload_number(actor->w, "port"));
  int on = 1;
  setsockopt(actor->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(actor->fd, (struct sockaddr *)&any, sizeof any) < 0 ||
      listen(actor->fd, 2) < 0)
    fail(actor, "listen");
}

static void do_connect(struct actor *actor) {
  struct sockaddr_in to =
      address(workload_resolve(workload_text(actor->w, "server")),
              workload_number(actor->w, "server_port"));
  if (connect(actor->fd, (struct sockaddr *)&to, sizeof to) < 0)
    fail(actor, "connect");
}

/* Only when somebody is waiting. */
static void do_accept(struct actor *actor) {
  struct timeval wait = {.tv_usec = ACCEPT_WAITS_MS * 1000};
  fd_set read;
  FD_ZERO(&read);
  FD_SET(actor->fd, &read);
  if (actor->accepted_count == ACCEPTED_MAX ||
      select(actor->fd + 1, &read, NULL, NULL, &wait) <= 0)
    return;
  int fd = accept(actor->fd, NULL, NULL);
  if (fd < 0)
    fail(actor, "accept");
  else
    actor->accepted[actor->accepted_count++] = fd;
}

static void do_send(struct actor *actor) {
  static const char data[10];
  if (send(actor->fd, data, sizeof data, 0) < 0)
    fail(actor, "send");
}

static void do_close(struct actor *actor) {
  close(actor->fd);
  actor->fd = -1;
}

static const struct {
  const char *word;
  void (*act)(struct actor *actor);
} operations[] = {{"socket", do_socket},   {"listen", do_listen},
                  {"connect", do_connect}, {"accept", do_accept},
                  {"send", do_send},       {"close", do_close}};

/* A word that is none, such as "-", is a turn of somebody else's. */
static void act(struct actor *actor, const char *word, size_t len) {
  for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
    bool is_socket = i == 0;
    if (strlen(operations[i].word) == len &&
        memcmp(operations[i].word, word, len) == 0 &&
        (is_socket || actor->fd >= 0))
      operations[i].act(actor);
  }
}

static void close_all(struct actor *actor) {
  while (actor->accepted_count > 0)
    close(actor->accepted[--actor->accepted_count]);
  if (actor->fd >= 0)
    do_close(actor);
}

void scripted_main(const struct workload *w) {
  struct actor actor = {.w = w, .fd = -1};
  const char *word = workload_text(w, "turns");
  int64_t due_ns = workload_now_ns();
  workload_state(w, WORKLOAD_RUNNING); /* the next one is set up */
  while (*word != '\0' && !workload_leaving()) {
    size_t len = strcspn(word, " ");
    act(&actor, word, len);
    word += len;
    word += strspn(word, " ");
    due_ns += (int64_t)workload_ms(w, "turn") * 1000000;
    workload_sleep_until_ns(due_ns);
  }
  close_all(&actor);
  workload_sleep_ms(AFTERWARDS_MS);
  do_socket(&actor);
  workload_state(w, actor.fd < 0 ? WORKLOAD_FAILED : WORKLOAD_STOPPED);
  close_all(&actor);
}
