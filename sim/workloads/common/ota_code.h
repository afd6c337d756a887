/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: ESPHome's OTA protocol, version 2 without authentication, as far
 * as both ends must agree on it. Five magic octets; OK and the version; the
 * client's features; HEADER_OK and AUTH_OK; the size, four octets, most
 * significant first; PREPARE_OK; an MD5 sum as 32 hexadecimal digits; MD5_OK;
 * the firmware, with CHUNK_OK behind each 8192 octets and behind the last;
 * RECEIVE_OK, END_OK, and OK from the client. */
#ifndef SOCKFIT_WORKLOADS_OTA_CODE_H
#define SOCKFIT_WORKLOADS_OTA_CODE_H

enum ota_code {
  OTA_OK = 0x00,
  OTA_VERSION = 0x02,
  OTA_HEADER_OK = 0x40,
  OTA_AUTH_OK = 0x41,
  OTA_PREPARE_OK = 0x42,
  OTA_MD5_OK = 0x43,
  OTA_RECEIVE_OK = 0x44,
  OTA_END_OK = 0x45,
  OTA_CHUNK_OK = 0x47,
};

#define OTA_MAGIC 0x6c, 0x26, 0xf7, 0x5c, 0x45
#define OTA_MAGIC_OCTETS 5
#define OTA_MD5_OCTETS 32
#define OTA_CHUNK_OCTETS 8192

#endif
