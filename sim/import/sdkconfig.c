/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: an sdkconfig of ESP-IDF, or a prj.conf of Zephyr, as a scenario
 * of limits. Reads the file. */
#include "import/sdkconfig.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "import/device.h"
#include "import/finish.h"
#include "limits/options.h"
#include "scenario/number.h"
#include "scenario/source.h"

/* stdin, stdout and stderr are descriptors too. */
#define ZEPHYR_STDIO 3

struct conversion {
  const char *file;
  struct arena *arena;
  struct mistakes *mistakes;
  struct sdkconfig config;
  struct writer *writer;
  size_t limit_count;
};

static void write_limit(struct conversion *c, const char *name,
                        const char *text, const struct place *place) {
  if (c->limit_count++ == 0)
    write_line(c->writer, place, "limits:");
  write_line(c->writer, place, "  %s: %s", name, write_quoted(text).text);
}

/* Is it the entry that counts: the last of its name? */
static bool is_last(const struct conversion *c,
                    const struct sdkconfig_entry *entry) {
  return sdkconfig_find(&c->config, entry->name) == entry;
}

static void esp_limits(struct conversion *c) {
  size_t others = 0;
  for (size_t i = 0; i < c->config.count; i++) {
    const struct sdkconfig_entry *entry = &c->config.entries[i];
    if (strncmp(entry->name, "CONFIG_LWIP_", 12) != 0 || !is_last(c, entry))
      continue;
    if (!options_find(entry->name))
      others++;
    else if (sdkconfig_in_range(&c->config, entry, c->mistakes))
      write_limit(c, entry->name, entry->text, &entry->place);
  }
  char text[80];
  snprintf(text, sizeof(text), "%zu other options of lwIP are not simulated.",
           others);
  if (others > 0)
    write_comment(c->writer, NULL, 0, text);
}

static bool zephyr_number(struct conversion *c, const char *name,
                          int64_t *ret_number,
                          const struct sdkconfig_entry **ret_entry) {
  const struct sdkconfig_entry *entry = sdkconfig_find(&c->config, name);
  if (!entry)
    return false;
  *ret_entry = entry;
  if (number_parse(entry->text, ret_number) == 0 && *ret_number > 0)
    return true;
  mistakes_add(c->mistakes, &entry->place,
               "%s: expected a number above 0, found '%s'", name,
               clip(entry->text).text);
  return false;
}

/* A socket needs a context and a descriptor. */
static void zephyr_limits(struct conversion *c) {
  const struct sdkconfig_entry *entry, *files;
  int64_t contexts, most;
  if (!zephyr_number(c, "CONFIG_NET_MAX_CONTEXTS", &contexts, &entry))
    return;
  if ((zephyr_number(c, "CONFIG_ZVFS_OPEN_SIZE", &most, &files) ||
       zephyr_number(c, "CONFIG_ZVFS_OPEN_MAX", &most, &files) ||
       zephyr_number(c, "CONFIG_POSIX_MAX_FDS", &most, &files)) &&
      most - ZEPHYR_STDIO < contexts) {
    diag_add(c->mistakes->diag, DIAG_WARNING, &files->place,
             "%s leaves %lld descriptors for sockets: zsock_socket() fails with"
             " ENFILE before the %lld contexts are used up (ENOENT)",
             files->name, (long long)(most - ZEPHYR_STDIO),
             (long long)contexts);
    contexts = most > ZEPHYR_STDIO ? most - ZEPHYR_STDIO : 1;
    entry = files;
  }
  char text[24];
  snprintf(text, sizeof(text), "%lld", (long long)contexts);
  write_limit(c, "MEMP_NUM_NETCONN", text, &entry->place);
}

static bool is_zephyr(const struct conversion *c) {
  return sdkconfig_find(&c->config, "CONFIG_NET_MAX_CONTEXTS") != NULL;
}

static void convert(struct conversion *c) {
  const int *v = c->config.version;
  const char *profile = is_zephyr(c) ? "zephyr"
                        : c->config.has_version
                            ? device_idf_profile(v[0], v[1], v[2])
                            : "esp-idf";
  char head[300];
  snprintf(head, sizeof(head),
           "The limits of %s. Add the consumers that your firmware has, and who"
           " talks to them.",
           clip(c->file).text);
  write_comment(c->writer, NULL, 0, head);
  write_line(c->writer, NULL, "scenario: %s",
             is_zephyr(c) ? "prj-conf" : "sdkconfig");
  write_line(c->writer, NULL, "profile: %s", profile);
  write_line(c->writer, NULL, "run_for: 60s");
  if (is_zephyr(c))
    zephyr_limits(c);
  else
    esp_limits(c);
  write_line(c->writer, NULL, "expect:");
  write_line(c->writer, NULL, "  - no_refusals");
}

int import_sdkconfig(const char *path, struct imported *ret_imported,
                     struct diag *diag) {
  struct arena *arena = arena_new();
  struct mistakes mistakes;
  mistakes_init(&mistakes, diag);
  struct writer writer = {.origin = {.file = path, .line = 1, .column = 1}};
  struct conversion c = {
      .file = path, .arena = arena, .mistakes = &mistakes, .writer = &writer};
  const char *text = NULL;
  size_t len = 0;
  int r = arena ? source_read(path, arena, &text, &len, diag) : -ENOMEM;
  if (r < 0 && r != -ENOMEM)
    r = -EINVAL; /* a file that cannot be read is bad input */
  if (r == 0)
    r = source_check_foreign(text, len, path, &mistakes);
  if (r == 0)
    r = sdkconfig_read(text, path, arena, &mistakes, &c.config);
  if (r == 0)
    convert(&c);
  return import_finish(r, &mistakes, &writer, arena, ret_imported);
}
