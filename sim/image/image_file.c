/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: an image as it is kept in memory. See image.h and build.h. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/spare.h"

/* A linker puts the section headers last: a file that was cut off (a power
 * loss) ends before they do, and loading it would be fatal. */
static bool is_whole(const char *data, size_t len) {
  Elf64_Ehdr header;
  if (len < sizeof(header))
    return false;
  memcpy(&header, data, sizeof(header));
  return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_shoff + (uint64_t)header.e_shnum * header.e_shentsize <= len;
}

/* Copies: an image outlives the limits that it was asked for with. */
static int keep_asked(struct image *image, const struct limits *limits) {
  image->asked = calloc(limits->option_count + 1, sizeof(*image->asked));
  if (image->asked == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < limits->option_count; i++) {
    struct image_asked *asked = &image->asked[image->asked_count++];
    asked->name = strdup(limits->options[i].name);
    asked->value = strdup(limits->options[i].value);
    if (asked->name == NULL || asked->value == NULL)
      return -ENOMEM;
  }
  return 0;
}

int image_open(const char *path, bool debug,
               const struct image_request *request, struct image **ret_image) {
  struct image *image = calloc(1, sizeof(*image));
  if (image == NULL)
    return -ENOMEM;
  int status = keep_asked(image, request->limits);
  image->shared = calloc(1, sizeof(*image->shared));
  if (image->shared == NULL)
    status = -ENOMEM;
  if (status == 0)
    status = files_read(path, IMAGE_MAX_OCTETS, &image->data, &image->len);
  if (status == 0 && !is_whole(image->data, image->len))
    status = -EBADMSG;
  if (status == 0 && debug && (image->path = text_format("%s", path)) == NULL)
    status = -ENOMEM;
  if (status != 0)
    image_free(image);
  else
    *ret_image = image;
  return status;
}

size_t image_compiled(const struct image *image) {
  return image->compiled;
}

void image_free(struct image *image) {
  if (image == NULL)
    return;
  for (size_t i = 0; i < image->asked_count; i++) {
    free(image->asked[i].name);
    free(image->asked[i].value);
  }
  free(image->asked);
  if (image->shared != NULL)
    spares_done(image->shared);
  free(image->shared);
  free(image->data);
  free(image->path);
  free(image);
}
