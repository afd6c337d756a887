/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what explore found. See explored.h. */
#include "report/explored.h"

#include <errno.h>
#include <inttypes.h>

#include "report/part.h"

static const char *plural(size_t count) {
  return count == 1 ? "" : "s";
}

void report_explored(FILE *out, const struct explored *explored,
                     const struct report_style *style) {
  const struct explore_result *result = explored->result;
  fprintf(out, "%s:%s  %zu %s%s, %zu failed, %zu finding%s\n",
          explored->scenario, explored->variant, result->seeds,
          explored->exhaustive ? "interleaving" : "seed", plural(result->seeds),
          result->failed_seeds, result->count, plural(result->count));
  if (explored->exhaustive)
    fprintf(out, "  %zu of them met a limit\n", result->refused);
  for (size_t i = 0; i < result->count && !style->quiet; i++) {
    const struct explore_finding *finding = &result->findings[i];
    fprintf(out, "  %s: %s\n", finding->fingerprint, finding->about);
    fprintf(out,
            "    %zu %s%s, first %" PRIu64 "; it takes %zu peer%s or "
            "fault%s\n",
            finding->hits, explored->exhaustive ? "interleaving" : "seed",
            plural(finding->hits), finding->seed, finding->events,
            plural(finding->events), plural(finding->events));
    if (explored->files[i] != NULL)
      fprintf(out, "    sockfit run %s\n", explored->files[i]);
  }
}

static json_t *finding_of(const struct explore_finding *finding) {
  return json_pack("{s:s, s:s, s:I, s:I, s:I, s:s}", "fingerprint",
                   finding->fingerprint, "about", finding->about, "seed",
                   (json_int_t)finding->seed, "hits", (json_int_t)finding->hits,
                   "events", (json_int_t)finding->events, "scenario",
                   finding->scenario);
}

static json_t *explored_of(const struct explored *explored) {
  const struct explore_result *result = explored->result;
  json_t *findings = json_array();
  for (size_t i = 0; i < result->count; i++)
    json_array_append_new(findings, finding_of(&result->findings[i]));
  return json_pack(
      "{s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:I, s:o}", "scenario",
      explored->scenario, "variant", explored->variant, "exhaustive",
      explored->exhaustive, "first_seed", (json_int_t)explored->first_seed,
      "seed_count", (json_int_t)explored->seed_count, "ran",
      (json_int_t)result->seeds, "failed", (json_int_t)result->failed_seeds,
      "refused", (json_int_t)(explored->exhaustive ? result->refused : 0),
      "findings", findings);
}

int report_explored_json(FILE *out, const struct explored *explored,
                         size_t count, const struct part *part,
                         const struct whole *whole) {
  struct writer writer = {0};
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(array, explored_of(&explored[i]));
  json_t *root =
      json_pack("{s:s, s:o}", "schema", EXPLORE_SCHEMA, "explored", array);
  part_put(&writer, root, part);
  whole_put(&writer, root, whole);
  int status = root == NULL || writer.failed || json_array_size(array) != count
                   ? -ENOMEM
                   : 0;
  if (status == 0 &&
      (json_dumpf(root, out, JSON_INDENT(2)) != 0 || fputc('\n', out) == EOF))
    status = -EIO;
  json_decref(root);
  return status;
}
