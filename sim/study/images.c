/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the images of one invocation. See images.h. */
#include "study/images.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* So many stay; a search for a limit needs fewer than that at a time. */
#define IMAGES_MAX 32

struct kept {
  char *key;
  struct image *image;
};

struct images {
  struct kept kept[IMAGES_MAX]; /* the last used one first */
  size_t count;
};

struct images *images_new(void) {
  return calloc(1, sizeof(struct images));
}

static void kept_done(struct kept *kept) {
  image_free(kept->image);
  free(kept->key);
}

void images_free(struct images *images) {
  if (images == NULL)
    return;
  for (size_t i = 0; i < images->count; i++)
    kept_done(&images->kept[i]);
  free(images);
}

/* Everything that distinguishes two requests of one process. */
static char *key_of(const struct image_places *places,
                    const struct image_request *request) {
  struct text key = {0};
  text_add(&key, "%s\n%s\n%d\n", places->lwip, places->tree.flags,
           (int)request->family);
  for (size_t i = 0; i < request->kind_count; i++)
    text_add(&key, "%s\n", request->kinds[i]);
  for (size_t i = 0; i < request->limits->option_count; i++)
    text_add(&key, "%s=%s\n", request->limits->options[i].name,
             request->limits->options[i].value);
  for (size_t i = 0; i < request->program_count; i++) {
    const struct image_program *program = &request->programs[i];
    text_add(&key, "%s\n%s\n%s\n%s\n%s\n%s\n%s\n", program->consumer,
             program->folder, program->entry, program->files,
             program->include == NULL ? "" : program->include,
             program->defines == NULL ? "" : program->defines,
             program->libraries == NULL ? "" : program->libraries);
  }
  if (key.failed)
    text_done(&key);
  return key.data;
}

static void move_to_front(struct images *images, size_t index) {
  struct kept used = images->kept[index];
  memmove(&images->kept[1], &images->kept[0], index * sizeof(used));
  images->kept[0] = used;
}

static void put_in_front(struct images *images, struct kept fresh) {
  if (images->count == IMAGES_MAX)
    kept_done(&images->kept[--images->count]);
  images->kept[images->count] = fresh;
  move_to_front(images, images->count++);
}

int images_get(struct images *images, const struct image_places *places,
               const struct image_request *request, struct loop *loop,
               const struct image **ret_image, struct diag *diag) {
  struct kept fresh = {.key = key_of(places, request)};
  size_t i = 0;
  if (fresh.key == NULL)
    return -ENOMEM;
  while (i < images->count && strcmp(images->kept[i].key, fresh.key) != 0)
    i++;
  if (i < images->count) {
    free(fresh.key);
    move_to_front(images, i);
  } else {
    int status = image_build(places, request, loop, &fresh.image, diag);
    if (status != 0) {
      free(fresh.key);
      return status;
    }
    put_in_front(images, fresh);
  }
  *ret_image = images->kept[0].image;
  return 0;
}
