/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: captures read by hand. See capture.h. */
#include "support/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "support/program.h"

#define MAGIC_NS 0xa1b23c4du
#define LINKTYPE_ETHERNET 1

struct file_header {
  uint32_t magic;
  uint16_t version[2];
  uint32_t unused[2];
  uint32_t snapshot_octets;
  uint32_t linktype;
};

struct record_header {
  uint32_t at_s;
  uint32_t at_ns;
  uint32_t kept_octets;
  uint32_t octets;
};

long capture_frames(const char *octets, size_t len, size_t max,
                    struct capture_frame *ret_frames) {
  struct file_header header;
  struct record_header record;
  size_t at = sizeof(header), count = 0;
  if (len < sizeof(header))
    return -1;
  memcpy(&header, octets, sizeof(header));
  if (header.magic != MAGIC_NS || header.linktype != LINKTYPE_ETHERNET)
    return -1;
  while (at < len) {
    if (len - at < sizeof(record))
      return -1;
    memcpy(&record, octets + at, sizeof(record));
    at += sizeof(record);
    if (record.kept_octets != record.octets || record.at_ns >= NS_PER_S ||
        len - at < record.octets)
      return -1;
    if (count < max)
      ret_frames[count] =
          (struct capture_frame){.at_ns = record.at_s * NS_PER_S + record.at_ns,
                                 .len = record.octets,
                                 .data = (const uint8_t *)octets + at};
    at += record.octets;
    count++;
  }
  return (long)count;
}

long capture_frames_in(const char *path) {
  size_t len;
  char *octets = file_content(path, &len);
  long count = capture_frames(octets, len, 0, NULL);
  free(octets);
  return count;
}
