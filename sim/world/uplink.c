/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: frames between the switch and a descriptor. See uplink.h. */
#include "world/uplink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME_MAX_OCTETS 65536
#define FRAMES_A_ROUND 64 /* then the hosts have their turn */
#define NEWS_MAX_OCTETS 8192

static void tell(struct uplink *uplink, const char *what) {
  char text[UPLINK_NAME_OCTETS + 64];
  snprintf(text, sizeof(text), "interface %s %s", uplink->name, what);
  uplink->changed(uplink->arg, text);
}

static void is_down(struct uplink *uplink, bool down) {
  if (uplink->gone || uplink->down == down)
    return;
  uplink->down = down;
  tell(uplink, down ? "is down: no frame passes" : "is up again");
}

static void is_gone(struct uplink *uplink) {
  if (uplink->gone)
    return;
  uplink->gone = true;
  tell(uplink, "was deleted: the device goes on without it");
}

/* ---- out ---- */

/* The switch's end: a frame for whoever is behind the interface. */
static void send_out(void *arg, const void *frame, size_t len) {
  struct uplink *uplink = arg;
  if (uplink->gone)
    return;
  ssize_t written;
  do
    written = write(uplink->fd, frame, len);
  while (written < 0 && errno == EINTR);
  if (written >= 0)
    return;
  uplink->dropped++;
  if (errno == EIO) /* what a TAP that is down says */
    is_down(uplink, true);
  else if (errno == EBADFD)
    is_gone(uplink);
}

/* ---- in ---- */

static bool frames_came(void *arg) {
  struct uplink *uplink = arg;
  static const int finals[] = {EBADFD, EIO, ECONNREFUSED, ECONNRESET};
  uint8_t frame[FRAME_MAX_OCTETS];
  for (int i = 0; i < FRAMES_A_ROUND; i++) {
    ssize_t len = read(uplink->fd, frame, sizeof(frame));
    if (len >= 0) {
      lan_send(uplink->port, frame, (size_t)len);
      continue;
    }
    for (size_t k = 0; k < sizeof(finals) / sizeof(*finals); k++) {
      if (errno == finals[k]) {
        is_gone(uplink);
        return false;
      }
    }
    break;
  }
  return true;
}

static void forget_frames(struct uplink *uplink) {
  uint8_t frame[FRAME_MAX_OCTETS];
  while (read(uplink->fd, frame, sizeof(frame)) >= 0)
    ;
}

/* ---- news of the interface ---- */

static void take_news(struct uplink *uplink, const struct nlmsghdr *news) {
  const struct ifinfomsg *link = NLMSG_DATA(news);
  bool about_link =
      news->nlmsg_type == RTM_NEWLINK || news->nlmsg_type == RTM_DELLINK;
  if (!about_link || link->ifi_index != uplink->ifindex)
    return;
  if (news->nlmsg_type == RTM_DELLINK)
    is_gone(uplink);
  else
    is_down(uplink, (link->ifi_flags & IFF_UP) == 0);
}

static bool news_came(void *arg) {
  struct uplink *uplink = arg;
  _Alignas(struct nlmsghdr) char octets[NEWS_MAX_OCTETS];
  ssize_t got;
  while ((got = recv(uplink->news_fd, octets, sizeof(octets), MSG_DONTWAIT)) >
         0) {
    unsigned left = (unsigned)got;
    const struct nlmsghdr *news = (const struct nlmsghdr *)octets;
    for (; NLMSG_OK(news, left); news = NLMSG_NEXT(news, left))
      take_news(uplink, news);
  }
  return !uplink->gone;
}

/* ---- a run ---- */

int uplink_attach(struct uplink *uplink, struct lan *lan,
                  void (*changed)(void *arg, const char *text), void *arg) {
  static const struct link_spec as_it_is = {0};
  struct lan_end end = {uplink, send_out};
  uplink->changed = changed;
  uplink->arg = arg;
  uplink->dropped = 0;
  forget_frames(uplink);
  uplink->port = lan_add(lan, &end, &as_it_is, NULL);
  return uplink->port == NULL ? -ENOMEM : 0;
}

size_t uplink_descriptors(struct uplink *uplink,
                          struct live_descriptor *ret_descriptors) {
  size_t count = 0;
  if (!uplink->gone)
    ret_descriptors[count++] =
        (struct live_descriptor){uplink->fd, frames_came, uplink};
  if (!uplink->gone && uplink->news_fd >= 0)
    ret_descriptors[count++] =
        (struct live_descriptor){uplink->news_fd, news_came, uplink};
  return count;
}

void uplink_close(struct uplink *uplink) {
  if (uplink->fd >= 0)
    close(uplink->fd);
  if (uplink->news_fd >= 0)
    close(uplink->news_fd);
  uplink->fd = uplink->news_fd = -1;
}
