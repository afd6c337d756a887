/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: see finish.h. Touches memory only. */
#include "import/finish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Names of files belong to the result from here on. */
static int keep_names(struct writer *writer, struct arena *arena) {
  for (size_t i = 0; i < writer->count; i++) {
    struct place *origin = &writer->origins[i];
    const char *before = i > 0 ? writer->origins[i - 1].file : NULL;
    origin->file = before && strcmp(before, origin->file) == 0
                       ? before
                       : arena_copy(arena, origin->file, strlen(origin->file));
    if (!origin->file)
      return -ENOMEM;
  }
  return 0;
}

int import_finish(int r, const struct mistakes *mistakes, struct writer *writer,
                  struct arena *arena, struct imported *ret_imported) {
  if (r == 0 && mistakes->count > 0)
    r = -EINVAL;
  if (arena_failed(arena))
    r = -ENOMEM;
  struct arena *names = r == 0 ? arena_new() : NULL;
  if (r == 0)
    r = writer->text.failed || !names ? -ENOMEM : keep_names(writer, names);
  arena_free(arena);
  if (r < 0) {
    arena_free(names);
    writer_done(writer);
    if (r == -ENOMEM)
      diag_add(mistakes->diag, DIAG_ERROR, NULL, "out of memory");
    return r;
  }
  *ret_imported = (struct imported){.text = writer->text.data,
                                    .len = writer->text.len,
                                    .origins = writer->origins,
                                    .origin_count = writer->count,
                                    .memory = names};
  return 0;
}

struct scenario_text imported_text(const struct imported *imported,
                                   const char *path) {
  return (struct scenario_text){.path = path,
                                .text = imported->text,
                                .len = imported->len,
                                .origins = imported->origins,
                                .origin_count = imported->origin_count};
}

void imported_done(struct imported *imported) {
  free(imported->text);
  free(imported->origins);
  arena_free(imported->memory);
  *imported = (struct imported){0};
}
