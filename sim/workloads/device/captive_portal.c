/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: ESPHome's captive_portal. It takes nothing until the
 * fallback access point is up; then a DNS server's UDP socket, and where
 * web_server has not started one already an httpd. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/httpd.h"

#define TAG "captive_portal.dns"
#define DNS_PORT 53
#define DNS_OCTETS 192 /* ESPHome's buffer; longer questions are cut */
#define DNS_HEAD 12
#define LOOK_MS 500 /* how late the end may be noticed */
#define ANSWER_TTL_S 300

struct portal {
  const struct workload *w;
  struct httpd httpd;
  char *page;
  size_t page_len;
  int64_t until_ns; /* 0: for ever */
};

static bool is_over(const struct portal *portal) {
  return workload_leaving() ||
         (portal->until_ns != 0 && workload_now_ns() >= portal->until_ns);
}

static void put16(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

/* Behind the question's name and its four octets, or 0. */
static size_t question_end(const uint8_t *data, size_t len) {
  size_t at = DNS_HEAD;
  while (at < len && data[at] != 0 && data[at] < 64)
    at += data[at] + 1u;
  return at + 5 <= len && data[at] == 0 ? at + 5 : 0;
}

/* Turn a question for an A record into its answer, in place: every name is the
 * device. Returns its length, or 0 for what is not answered. */
static size_t answer(uint8_t *data, size_t len, size_t size) {
  size_t end = len >= DNS_HEAD ? question_end(data, len) : 0;
  bool is_question =
      end > 0 && (data[2] & 0x80) == 0 && data[4] == 0 && data[5] == 1;
  if (!is_question || end + 16 > size || data[end - 4] != 0 ||
      data[end - 3] != 1)
    return 0;
  uint32_t own = workload_resolve("device");
  uint8_t *at = data + end;
  data[2] |= 0x84; /* an answer, by authority */
  data[3] = 0x80;
  memset(data + 6, 0, 6);
  put16(data + 6, 1);
  put16(at, 0xc000 | DNS_HEAD); /* the question's name */
  put16(at + 2, 1);
  put16(at + 4, 1);
  put16(at + 6, 0);
  put16(at + 8, ANSWER_TTL_S);
  put16(at + 10, sizeof own);
  memcpy(at + 12, &own, sizeof own);
  return end + 16;
}

static int open_dns(const struct workload *w) {
  struct sockaddr_in any = {.sin_len = sizeof any,
                            .sin_family = AF_INET,
                            .sin_port = htons(DNS_PORT)};
  struct timeval look = {.tv_usec = LOOK_MS * 1000};
  int fd = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  if (fd < 0) {
    workload_log(w, 'E', TAG, "Socket create failed");
    return -1;
  }
  if (bind(fd, (struct sockaddr *)&any, sizeof any) < 0) {
    workload_log(w, 'E', TAG, "Bind failed: %d", firmware_errno(errno));
    close(fd);
    return -1;
  }
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &look, sizeof look);
  return fd;
}

/* Without its socket the portal goes on without DNS. */
static void serve_names(void *arg) {
  struct portal *portal = arg;
  uint8_t data[DNS_OCTETS];
  int fd = open_dns(portal->w);
  while (fd >= 0 && !is_over(portal)) {
    struct sockaddr_in from;
    socklen_t from_len = sizeof from;
    ssize_t got =
        recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&from, &from_len);
    size_t len = got > 0 ? answer(data, (size_t)got, sizeof data) : 0;
    if (len > 0)
      sendto(fd, data, len, 0, (struct sockaddr *)&from, from_len);
  }
  if (fd >= 0)
    close(fd);
}

static int handle(struct httpd_request *request, void *arg) {
  const struct portal *portal = arg;
  return httpd_respond(request, "200 OK", "text/html", NULL, portal->page,
                       portal->page_len);
}

static void stop_later(void *arg) {
  struct portal *portal = arg;
  workload_sleep_until_ns(portal->until_ns);
  if (!workload_leaving())
    httpd_stop(&portal->httpd);
}

/* web_server_base counts its users: the portal is the only one here. */
static void serve_pages(struct portal *portal) {
  const struct workload *w = portal->w;
  struct httpd_config config = {
      .server_port = (uint16_t)workload_number(w, "port"),
      .ctrl_port = (uint16_t)workload_number(w, "ctrl_port"),
      .max_open_sockets = (uint16_t)workload_number(w, "max_open_sockets"),
      .backlog_conn = 5,
      .lru_purge_enable = true,
      .shutdown_before_close = true,
      .handler = handle,
      .arg = portal,
  };
  if (httpd_start(&portal->httpd, w, &config) < 0) {
    workload_state(w, WORKLOAD_FAILED);
    return;
  }
  if (portal->until_ns != 0 && workload_task(w, "end", stop_later, portal) < 0)
    return;
  httpd_serve(&portal->httpd);
  if (!workload_leaving())
    workload_state(w, WORKLOAD_STOPPED);
}

void captive_portal_main(const struct workload *w) {
  workload_state(w, WORKLOAD_RUNNING);
  if (!workload_given(w, "active_at"))
    return;
  struct portal *portal = calloc(1, sizeof *portal); /* for good: its tasks' */
  if (!portal)
    return;
  portal->w = w;
  portal->page_len = (size_t)workload_number(w, "page_size");
  portal->page = calloc(1, portal->page_len + 1);
  if (workload_given(w, "active_for"))
    portal->until_ns =
        workload_number(w, "active_at") + workload_number(w, "active_for");
  workload_sleep_until_ns(workload_number(w, "active_at"));
  if (workload_leaving() || !portal->page)
    return;
  workload_task(w, "dns", serve_names, portal);
  if (workload_number(w, "httpd"))
    serve_pages(portal);
}
