/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the program headers of an image's file. See segment.h. */
#include "image/segment.h"

#include <string.h>

bool segment_at(const struct image *image, size_t index,
                Elf64_Phdr *ret_segment) {
  Elf64_Ehdr header;
  if (image->len < sizeof(header))
    return false;
  memcpy(&header, image->data, sizeof(header));
  uint64_t at = header.e_phoff + index * sizeof(*ret_segment);
  if (index >= header.e_phnum || at + sizeof(*ret_segment) > image->len)
    return false;
  memcpy(ret_segment, image->data + at, sizeof(*ret_segment));
  return true;
}
