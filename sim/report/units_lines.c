/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: units of work as lines of JSON, and back. See units.h. Nothing
 * is taken for granted about a line. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/units.h"
#include "report/values.h"

/* Of any size: JSON numbers of jansson are signed. */
static json_t *seed_value(uint64_t seed) {
  char text[24];
  snprintf(text, sizeof(text), "%" PRIu64, seed);
  return json_string(text);
}

static bool read_seed(const json_t *object, uint64_t *ret_seed) {
  const char *text = json_string_value(json_object_get(object, "seed"));
  char *end;
  if (text == NULL || *text == '\0')
    return false;
  *ret_seed = strtoull(text, &end, 10);
  return *end == '\0';
}

/* Whether there is a number that is none below zero. */
static bool read_count(const json_t *object, const char *key,
                       size_t *ret_count) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_integer(value) || json_integer_value(value) < 0)
    return false;
  *ret_count = (size_t)json_integer_value(value);
  return true;
}

/* Absent: NULL. */
static int copy_text(const json_t *object, const char *key, char **ret_text) {
  const char *text = json_string_value(json_object_get(object, key));
  *ret_text = text == NULL ? NULL : strdup(text);
  return text != NULL && *ret_text == NULL ? -ENOMEM : 0;
}

static char *line_of(json_t *object, bool failed) {
  char *line = failed ? NULL : json_dumps(object, JSON_COMPACT);
  json_decref(object);
  return line;
}

/* ---- fit ---- */

char *units_fit_line(const struct fit_run *run) {
  struct writer writer = {0};
  json_t *object = json_object(), *limits = json_array();
  for (size_t i = 0; i < run->limit_count; i++) {
    const struct fit_run_limit *limit = &run->limits[i];
    values_append(&writer, limits,
                  json_pack("[I, I, b]", (json_int_t)limit->value,
                            (json_int_t)limit->peak, limit->refused ? 1 : 0));
  }
  values_put(&writer, object, "fit", json_integer((json_int_t)run->fit));
  values_put(&writer, object, "seed", seed_value(run->seed));
  values_put(&writer, object, "limits", limits);
  values_put(&writer, object, "because", values_string(run->because));
  return line_of(object, writer.failed);
}

static bool read_limits(const json_t *array, struct fit_run *run) {
  for (size_t i = 0; i < run->limit_count; i++) {
    struct fit_run_limit *limit = &run->limits[i];
    json_int_t value, peak;
    int refused;
    if (json_unpack(json_array_get(array, i), "[I, I, b]", &value, &peak,
                    &refused) != 0)
      return false;
    *limit = (struct fit_run_limit){value, peak, refused != 0};
  }
  return true;
}

int units_read_fit(const char *line, struct fit_run *ret_run) {
  struct fit_run run = {0};
  json_t *object = json_loads(line, 0, NULL);
  const json_t *limits = json_object_get(object, "limits");
  int status = read_count(object, "fit", &run.fit) &&
                       read_seed(object, &run.seed) && json_is_array(limits)
                   ? 0
                   : -EINVAL;
  if (status == 0) {
    run.limit_count = json_array_size(limits);
    run.limits = calloc(run.limit_count + 1, sizeof(*run.limits));
    status = run.limits == NULL ? -ENOMEM
             : read_limits(limits, &run)
                 ? copy_text(object, "because", &run.because)
                 : -EINVAL;
  }
  json_decref(object);
  if (status != 0)
    fit_run_done(&run);
  else
    *ret_run = run;
  return status;
}

/* ---- explore ---- */

static json_t *failure_value(struct writer *writer,
                             const struct explore_finding *failure) {
  json_t *object = json_object();
  values_put(writer, object, "fingerprint",
             values_string(failure->fingerprint));
  if (failure->scenario == NULL)
    return object;
  values_put(writer, object, "about", values_string(failure->about));
  values_put(writer, object, "events",
             json_integer((json_int_t)failure->events));
  values_put(writer, object, "scenario", values_string(failure->scenario));
  return object;
}

char *units_explore_line(const struct explore_unit *unit, size_t variant,
                         size_t index) {
  struct writer writer = {0};
  json_t *object = json_object(), *failures = json_array();
  for (size_t i = 0; i < unit->count; i++)
    values_append(&writer, failures,
                  failure_value(&writer, &unit->failures[i]));
  values_put(&writer, object, "variant", json_integer((json_int_t)variant));
  values_put(&writer, object, "unit", json_integer((json_int_t)index));
  values_put(&writer, object, "seed",
             seed_value(unit->count > 0 ? unit->failures[0].seed : 0));
  values_put(&writer, object, "refused", json_boolean(unit->refused));
  values_put(&writer, object, "failures", failures);
  return line_of(object, writer.failed);
}

static int read_failure(const json_t *object, uint64_t seed,
                        struct explore_unit *unit) {
  const char *fingerprint =
      json_string_value(json_object_get(object, "fingerprint"));
  if (fingerprint == NULL || unit->count == CULPRITS_MAX)
    return -EINVAL;
  struct explore_finding *failure = &unit->failures[unit->count++];
  *failure = (struct explore_finding){.seed = seed, .hits = 1};
  snprintf(failure->fingerprint, sizeof(failure->fingerprint), "%s",
           fingerprint);
  if (json_object_get(object, "scenario") == NULL)
    return 0;
  if (!read_count(object, "events", &failure->events))
    return -EINVAL;
  int status = copy_text(object, "about", &failure->about);
  if (status == 0)
    status = copy_text(object, "scenario", &failure->scenario);
  if (status == 0 && (failure->about == NULL || failure->scenario == NULL))
    status = -EINVAL;
  return status;
}

int units_read_explore(const char *line, size_t *ret_variant, size_t *ret_index,
                       struct explore_unit *ret_unit) {
  uint64_t seed = 0;
  size_t i;
  const json_t *value;
  json_t *object = json_loads(line, 0, NULL);
  int status = read_count(object, "variant", ret_variant) &&
                       read_count(object, "unit", ret_index) &&
                       read_seed(object, &seed)
                   ? 0
                   : -EINVAL;
  *ret_unit = (struct explore_unit){
      .refused = json_is_true(json_object_get(object, "refused"))};
  json_array_foreach(json_object_get(object, "failures"), i, value) {
    if (status == 0)
      status = read_failure(value, seed, ret_unit);
  }
  json_decref(object);
  if (status != 0)
    explore_unit_done(ret_unit);
  return status;
}
