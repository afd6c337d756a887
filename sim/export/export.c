/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: the formats. See export.h. Touches memory only. */
#include "export/export.h"

#include <errno.h>
#include <string.h>

#include "base/suggest.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct format {
  const char *name;
  int (*write)(const struct export_source *source, struct text *text,
               struct diag *diag);
} formats[] = {
    {"sdkconfig", export_sdkconfig},
    {"esphome", export_esphome},
    {"lwipopts", export_lwipopts},
    {"zephyr", export_zephyr},
    {"consume_sockets", export_consume_sockets},
};

/* Releases whose rules the profiles have, and that can be configured. */
static const struct {
  const char *profile;
  const char *release;
} releases[] = {
    {"esp-idf", "5.4.0"},
    {"esp-idf-5.0", "5.3.2"},
    {"esp-idf-4", "4.4.8"},
};

const char *export_release(const struct export_source *source,
                           const char *format, struct diag *diag) {
  const char *profile = source->limits->profile->name;
  for (size_t i = 0; i < COUNT(releases); i++)
    if (strcmp(releases[i].profile, profile) == 0)
      return releases[i].release;
  diag_add(diag, DIAG_ERROR, &source->variant->profile_place,
           "profile %s has no %s: it is for esp-idf, esp-idf-5.0 and esp-idf-4;"
           " take --as lwipopts",
           profile, format);
  return NULL;
}

bool export_wants(const struct limit *limit) {
  return limit->origin != LIMIT_FROM_PROFILE ||
         strcmp(limit->name, "MEMP_NUM_NETCONN") == 0 ||
         strcmp(limit->name, "MEMP_NUM_TCP_PCB") == 0;
}

static int no_format(const char *format, struct diag *diag) {
  const char *names[COUNT(formats)];
  for (size_t i = 0; i < COUNT(formats); i++)
    names[i] = formats[i].name;
  const char *nearest =
      format ? suggest_nearest(format, names, COUNT(formats)) : NULL;
  diag_add(diag, DIAG_ERROR, NULL,
           "--as takes sdkconfig, esphome, lwipopts, zephyr or consume_sockets"
           "%s%s%s%s%s%s",
           format ? ", not '" : "", format ? format : "", format ? "'" : "",
           nearest ? "; did you mean '" : "", nearest ? nearest : "",
           nearest ? "'?" : "");
  return -EINVAL;
}

int export_write(const struct export_source *source, const char *format,
                 struct text *ret_text, struct diag *diag) {
  size_t i = 0;
  while (i < COUNT(formats) &&
         (!format || strcmp(formats[i].name, format) != 0))
    i++;
  if (i == COUNT(formats))
    return no_format(format, diag);
  struct text text = {0};
  int r = formats[i].write(source, &text, diag);
  if (r == 0 && text.failed)
    r = -ENOMEM;
  if (r < 0)
    text_done(&text);
  else
    *ret_text = text;
  return r;
}
