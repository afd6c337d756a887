/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a crash in words. See crash_text.h. */
#include "world/crash_text.h"

#include <dlfcn.h>
#include <string.h>

#include "base/text.h"
#include "image/symbols.h"

#define SPOTS_TOLD_MAX 8

/* What is told of one frame. */
struct spot {
  struct image_symbol symbol;
  const void *address;
};

struct teller {
  const struct image_symbols *symbols;
  const void *code;
  const char *folder;
};

/* Frames of the port around a task, or of what ends one: not the consumer's. */
static bool is_ports(const struct image_symbol *symbol) {
  return symbol->file != NULL && strncmp(symbol->file, "lwip-port/", 10) == 0;
}

/* The image's frames up to the first of the program: a library may call it and
 * may be called by it. Returns how many spots there are. */
static size_t find_spots(const struct teller *teller,
                         const struct crash_frames *frames, bool exact,
                         struct spot *ret_spots) {
  size_t count = 0;
  for (size_t i = 0; i < frames->count; i++) {
    Dl_info info;
    struct image_symbol symbol;
    /* A return address may be in the next line, or function. */
    const char *at = (const char *)frames->at[i] - (exact && i == 0 ? 0 : 1);
    if (dladdr(at, &info) == 0)
      break;
    if (info.dli_fbase == teller->code &&
        image_symbols_find(teller->symbols,
                           (uint64_t)(at - (const char *)teller->code),
                           &symbol))
      ret_spots[count++] = (struct spot){symbol, frames->at[i]};
  }
  return count;
}

/* Leave out the port's own around the others, if there are others. */
static struct spot *trim(struct spot *spots, size_t *count) {
  size_t from = 0, to = *count;
  while (from < to && is_ports(&spots[from].symbol))
    from++;
  while (to > from && is_ports(&spots[to - 1].symbol))
    to--;
  if (from == to)
    return spots;
  *count = to - from;
  return spots + from;
}

static bool same_function(const struct spot *a, const struct spot *b) {
  return strcmp(a->symbol.function, b->symbol.function) == 0;
}

static const char *below(const char *file, const char *folder) {
  size_t len = folder == NULL ? 0 : strlen(folder);
  bool is = len > 0 && strncmp(file, folder, len) == 0 && file[len] == '/';
  return is ? file + len + 1 : file;
}

static void tell_spot(const struct teller *teller, struct text *text,
                      const struct spot *spot, int line) {
  text_add(text, "%s", spot->symbol.function);
  if (spot->symbol.file != NULL)
    text_add(text, " (%s:%d)", below(spot->symbol.file, teller->folder), line);
}

/* A recursion is told once. */
static void tell_callers(const struct teller *teller, struct text *text,
                         const struct spot *spots, size_t count) {
  size_t told = 0;
  for (size_t i = 1; i < count; i++) {
    if (same_function(&spots[i], &spots[i - 1])) {
      if (i < 2 || !same_function(&spots[i - 1], &spots[i - 2]))
        text_add(text, ", called by itself");
      continue;
    }
    if (++told > SPOTS_TOLD_MAX) {
      text_add(text, ", ...");
      return;
    }
    text_add(text, ", called by ");
    tell_spot(teller, text, &spots[i], spots[i].symbol.line);
  }
}

static void tell_frames(const struct teller *teller, struct text *text,
                        const char *before, const struct crash_frames *frames,
                        bool exact) {
  struct spot all[CRASH_FRAMES_MAX];
  size_t count = find_spots(teller, frames, exact, all);
  struct spot *spots = trim(all, &count);
  if (count == 0)
    return;
  text_add(text, "%s", before);
  tell_spot(teller, text, &spots[0], spots[0].symbol.line);
  tell_callers(teller, text, spots, count);
}

/* ---- stuck: what all samples have in common ---- */

/* Counted from the outermost frame. */
static struct spot *from_outside(struct spot *spots, size_t count, size_t nth) {
  return &spots[count - 1 - nth];
}

/* How many outer spots of a are those of b as well; where they part, a place
 * in one and the same function still counts, and *ret_inner is set: its line
 * is one of several. */
static size_t common(struct spot *a, size_t a_count, struct spot *b,
                     size_t b_count) {
  size_t least = a_count < b_count ? a_count : b_count, n = 0;
  while (n < least && from_outside(a, a_count, n)->address ==
                          from_outside(b, b_count, n)->address)
    n++;
  return n < least && same_function(from_outside(a, a_count, n),
                                    from_outside(b, b_count, n))
             ? n + 1
             : n;
}

static void tell_stuck(const struct teller *teller, struct text *text,
                       const struct crash *crash) {
  struct spot first[CRASH_FRAMES_MAX], other[CRASH_FRAMES_MAX];
  size_t count = find_spots(teller, &crash->samples[0], true, first);
  struct spot *spots = first;
  for (size_t i = 1; i < crash->sample_count; i++) {
    size_t other_count = find_spots(teller, &crash->samples[i], true, other);
    size_t kept = common(spots, count, other, other_count);
    spots += count - kept;
    count = kept;
  }
  spots = trim(spots, &count);
  if (count == 0)
    return;
  text_add(text, ", in a loop of ");
  tell_spot(teller, text, &spots[0], spots[0].symbol.first_line);
  tell_callers(teller, text, spots, count);
}

char *crash_text(const struct crash *crash, const struct image *image,
                 const void *code, const char *folder) {
  struct text text = {0};
  struct image_symbols *symbols = image_symbols_open(image);
  struct teller teller = {symbols, code, folder};
  text_add(&text, "%s", crash->what);
  if (symbols != NULL && crash->kind == IMAGE_CRASH_STUCK) {
    tell_stuck(&teller, &text, crash);
  } else if (symbols != NULL) {
    tell_frames(&teller, &text, ", in ", &crash->frames, crash->exact);
  }
  if (symbols != NULL && crash->kind == IMAGE_CRASH_SANITIZER) {
    tell_frames(&teller, &text, "; freed in ", &crash->freed, false);
    tell_frames(&teller, &text, "; allocated in ", &crash->allocated, false);
  }
  image_symbols_close(symbols);
  return text.data;
}
