/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what differs between two results. See diff.h; reads the two
 * files only. Nothing is taken for granted about what is in them. */
#include "report/diff.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define SCHEMA "sockfit.result/1"

/* One run on both sides. */
struct pair {
  struct diff *diff;
  const char *name;
  const json_t *a;
  const json_t *b;
};

static char *copy_value(const json_t *value) {
  if (json_is_string(value))
    return strdup(json_string_value(value));
  if (json_is_integer(value))
    return text_format("%" JSON_INTEGER_FORMAT, json_integer_value(value));
  if (json_is_real(value))
    return text_format("%.3f", json_real_value(value));
  if (json_is_boolean(value))
    return strdup(json_is_true(value) ? "yes" : "no");
  return strdup("-");
}

/* Takes what, a and b. */
static void add_row(const struct pair *pair, char *what, char *a, char *b,
                    bool worse) {
  struct diff *diff = pair->diff;
  struct diff_row *rows =
      realloc(diff->rows, (diff->row_count + 1) * sizeof(*rows));
  char *run = strdup(pair->name);
  if (rows != NULL)
    diff->rows = rows;
  if (!rows || !run || !what || !a || !b) {
    free(run);
    free(what);
    free(a);
    free(b);
    diff->failed = true;
    return;
  }
  rows[diff->row_count++] = (struct diff_row){run, what, a, b, worse};
  diff->worse_count += worse;
}

/* json_equal says that nothing is not nothing. */
static bool same(const json_t *a, const json_t *b) {
  return (!a && !b) || json_equal(a, b);
}

/* A row when the two are not the same. Takes what. */
static void compare(const struct pair *pair, char *what, const json_t *a,
                    const json_t *b, bool worse) {
  if (same(a, b))
    free(what);
  else
    add_row(pair, what, copy_value(a), copy_value(b), worse);
}

/* A refusal where there was none. */
static bool first_refusal(const char *key, const json_t *a, const json_t *b) {
  return strcmp(key, "refused") == 0 && json_integer_value(a) == 0 &&
         json_integer_value(b) > 0;
}

/* The members key of two objects, as "name key" or, without a name, "key". */
static void compare_member(const struct pair *pair, const char *name,
                           const char *key, const json_t *a, const json_t *b) {
  const json_t *a_value = json_object_get(a, key);
  const json_t *b_value = json_object_get(b, key);
  compare(pair, text_format("%s%s%s", name, *name == '\0' ? "" : " ", key),
          a_value, b_value, first_refusal(key, a_value, b_value));
}

/* In order of badness; a verdict that we do not know is the worst. */
static size_t badness(const json_t *verdict) {
  static const char *const words[] = {"pass", "undecided", "fail", "error"};
  const char *word = json_string_value(verdict);
  size_t i = 0;
  while (i < 4 && (!word || strcmp(words[i], word) != 0))
    i++;
  return i;
}

static void compare_verdicts(const struct pair *pair) {
  const json_t *a = json_object_get(pair->a, "verdict");
  const json_t *b = json_object_get(pair->b, "verdict");
  compare(pair, strdup("verdict"), a, b, badness(b) > badness(a));
}

/* The item of an array whose member key is the same text, or NULL. */
static const json_t *find(const json_t *array, const char *key,
                          const json_t *text) {
  size_t i;
  const json_t *item;
  json_array_foreach(array, i, item) {
    if (text && json_equal(json_object_get(item, key), text))
      return item;
  }
  return NULL;
}

static void compare_expectations(const struct pair *pair) {
  const json_t *others = json_object_get(pair->b, "expectations");
  size_t i;
  const json_t *a;
  json_array_foreach(json_object_get(pair->a, "expectations"), i, a) {
    const json_t *text = json_object_get(a, "text");
    const json_t *b = find(others, "text", text);
    bool held = json_is_true(json_object_get(a, "held"));
    bool holds = json_is_true(json_object_get(b, "held"));
    if (b && held != holds)
      add_row(pair,
              text_format("expected: %s",
                          json_is_string(text) ? json_string_value(text) : "?"),
              strdup(held ? "held" : "not held"),
              strdup(holds ? "held" : "not held"), held);
  }
}

/* Both objects' members, those of b that a lacks last. */
static void compare_limits(const struct pair *pair) {
  json_t *a = json_object_get(pair->a, "limits");
  json_t *b = json_object_get(pair->b, "limits");
  const char *key;
  json_t *value;
  json_object_foreach(a, key, value)
      compare(pair, strdup(key), value, json_object_get(b, key), false);
  json_object_foreach(b, key, value) if (!json_object_get(a, key))
      compare(pair, strdup(key), NULL, value, false);
}

static void compare_pools(const struct pair *pair) {
  json_t *others = json_object_get(pair->b, "pools");
  const char *name;
  json_t *a;
  json_object_foreach(json_object_get(pair->a, "pools"), name, a) {
    const json_t *b = json_object_get(others, name);
    if (!b || strcmp(name, "NUM_SOCKETS") == 0) /* told under "sockets" */
      continue;
    compare_member(pair, name, "peak", a, b);
    compare_member(pair, name, "refused", a, b);
  }
}

static void compare_consumers(const struct pair *pair) {
  const json_t *others = json_object_get(pair->b, "consumers");
  size_t i;
  const json_t *a;
  json_array_foreach(json_object_get(pair->a, "consumers"), i, a) {
    const json_t *name = json_object_get(a, "name");
    const json_t *b = find(others, "name", name);
    const char *word = json_is_string(name) ? json_string_value(name) : "?";
    if (!b)
      continue;
    compare_member(pair, word, "idle", a, b);
    compare_member(pair, word, "peak", a, b);
    compare_member(pair, word, "refused", a, b);
    compare_member(pair, word, "state", a, b);
  }
}

static void compare_runs(const struct pair *pair) {
  static const char *const sockets[] = {"limit", "idle", "peak", "end",
                                        "refused"};
  pair->diff->run_count++;
  compare_verdicts(pair);
  compare_expectations(pair);
  for (size_t i = 0; i < sizeof(sockets) / sizeof(*sockets); i++)
    compare_member(pair, "sockets", sockets[i],
                   json_object_get(pair->a, "sockets"),
                   json_object_get(pair->b, "sockets"));
  compare_pools(pair);
  compare_consumers(pair);
  compare_limits(pair);
}

/* ---- files ---- */

static int load(const char *path, json_t **ret_root, struct diag *diag) {
  json_error_t error;
  *ret_root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
  if (!*ret_root) {
    struct place place = {path, error.line > 0 ? error.line : 0, error.column};
    diag_add(diag, DIAG_ERROR, &place, "%s", error.text);
    return -EINVAL;
  }
  const json_t *schema = json_object_get(*ret_root, "schema");
  if (json_is_string(schema) &&
      strcmp(json_string_value(schema), SCHEMA) == 0 &&
      json_is_array(json_object_get(*ret_root, "runs")))
    return 0;
  struct place place = {.file = path};
  diag_add(diag, DIAG_ERROR, &place,
           "expected a result of 'sockfit run --json FILE' (schema " SCHEMA
           ")");
  return -EINVAL;
}

/* "scenario:variant"; NULL: no memory. */
static char *name_of(const json_t *run) {
  char *scenario = copy_value(json_object_get(run, "scenario"));
  char *variant = copy_value(json_object_get(run, "variant"));
  char *name =
      scenario && variant ? text_format("%s:%s", scenario, variant) : NULL;
  free(scenario);
  free(variant);
  return name;
}

/* The run of the same scenario and variant, or NULL. */
static const json_t *same_run(const json_t *runs, const json_t *run) {
  size_t i;
  const json_t *other;
  json_array_foreach(runs, i, other) {
    if (same(json_object_get(other, "scenario"),
             json_object_get(run, "scenario")) &&
        same(json_object_get(other, "variant"),
             json_object_get(run, "variant")))
      return other;
  }
  return NULL;
}

/* gone: runs are A's, and what is not among others has gone. */
static void compare_lists(struct diff *diff, const json_t *runs,
                          const json_t *others, bool gone) {
  size_t i;
  const json_t *run;
  json_array_foreach(runs, i, run) {
    const json_t *other = same_run(others, run);
    char *name = name_of(run);
    struct pair pair = {diff, name ? name : "?", run, other};
    if (other && gone)
      compare_runs(&pair);
    else if (!other)
      add_row(&pair, strdup("run"), strdup(gone ? "there" : "not there"),
              strdup(gone ? "not there" : "there"), gone);
    diff->failed |= !name;
    free(name);
  }
}

int diff_make(const char *a_path, const char *b_path, struct diff *ret_diff,
              struct diag *diag) {
  struct diff diff = {.a_path = a_path, .b_path = b_path};
  json_t *a = NULL, *b = NULL;
  int status = load(a_path, &a, diag);
  int other = load(b_path, &b, diag);
  if (status == 0)
    status = other;
  if (status == 0) {
    const json_t *a_runs = json_object_get(a, "runs");
    const json_t *b_runs = json_object_get(b, "runs");
    compare_lists(&diff, a_runs, b_runs, true);
    compare_lists(&diff, b_runs, a_runs, false);
    status = diff.failed ? -ENOMEM : 0;
  }
  json_decref(a);
  json_decref(b);
  if (status != 0)
    diff_done(&diff);
  else
    *ret_diff = diff;
  return status;
}

void diff_done(struct diff *diff) {
  for (size_t i = 0; i < diff->row_count; i++) {
    free(diff->rows[i].run);
    free(diff->rows[i].what);
    free(diff->rows[i].a);
    free(diff->rows[i].b);
  }
  free(diff->rows);
  *diff = (struct diff){0};
}
