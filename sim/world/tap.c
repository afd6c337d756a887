/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a TAP interface. See tap.h. */
#include "world/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "world/namespace.h"

#define DEVICE "/dev/net/tun"
#define NAME_PATTERN "sockfit%d"

/* ---- privileges ---- */

static struct __user_cap_header_struct ourselves(void) {
  return (struct __user_cap_header_struct){.version =
                                               _LINUX_CAPABILITY_VERSION_3};
}

static bool is_capable(int capability) {
  struct __user_cap_header_struct header = ourselves();
  struct __user_cap_data_struct sets[2] = {0};
  return syscall(SYS_capget, &header, sets) == 0 &&
         (sets[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability)) !=
             0;
}

void tap_drop_privileges(void) {
  struct __user_cap_header_struct header = ourselves();
  struct __user_cap_data_struct sets[2] = {0};
  if (is_capable(CAP_DAC_OVERRIDE)) {
    sets[0].effective = CAP_TO_MASK(CAP_DAC_OVERRIDE);
    sets[0].permitted = CAP_TO_MASK(CAP_DAC_OVERRIDE);
  }
  syscall(SYS_capset, &header, sets); /* fewer is always allowed */
}

/* ---- opening ---- */

static int not_permitted(struct diag *diag, const char *what, int error) {
  diag_add(
      diag, DIAG_ERROR, NULL,
      "no TAP interface here: %s: %s. sockfit needs to read and write " DEVICE
      " and, to make an interface, root, CAP_NET_ADMIN or user "
      "namespaces; or give it one that is yours: ip tuntap add NAME mode "
      "tap user $USER, then --tap NAME",
      what, strerror(error));
  return -ENOTSUP;
}

static int refuse(struct diag *diag, const char *name, int error) {
  bool is_input = error == EINVAL || error == ENODEV;
  diag_add(diag, DIAG_ERROR, NULL, "TAP interface %s: %s%s", name,
           strerror(error),
           error == EINVAL  ? " (not a TAP interface?)"
           : error == EBUSY ? " (another program has it)"
                            : "");
  return is_input ? -EINVAL : -error;
}

static int open_tap(const struct tap_request *request, struct uplink *uplink,
                    struct diag *diag) {
  struct ifreq interface = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  if (request->name != NULL && strlen(request->name) >= IFNAMSIZ)
    return refuse(diag, request->name, ENODEV);
  if (request->name != NULL && if_nametoindex(request->name) == 0)
    return refuse(diag, request->name, ENODEV);
  snprintf(interface.ifr_name, IFNAMSIZ, "%s",
           request->name != NULL ? request->name : NAME_PATTERN);
  uplink->fd = open(DEVICE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (uplink->fd < 0)
    return not_permitted(diag, DEVICE, errno);
  if (ioctl(uplink->fd, TUNSETIFF, &interface) == 0) {
    memcpy(uplink->name, interface.ifr_name, sizeof(uplink->name));
    return 0;
  }
  if (errno == EPERM || errno == EACCES)
    return not_permitted(diag, "TUNSETIFF", errno);
  return refuse(diag, request->name != NULL ? request->name : DEVICE, errno);
}

/* Without news the interface is watched by what reads and writes say. */
static void watch(struct uplink *uplink) {
  struct sockaddr_nl links = {.nl_family = AF_NETLINK,
                              .nl_groups = RTMGRP_LINK};
  uplink->ifindex = (int)if_nametoindex(uplink->name);
  uplink->news_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
                           NETLINK_ROUTE);
  if (uplink->news_fd >= 0 &&
      bind(uplink->news_fd, (struct sockaddr *)&links, sizeof(links)) != 0) {
    close(uplink->news_fd);
    uplink->news_fd = -1;
  }
}

/* ---- its addresses ---- */

static void put_address(struct ifreq *interface, uint32_t ipv4) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(ipv4)};
  memcpy(&interface->ifr_addr, &address, sizeof(address));
}

/* A second address belongs to NAME:1, and so on: labels of the one interface.
 */
static int give_address(int fd, const struct uplink *uplink, size_t index,
                        const struct tap_request *request) {
  struct ifreq interface = {0};
  int len = snprintf(interface.ifr_name, IFNAMSIZ, index == 0 ? "%s" : "%s:%zu",
                     uplink->name, index);
  if (len >= IFNAMSIZ)
    return -EMSGSIZE;
  put_address(&interface, request->addresses[index]);
  if (ioctl(fd, SIOCSIFADDR, &interface) != 0)
    return -errno;
  put_address(&interface, request->netmask);
  return ioctl(fd, SIOCSIFNETMASK, &interface) == 0 ? 0 : -errno;
}

static int bring_up(int fd, const char *name) {
  struct ifreq interface = {0};
  snprintf(interface.ifr_name, IFNAMSIZ, "%s", name);
  if (ioctl(fd, SIOCGIFFLAGS, &interface) != 0)
    return -errno;
  interface.ifr_flags |= IFF_UP;
  return ioctl(fd, SIOCSIFFLAGS, &interface) == 0 ? 0 : -errno;
}

static int configure(const struct tap_request *request,
                     const struct uplink *uplink, struct diag *diag) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  int status = fd < 0 ? -errno : bring_up(fd, uplink->name);
  for (size_t i = 0; i < request->address_count && status == 0; i++)
    status = give_address(fd, uplink, i, request);
  if (status == 0 && uplink->is_private)
    status = bring_up(fd, "lo");
  if (fd >= 0)
    close(fd);
  if (status != 0)
    refuse(diag, uplink->name, -status);
  return status;
}

int tap_open(const struct tap_request *request, struct uplink *ret_uplink,
             struct diag *diag) {
  const char *failed;
  int status = 0;
  *ret_uplink = (struct uplink){.fd = -1, .news_fd = -1};
  ret_uplink->is_private =
      request->private || (request->name == NULL && !is_capable(CAP_NET_ADMIN));
  if (ret_uplink->is_private)
    status = namespace_enter(!is_capable(CAP_SYS_ADMIN), &failed);
  if (status != 0)
    return not_permitted(diag, failed, -status);
  status = open_tap(request, ret_uplink, diag);
  if (status == 0 && request->name == NULL)
    status = configure(request, ret_uplink, diag);
  if (status == 0)
    watch(ret_uplink);
  else
    uplink_close(ret_uplink);
  return status;
}
