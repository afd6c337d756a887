/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what explore has found, read back. See explored.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/explored.h"
#include "report/values.h"

static int read_finding(json_t *object, struct explore_finding *finding) {
  const char *fingerprint, *about, *scenario;
  json_int_t seed, hits, events;
  if (json_unpack(object, "{s:s, s:s, s:I, s:I, s:I, s:s}", "fingerprint",
                  &fingerprint, "about", &about, "seed", &seed, "hits", &hits,
                  "events", &events, "scenario", &scenario) != 0)
    return -EINVAL;
  snprintf(finding->fingerprint, sizeof(finding->fingerprint), "%s",
           fingerprint);
  finding->seed = (uint64_t)seed;
  finding->hits = (size_t)hits;
  finding->events = (size_t)events;
  finding->about = strdup(about);
  finding->scenario = strdup(scenario);
  return finding->about == NULL || finding->scenario == NULL ? -ENOMEM : 0;
}

static int read_result(json_t *object, struct explore_result *result) {
  json_int_t ran, failed, refused;
  json_t *findings, *value;
  size_t i;
  int status =
      json_unpack(object, "{s:I, s:I, s:I, s:o}", "ran", &ran, "failed",
                  &failed, "refused", &refused, "findings", &findings) == 0
          ? 0
          : -EINVAL;
  if (status != 0)
    return status;
  result->seeds = (size_t)ran;
  result->failed_seeds = (size_t)failed;
  result->refused = (size_t)refused;
  result->findings =
      calloc(json_array_size(findings) + 1, sizeof(*result->findings));
  if (result->findings == NULL)
    return -ENOMEM;
  json_array_foreach(findings, i, value) {
    result->count++;
    status = read_finding(value, &result->findings[i]);
    if (status != 0)
      break;
  }
  return status;
}

int explored_read(const char *path, size_t index,
                  struct explore_result *ret_result, struct diag *diag) {
  json_t *root = json_load_file(path, 0, NULL);
  json_t *object = json_array_get(json_object_get(root, "explored"), index);
  struct explore_result result = {0};
  int status = read_result(object, &result);
  json_decref(root);
  if (status == -EINVAL)
    diag_add(
        diag, DIAG_ERROR, NULL,
        "%s: not as sockfit explore writes it; without --resume it is made "
        "anew",
        path);
  if (status != 0)
    explore_result_done(&result);
  else
    *ret_result = result;
  return status;
}
