/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: what ESP-IDF and ESPHome print and do around a failure, so that
 * consumers report it in the words that users search for. */
#ifndef SOCKFIT_WORKLOADS_FIRMWARE_H
#define SOCKFIT_WORKLOADS_FIRMWARE_H

#include "sockfit/workload.h"

/* An errno of the image as the device numbers it, with newlib (EADDRINUSE is 98
 * here and 112 there) or with lwIP's own lwip/errno.h, by the profile. Takes
 * either sign. For log texts only; code compares names. */
int firmware_errno(int error);

/* ESPHome's mark_failed(): the log line and the state for the verdict. */
void firmware_mark_failed(const struct workload *w, const char *component);

/* esp-tls and tcp_transport open a plain TCP connection to a host by name.
 *
 * timeout_ms  for the handshake; esp-mqtt and esp_http_client give theirs
 * Returns a non-blocking descriptor, or the negative errno of what failed
 * (-EHOSTUNREACH when nobody has that name) after the log lines that the
 * firmware prints. */
int firmware_connect(const struct workload *w, const char *host, uint16_t port,
                     uint32_t timeout_ms);

#endif
