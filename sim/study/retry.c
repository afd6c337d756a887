/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the same variant once more, with other limits. See retry.h. */
#include "study/retry.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"

static bool is_changed(const struct option_spec *option,
                       const struct limit_change *changes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (changes[i].option == option)
      return true;
  }
  return false;
}

/* The variant's own settings but for those changed, then the changes. */
static int make_settings(struct retry *retry, const struct variant *original,
                         const struct limit_change *changes, size_t count) {
  struct variant *variant = &retry->variant;
  retry->settings =
      calloc(original->limit_count + count + 1, sizeof(*retry->settings));
  retry->texts = calloc(count + 1, sizeof(*retry->texts));
  if (retry->settings == NULL || retry->texts == NULL)
    return -ENOMEM;
  variant->limits = retry->settings;
  variant->limit_count = 0;
  for (size_t i = 0; i < original->limit_count; i++) {
    const struct setting *setting = &original->limits[i];
    if (!is_changed(options_find(setting->name), changes, count))
      variant->limits[variant->limit_count++] = *setting;
  }
  for (size_t i = 0; i < count; i++) {
    char *text = text_format("%" PRId64, changes[i].value);
    if (text == NULL)
      return -ENOMEM;
    retry->texts[retry->change_count++] = text;
    variant->limits[variant->limit_count++] =
        (struct setting){.name = (char *)changes[i].option->name,
                         .text = text,
                         .is_number = true,
                         .value = changes[i].value,
                         .place = original->place};
  }
  return 0;
}

/* Errors are passed on, warnings are not. */
static void keep_errors(const struct diag *found, struct diag *diag) {
  for (size_t i = 0; i < found->count; i++) {
    if (found->entries[i].level == DIAG_ERROR)
      diag_add(diag, DIAG_ERROR, &found->entries[i].place, "%s",
               found->entries[i].text);
  }
}

int retry_init(struct retry *retry, const struct selected *original,
               const struct limit_change *changes, size_t count,
               struct diag *diag) {
  struct diag found = {0};
  *retry = (struct retry){.selected = *original, .variant = *original->variant};
  retry->selected.variant = &retry->variant;
  retry->selected.limits = NULL;
  int status = make_settings(retry, original->variant, changes, count);
  if (status == 0)
    status = limits_derive(&retry->variant, &retry->selected.limits, &found);
  keep_errors(&found, diag);
  diag_done(&found);
  if (status != 0)
    retry_done(retry);
  return status;
}

void retry_done(struct retry *retry) {
  limits_free(retry->selected.limits);
  for (size_t i = 0; i < retry->change_count; i++)
    free(retry->texts[i]);
  free(retry->texts);
  free(retry->settings);
  *retry = (struct retry){0};
}
