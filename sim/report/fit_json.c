/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a fit found as JSON, described by docs/fit.schema.json. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "report/fit.h"
#include "report/part.h"
#include "report/values.h"

static json_t *failure_object(const struct fit_failure *failure) {
  if (failure->because == NULL)
    return json_null();
  return json_pack("{s:o, s:o}", "seed",
                   failure->impossible
                       ? json_null()
                       : json_integer((json_int_t)failure->seed),
                   "because", values_string(failure->because));
}

static json_t *limit_object(const struct fit *fit,
                            const struct fit_limit *limit) {
  const char *kconfig = limit->option->kconfig;
  return json_pack(
      "{s:s, s:o, s:I, s:I, s:o, s:o, s:o}", "name", limit->option->name,
      "kconfig", values_string(kconfig), "now", (json_int_t)limit->now, "roomy",
      (json_int_t)limit->roomy, "smallest",
      fit->found ? json_integer((json_int_t)limit->smallest) : json_null(),
      "chosen",
      fit->found ? json_integer((json_int_t)limit->chosen) : json_null(),
      "one_less", failure_object(&limit->fails));
}

static json_t *ram_object(const struct fit *fit) {
  if (fit->sizes_now == NULL || fit->sizes_chosen == NULL)
    return json_null();
  return json_pack("{s:I, s:I}", "now_b",
                   (json_int_t)fit_reserved_b(fit->sizes_now), "chosen_b",
                   (json_int_t)fit_reserved_b(fit->sizes_chosen));
}

static json_t *paste_object(const struct fit *fit) {
  if (fit->paste_format == NULL)
    return json_null();
  return json_pack("{s:s, s:o}", "as", fit->paste_format, "text",
                   values_string(fit->paste.data));
}

static json_t *limits_array(const struct fit *fit) {
  json_t *array = json_array();
  for (size_t i = 0; i < fit->limit_count; i++)
    json_array_append_new(array, limit_object(fit, &fit->limits[i]));
  return array;
}

static json_t *fit_object(const struct fit *fit) {
  const struct variant *variant = fit->selected->variant;
  return json_pack(
      "{s:o, s:o, s:s, s:I, s:I, s:{s:I, s:I}, s:b, s:o, s:o, s:o, s:o, s:o}",
      "scenario", values_string(fit->selected->scenario->name), "variant",
      values_string(variant->name), "profile",
      fit->selected->limits->profile->name, "seed", (json_int_t)variant->seed,
      "seeds", (json_int_t)fit->seed_count, "shard", "index",
      (json_int_t)fit->shard + 1, "count", (json_int_t)fit->shard_count,
      "found", fit->found ? 1 : 0, "limits", limits_array(fit), "hopeless",
      failure_object(&fit->hopeless), "together",
      failure_object(&fit->together), "ram", ram_object(fit), "paste",
      paste_object(fit));
}

/* What a person is told; NULL: no memory. */
static char *told(const struct fit *fits, size_t count, bool quiet) {
  struct report_style style = {.quiet = quiet};
  char *text = NULL;
  size_t len = 0;
  FILE *memory = open_memstream(&text, &len);
  if (memory == NULL)
    return NULL;
  for (size_t i = 0; i < count; i++)
    report_fit(memory, &fits[i], &style);
  if (fclose(memory) == 0)
    return text;
  free(text);
  return NULL;
}

/* A fit cannot be told again from its limits alone: text is kept. */
static void put_whole(struct writer *writer, json_t *root,
                      const struct fit *fits, size_t count,
                      const struct whole *whole) {
  if (whole == NULL)
    return;
  struct whole kept = {.identity = whole->identity,
                       .text = told(fits, count, false),
                       .quiet = told(fits, count, true),
                       .held = true};
  for (size_t i = 0; i < count; i++)
    kept.held &= fits[i].found && fits[i].together.because == NULL;
  writer->failed |= kept.text == NULL || kept.quiet == NULL;
  whole_put(writer, root, &kept);
  whole_done(&kept);
}

int report_fit_json(FILE *out, const struct fit *fits, size_t count,
                    const struct part *part, const struct whole *whole) {
  struct writer writer = {0};
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++) {
    if (json_array_append_new(array, fit_object(&fits[i])) != 0) {
      json_decref(array);
      return -ENOMEM;
    }
  }
  json_t *root = json_pack("{s:s, s:o}", "schema", FIT_SCHEMA, "fits", array);
  part_put(&writer, root, part);
  put_whole(&writer, root, fits, count, whole);
  if (root == NULL || writer.failed) {
    json_decref(root);
    return -ENOMEM;
  }
  int failed = json_dumpf(root, out, JSON_INDENT(2));
  json_decref(root);
  return failed || fputc('\n', out) == EOF ? -EIO : 0;
}
