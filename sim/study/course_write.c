/* SPDX-License-Identifier: BSD-3-Clause */
/* study: a course written down as a scenario. See course.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "scenario/hosts.h"
#include "scenario/links.h"
#include "study/course.h"

/* Letters, digits and signs that never mean anything in YAML's flow style. */
static bool is_plain(const char *text) {
  static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./%-";
  return *text != '\0' && strchr("-.%", *text) == NULL &&
         text[strspn(text, safe)] == '\0' && strcmp(text, "null") != 0;
}

static void write_value(struct text *out, const char *text) {
  if (is_plain(text)) {
    text_add(out, "%s", text);
    return;
  }
  text_add(out, "\"");
  for (; *text != '\0'; text++)
    text_add(out, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
  text_add(out, "\"");
}

static void write_time(struct text *out, int64_t ns) {
  if (ns % NS_PER_S == 0)
    text_add(out, "%" PRId64 "s", ns / NS_PER_S);
  else if (ns % NS_PER_MS == 0)
    text_add(out, "%" PRId64 "ms", ns / NS_PER_MS);
  else
    text_add(out, "%" PRId64 "ns", ns);
}

static void write_pair(struct text *out, const char **separator,
                       const char *name, const char *value) {
  text_add(out, "%s%s: ", *separator, name);
  write_value(out, value);
  *separator = ", ";
}

static void write_item(struct text *out, const struct course_item *item) {
  const char *separator = ": {";
  text_add(out, "  - %s", item->kind);
  if (item->name != NULL && strcmp(item->name, item->kind) != 0)
    write_pair(out, &separator, "name", item->name);
  for (size_t i = 0; i < item->param_count; i++)
    write_pair(out, &separator, item->params[i].name, item->params[i].value);
  text_add(out, "%s\n", *separator == ',' ? "}" : "");
}

static void write_family(struct text *out, const struct course *course,
                         enum item_family family, const char *heading) {
  bool any = false;
  for (size_t i = 0; i < course->count; i++) {
    if (course->items[i].family != family)
      continue;
    if (!any)
      text_add(out, "%s", heading);
    any = true;
    write_item(out, &course->items[i]);
  }
}

/* ---- the device ---- */

/* Lines as a list. Relative paths begin with folder and a slash, if it is one
 * of paths and there is a folder. */
static void write_list(struct text *out, const char *lines,
                       const char *folder) {
  const char *separator = "[";
  while (*lines != '\0') {
    size_t len = strcspn(lines, "\n");
    bool within = folder != NULL && *lines != '/';
    char *value = text_format("%s%s%.*s", within ? folder : "",
                              within ? "/" : "", (int)len, lines);
    text_add(out, "%s", separator);
    write_value(out, value == NULL ? "" : value);
    out->failed |= value == NULL;
    free(value);
    separator = ", ";
    lines += len + (lines[len] == '\n');
  }
  text_add(out, "%s", *separator == ',' ? "]" : "[]");
}

static void write_param(struct text *out, const char **separator,
                        const struct param *param, const char *folder) {
  const char *name = param->spec->name;
  bool of_paths = strcmp(name, "files") == 0 || strcmp(name, "include") == 0;
  if (param->spec->type != PARAM_LIST) {
    write_pair(out, separator, name, param->text);
    return;
  }
  text_add(out, "%s%s: ", *separator, name);
  write_list(out, param->text, of_paths ? folder : NULL);
  *separator = ", ";
}

void course_write_consumer(const struct item *item, const char *folder,
                           struct text *out) {
  const char *separator = ": {";
  text_add(out, "  - %s", item->kind->name);
  if (strcmp(item->name, item->kind->name) != 0)
    write_pair(out, &separator, "name", item->name);
  for (size_t i = 0; i < item->kind->param_count; i++) {
    const struct param *param = &item->params[i];
    if (param->given && param->text != NULL)
      write_param(out, &separator, param, folder);
  }
  if (item->declares_given) {
    text_add(out, "%sdeclares: {tcp: %d, udp: %d, tcp_listen: %d", separator,
             item->declared.tcp, item->declared.udp, item->declared.tcp_listen);
    if (item->declared_as != NULL &&
        item->declared_as == item->listen_declared_as) {
      text_add(out, ", under: ");
      write_value(out, item->declared_as);
    }
    text_add(out, "}");
    separator = ", ";
  }
  text_add(out, "%s\n", *separator == ',' ? "}" : "");
}

/* All properties: a default that changes one day must not change this. */
static void write_link(struct text *out, const struct link_spec *link) {
  text_add(out,
           "{delay: %" PRId64 "ns, jitter: %" PRId64 "ns, rate: %" PRId64
           "bit/s, queue: %" PRId64 "ns",
           link->delay_ns, link->jitter_ns, link->rate_bits_per_s,
           link->queue_ns);
  const struct {
    const char *name;
    int64_t ppm;
  } shares[] = {{"loss", link->loss_ppm},
                {"duplicate", link->duplicate_ppm},
                {"reorder", link->reorder_ppm},
                {"corrupt", link->corrupt_ppm}};
  for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++)
    text_add(out, ", %s: %" PRId64 ".%04" PRId64 "%%", shares[i].name,
             shares[i].ppm / PPM_PER_PERCENT, shares[i].ppm % PPM_PER_PERCENT);
  text_add(out, "}\n");
}

static bool is_default(const struct variant *variant,
                       const struct link_spec *link) {
  return memcmp(&variant->link, link, sizeof(*link)) == 0;
}

/* Each host by its own name: what the scenario says of all hosts of a peer and
 * of one of them has been put together. */
static void write_peer_links(struct text *out, const char **heading,
                             const struct course_item *item,
                             const struct variant *variant) {
  const char *count_text = course_get(item, "count");
  size_t count = count_text == NULL ? 1 : (size_t)atoi(count_text);
  size_t first, all;
  if (!hosts_find(variant, item->name, &first, &all))
    return; /* explore's own */
  for (size_t i = 0; i < count && i < all; i++) {
    struct link_spec link = links_of(variant, first + i);
    if (is_default(variant, &link))
      continue;
    text_add(out, "%s  %s", *heading, item->name);
    if (count > 1)
      text_add(out, "-%zu", i + 1);
    text_add(out, ": ");
    write_link(out, &link);
    *heading = "";
  }
}

static void write_links(struct text *out, const struct variant *variant,
                        const struct course *course) {
  const char *heading = "links:\n";
  struct link_spec device = links_of(variant, 0);
  if (memcmp(&variant->link, &links_default, sizeof(links_default)) != 0) {
    text_add(out, "link: ");
    write_link(out, &variant->link);
  }
  if (!is_default(variant, &device)) {
    text_add(out, "%s  device: ", heading);
    write_link(out, &device);
    heading = "";
  }
  for (size_t i = 0; i < course->count; i++) {
    if (course->items[i].family == FAMILY_PEER && course->items[i].name != NULL)
      write_peer_links(out, &heading, &course->items[i], variant);
  }
}

static void write_limit(struct text *out, const char **heading,
                        const char *name, const char *value) {
  text_add(out, "%s  %s: ", *heading, name);
  write_value(out, value);
  text_add(out, "\n");
  *heading = "";
}

/* Those of the scenario. limits: also those that follow from all of its
 * consumers, some of which are gone. */
static void write_limits(struct text *out, const struct variant *variant,
                         const struct limits *limits) {
  const char *heading = "limits:\n";
  for (size_t i = 0; i < variant->limit_count; i++)
    write_limit(out, &heading, variant->limits[i].name,
                variant->limits[i].text);
  for (size_t i = 0; limits != NULL && i < limits->option_count; i++) {
    const struct limit *limit = &limits->options[i];
    if (limit->origin == LIMIT_DERIVED)
      write_limit(out, &heading, limit->name, limit->value);
  }
}

static void write_device(struct text *out, const struct variant *variant,
                         const struct course *course) {
  const char *heading = "consumers:\n";
  write_limits(out, variant, course->limits);
  if (variant->slaac)
    text_add(out, "ipv6: slaac\n");
  write_links(out, variant, course);
  for (size_t i = 0; i < variant->consumer_count; i++) {
    if (i < COURSE_CONSUMERS_MAX && course->gone[i])
      continue;
    text_add(out, "%s", heading);
    course_write_consumer(&variant->consumers[i], NULL, out);
    heading = "";
  }
  write_family(out, course, FAMILY_CONSUMER, heading);
}

static void write_intent(struct text *out, const char *intent) {
  while (*intent != '\0') {
    size_t len = strcspn(intent, "\n");
    text_add(out, "# %.*s\n", (int)len, intent);
    intent += len + (intent[len] == '\n');
  }
}

void course_write(const struct course *course, const struct variant *variant,
                  const char *name, const char *intent, struct text *out) {
  write_intent(out, intent);
  text_add(out, "scenario: %s\nprofile: %s\nseed: %" PRIu64 "\nrun_for: ", name,
           variant->profile, course->seed);
  write_time(out, course->run_for_ns);
  text_add(out, "\n");
  write_device(out, variant, course);
  write_family(out, course, FAMILY_PEER, "peers:\n");
  write_family(out, course, FAMILY_FAULT, "faults:\n");
  text_add(out, "expect:\n");
  for (size_t i = 0; i < course->expect_count; i++)
    text_add(out, "  - %s\n", course->expects[i]);
}
