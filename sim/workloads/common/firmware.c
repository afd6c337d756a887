/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: what ESP-IDF and ESPHome print and do around a failure. */
#include "firmware.h"

#include "stream.h"

/* The profile's: the port has lwIP's own numbers, which are Linux's. */
#ifndef SOCKFIT_ERRNO_LWIP
#define SOCKFIT_ERRNO_LWIP 0
#endif

/* ESP_ERR_ESP_TLS_*, as transport_base prints them: in decimal. */
enum tls_error {
  TLS_CANNOT_RESOLVE_HOSTNAME = 0x8001,
  TLS_CANNOT_CREATE_SOCKET = 0x8002,
  TLS_FAILED_CONNECT_TO_HOST = 0x8004,
  TLS_CONNECTION_TIMEOUT = 0x8006,
};

int firmware_errno(int error) {
  /* newlib's numbers: its sys/errno.h. */
  static const struct {
    int here, newlib;
  } differing[] = {
      {ENOSYS, 88},         {EOPNOTSUPP, 95},    {EAFNOSUPPORT, 106},
      {ENOTSOCK, 108},      {ENOPROTOOPT, 109},  {ECONNREFUSED, 111},
      {EADDRINUSE, 112},    {ECONNABORTED, 113}, {ENETUNREACH, 114},
      {ENETDOWN, 115},      {ETIMEDOUT, 116},    {EHOSTDOWN, 117},
      {EHOSTUNREACH, 118},  {EINPROGRESS, 119},  {EALREADY, 120},
      {EDESTADDRREQ, 121},  {EMSGSIZE, 122},     {EPROTONOSUPPORT, 123},
      {EADDRNOTAVAIL, 125}, {EISCONN, 127},      {ENOTCONN, 128},
  };
  if (error < 0)
    error = -error;
  if (SOCKFIT_ERRNO_LWIP)
    return error;
  for (size_t i = 0; i < sizeof differing / sizeof differing[0]; i++)
    if (differing[i].here == error)
      return differing[i].newlib;
  return error;
}

void firmware_mark_failed(const struct workload *w, const char *component) {
  workload_log(w, 'E', "component", "%s is marked FAILED", component);
  workload_state(w, WORKLOAD_FAILED);
}

static void log_failed(const struct workload *w, enum tls_error error) {
  workload_log(w, 'E', "transport_base", "Failed to open a new connection: %d",
               (int)error);
}

/* esp-tls makes the socket first and connects it second; the log tells the
 * two apart, so this does as well. */
static void log_connect_failed(const struct workload *w, int error) {
  switch (error) {
  case -ENFILE:
  case -ENOBUFS:
    workload_log(w, 'E', "esp-tls",
                 "Failed to create socket (family 2 socktype 1 protocol 0)");
    log_failed(w, TLS_CANNOT_CREATE_SOCKET);
    break;
  case -ETIMEDOUT:
    workload_log(w, 'E', "esp-tls", "select() timeout");
    log_failed(w, TLS_CONNECTION_TIMEOUT);
    break;
  default:
    workload_log(w, 'E', "esp-tls", "delayed connect error: errno %d",
                 firmware_errno(error));
    log_failed(w, TLS_FAILED_CONNECT_TO_HOST);
    break;
  }
}

int firmware_connect(const struct workload *w, const char *host, uint16_t port,
                     uint32_t timeout_ms) {
  uint32_t ipv4 = workload_resolve(host);
  if (ipv4 == 0) {
    workload_log(w, 'E', "esp-tls", "couldn't get hostname for :%s:", host);
    log_failed(w, TLS_CANNOT_RESOLVE_HOSTNAME);
    return -EHOSTUNREACH;
  }
  int fd = stream_connect(ipv4, port, timeout_ms);
  if (fd < 0)
    log_connect_failed(w, fd);
  return fd;
}
