/* SPDX-License-Identifier: BSD-3-Clause */
/* docs/scenario.schema.json, for editors, is what kinds.def, options.def and
 * profiles.def say. With --print the program writes it. What depends on
 * several places of a file (a parameter that must be given in a variant or
 * above it) is left to sockfit: a schema that is too strict would mark what is
 * right. */
#include "support.h"

#include <inttypes.h>
#include <jansson.h>

#include "limits/options.h"
#include "limits/profile.h"

#define FILE_NAME TEST_DATA_DIR "/../../docs/scenario.schema.json"
#define PAGE TEST_DATA_DIR "/../../docs/scenario-format.md"

#define NAME "^[A-Za-z0-9][-_.A-Za-z0-9]{0,62}$"
#define TIME "^[0-9]+(\\.[0-9]+)?(ns|us|ms|s|min|h|d)$"
#define RATE "^([0-9]+(\\.[0-9]+)?(bit|kbit|Mbit|Gbit)/s|unlimited)$"
#define SHARE "^[0-9]+(\\.[0-9]+)?%$"
#define SIZE "^[0-9]+ ?(B|KiB|MiB)$"
#define BOUND "^(<=|>=|<|>|=|!=)? *(0x[0-9A-Fa-f]+|[0-9]+)$"

/* ---- small schemas ---- */

static json_t *reference(const char *name) {
  return json_pack("{s:o}", "$ref", json_sprintf("#/$defs/%s", name));
}

static json_t *pattern(const char *text) {
  return json_pack("{s:s, s:s}", "type", "string", "pattern", text);
}

static json_t *number(int64_t min, int64_t max) {
  return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum",
                   (json_int_t)min, "maximum", (json_int_t)max);
}

static json_t *either(json_t *a, json_t *b) {
  return json_pack("{s:[o, o]}", "anyOf", a, b);
}

static json_t *object(json_t *properties) {
  return json_pack("{s:s, s:o, s:b}", "type", "object", "properties",
                   properties, "additionalProperties", 0);
}

static json_t *described(json_t *schema, const char *text) {
  json_object_set_new(schema, "description", json_string(text));
  return schema;
}

/* ---- kinds ---- */

static json_t *choices(const char *words) {
  json_t *array = json_array();
  for (const char *at = words; *at;) {
    size_t len = strcspn(at, "|");
    json_array_append_new(array, json_stringn(at, len));
    at += len + (at[len] == '|');
  }
  return json_pack("{s:o}", "enum", array);
}

/* A time, or 0 without a unit. */
static json_t *time_schema(void) {
  return json_pack("{s:[o, {s:i}]}", "anyOf", reference("time"), "const", 0);
}

static json_t *share_schema(void) {
  return json_pack("{s:[o, {s:i}]}", "anyOf", pattern(SHARE), "const", 0);
}

static json_t *value_of(const struct param_spec *spec) {
  switch (spec->type) {
  case PARAM_NUMBER:
    return number(spec->min, spec->max);
  case PARAM_TIME:
    return time_schema();
  case PARAM_BOOL:
    return json_pack("{s:s}", "type", "boolean");
  case PARAM_TEXT:
    return json_pack("{s:[s, s, s]}", "type", "string", "number", "boolean");
  case PARAM_LIST:
    return either(json_pack("{s:s}", "type", "string"),
                  json_pack("{s:s, s:{s:s}}", "type", "array", "items", "type",
                            "string"));
  case PARAM_HOST:
  case PARAM_STEPS:
    return json_pack("{s:s}", "type", "string");
  case PARAM_RATE:
    return pattern(RATE);
  case PARAM_PERCENT:
    return share_schema();
  case PARAM_CHOICE:
    return choices(spec->choices);
  case PARAM_BOUND:
    return reference("bound");
  }
  return json_object();
}

/* A fallback as the YAML of a scenario would have it. */
static json_t *fallback_of(const struct param_spec *spec) {
  if (spec->type == PARAM_NUMBER)
    return json_integer(strtoll(spec->fallback, NULL, 10));
  if (spec->type == PARAM_BOOL)
    return json_boolean(strcmp(spec->fallback, "true") == 0);
  return json_string(spec->fallback);
}

static json_t *param_schema(const struct param_spec *spec) {
  json_t *schema = described(value_of(spec), spec->help);
  if (spec->fallback)
    json_object_set_new(schema, "default", fallback_of(spec));
  return schema;
}

static void add_common(json_t *properties, enum item_family family) {
  if (!family_is_named(family))
    return;
  json_object_set_new(properties, "name",
                      described(reference("name"), "default: the kind"));
  if (family != FAMILY_CONSUMER)
    return;
  json_object_set_new(properties, "declares", reference("declares"));
}

/* Parameters that must be given: an expectation or a fault is complete where it
 * stands; a consumer may have them from elsewhere. */
static json_t *required_of(const struct kind *kind) {
  json_t *array = json_array();
  for (size_t i = 0; i < kind->param_count; i++)
    if (!family_is_named(kind->family) && kind->params[i].required)
      json_array_append_new(array, json_string(kind->params[i].name));
  return array;
}

/* Parameters that are enough when they are true: `KIND: WORD`. */
static json_t *words_of(const struct kind *kind, const json_t *required) {
  json_t *array = json_array();
  size_t most = json_array_size(required);
  for (size_t i = 0; i < kind->param_count; i++) {
    const struct param_spec *spec = &kind->params[i];
    if (!family_is_named(kind->family) && spec->type == PARAM_BOOL &&
        most == (spec->required ? 1 : 0))
      json_array_append_new(array, json_string(spec->name));
  }
  return array;
}

static json_t *kind_schema(const struct kind *kind) {
  json_t *properties = json_object();
  add_common(properties, kind->family);
  for (size_t i = 0; i < kind->param_count; i++)
    json_object_set_new(properties, kind->params[i].name,
                        param_schema(&kind->params[i]));
  json_t *params = object(properties);
  json_t *required = required_of(kind);
  bool alone = json_array_size(required) == 0;
  json_t *words = words_of(kind, required);
  json_object_set_new(params, "required", required);
  if (alone)
    json_object_set_new(params, "type", json_pack("[s, s]", "object", "null"));
  for (size_t i = 0; i < kind->param_count; i++)
    if (kind->params[i].type == PARAM_LIST && kind->params[i].required)
      params = either(value_of(&kind->params[i]), params);
  if (json_array_size(words) > 0)
    return described(either(json_pack("{s:o}", "enum", words), params),
                     kind->help);
  json_decref(words);
  return described(params, kind->help);
}

/* `- kind` or `- kind: {parameters}`. */
static json_t *family_schema(enum item_family family) {
  size_t count;
  const struct kind *const *kinds = kinds_of(family, &count);
  json_t *words = json_array(), *properties = json_object();
  for (size_t i = 0; i < count; i++) {
    json_t *schema = kind_schema(kinds[i]);
    json_t *required = required_of(kinds[i]);
    if (json_array_size(required) == 0)
      json_array_append_new(words, json_string(kinds[i]->name));
    json_decref(required);
    json_object_set_new(properties, kinds[i]->name, schema);
  }
  json_t *with = object(properties);
  json_object_set_new(with, "minProperties", json_integer(1));
  json_object_set_new(with, "maxProperties", json_integer(1));
  json_t *item = either(json_pack("{s:o}", "enum", words), with);
  return json_pack("{s:s, s:o}", "type", "array", "items", item);
}

/* ---- keys ---- */

static json_t *limit_schema(const struct option_spec *option) {
  json_t *value = number(option->min, option->max);
  if (strcmp(option->name, "SOCKFIT_HEAP") == 0)
    value = either(value, pattern(SIZE));
  return described(value, option->range_because);
}

static json_t *limits_schema(void) {
  size_t count;
  const struct option_spec *options = options_all(&count);
  json_t *properties = json_object();
  for (size_t i = 0; i < count; i++) {
    const struct option_spec *option = &options[i];
    const char *const names[] = {option->name, option->kconfig};
    for (size_t k = 0; k < 2; k++)
      if (names[k])
        json_object_set_new(properties, names[k], limit_schema(option));
  }
  return object(properties);
}

static json_t *profile_schema(void) {
  size_t count;
  const struct profile *const *profiles = profiles_all(&count);
  json_t *names = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(names, json_string(profiles[i]->name));
  return json_pack("{s:o, s:s}", "enum", names, "default", "esp-idf");
}

/* of_all: `link` itself, which says more than the link of one host. */
static json_t *link_schema(bool of_all) {
  static const char *const times[] = {"delay", "jitter", "queue"};
  static const char *const shares[] = {"loss", "duplicate", "reorder",
                                       "corrupt"};
  json_t *properties = json_object();
  for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
    json_object_set_new(properties, times[i], time_schema());
  for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++)
    json_object_set_new(properties, shares[i], share_schema());
  json_object_set_new(properties, "rate", pattern(RATE));
  if (!of_all)
    return object(properties);
  json_object_set_new(properties, "tap", json_pack("{s:s}", "type", "boolean"));
  json_object_set_new(properties, "peers",
                      json_pack("{s:[s, s]}", "enum", "simulated", "real"));
  return either(json_pack("{s:s}", "const", "tap"), object(properties));
}

static void add_links(json_t *keys) {
  json_object_set_new(keys, "link",
                      described(link_schema(true),
                                "every host's line to the switch; delay is one "
                                "way"));
  json_object_set_new(
      keys, "links",
      json_pack("{s:s, s:o, s:s}", "type", "object", "additionalProperties",
                link_schema(false), "description",
                "lines of single hosts: device, a peer or NAME-1"));
}

/* Keys that the top level and a variant have in common. */
static json_t *shared_keys(void) {
  json_t *keys = json_object();
  json_object_set_new(keys, "about",
                      described(json_pack("{s:s}", "type", "string"),
                                "what the variant shows"));
  json_object_set_new(keys, "profile",
                      described(profile_schema(), "the set of stack rules"));
  json_object_set_new(keys, "seed",
                      json_pack("{s:s, s:i, s:i, s:s}", "type", "integer",
                                "minimum", 0, "default", 1, "description",
                                "all randomness of a run comes from it"));
  json_object_set_new(
      keys, "run_for",
      described(reference("time"), "how long the run is, in virtual time"));
  json_object_set_new(keys, "address",
                      json_pack("{s:[s, s], s:s, s:s}", "enum", "static",
                                "dhcp", "default", "static", "description",
                                "where the device's IPv4 address is from"));
  json_object_set_new(keys, "ipv6",
                      json_pack("{s:[s, s], s:s, s:s}", "enum", "link_local",
                                "slaac", "default", "link_local", "description",
                                "which IPv6 addresses the device has"));
  add_links(keys);
  json_object_set_new(keys, "limits",
                      described(reference("limits"),
                                "lwIP options that win over what the "
                                "consumers add up to"));
  json_object_set_new(keys, "consumers",
                      described(reference("consumers"),
                                "parts of the firmware that use sockets"));
  json_object_set_new(
      keys, "peers",
      described(reference("peers"), "hosts that talk to the device"));
  json_object_set_new(keys, "faults",
                      described(reference("faults"), "what goes wrong, when"));
  json_object_set_new(keys, "expect",
                      described(reference("expect"), "what must hold"));
  return keys;
}

static json_t *definitions(void) {
  json_t *counts =
      object(json_pack("{s:o, s:o, s:o}", "tcp", number(0, 1000), "udp",
                       number(0, 1000), "tcp_listen", number(0, 1000)));
  json_t *variant = object(shared_keys());
  json_object_set_new(variant, "type", json_pack("[s, s]", "object", "null"));
  json_t *bound = either(json_pack("{s:s}", "type", "integer"), pattern(BOUND));
  return json_pack(
      "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
      pattern(NAME), "time", pattern(TIME), "bound",
      described(bound, "a number, or a comparison such as \"<= 19\""),
      "declares", described(counts, "what it registers with ESPHome"), "limits",
      limits_schema(), "consumers", family_schema(FAMILY_CONSUMER), "peers",
      family_schema(FAMILY_PEER), "faults", family_schema(FAMILY_FAULT),
      "expect", family_schema(FAMILY_EXPECTATION), "variant", variant);
}

static json_t *scenario_schema(void) {
  json_t *keys = shared_keys();
  json_object_set_new(keys, "scenario",
                      described(reference("name"), "its name"));
  json_object_set_new(
      keys, "variants",
      json_pack("{s:s, s:o, s:o, s:i, s:i, s:s}", "type", "object",
                "propertyNames", reference("name"), "additionalProperties",
                reference("variant"), "minProperties", 1, "maxProperties", 64,
                "description",
                "runs of their own: the top level with these keys laid over "
                "it"));
  json_t *schema = object(keys);
  json_object_set_new(
      schema, "$schema",
      json_string("https://json-schema.org/draft/2020-12/schema"));
  json_object_set_new(schema, "title", json_string("sockfit scenario"));
  json_object_set_new(schema, "required", json_pack("[s]", "scenario"));
  json_object_set_new(schema, "anyOf",
                      json_pack("[{s:[s]}, {s:[s]}]", "required", "run_for",
                                "required", "variants"));
  json_object_set_new(schema, "$defs", definitions());
  return schema;
}

/* ---- the suite ---- */

START_TEST(the_file_is_up_to_date) {
  json_error_t error;
  json_t *file = json_load_file(FILE_NAME, 0, &error);
  ck_assert_msg(file != NULL, "%s: %s", FILE_NAME, error.text);
  json_t *now = scenario_schema();
  ck_assert_msg(json_equal(file, now),
                "docs/scenario.schema.json differs from kinds.def, options.def "
                "or profiles.def: write it with --print");
  json_decref(file);
  json_decref(now);
}
END_TEST

/* Keys are written here by hand; the page has a heading for each, and a test
 * of its own. */
START_TEST(every_key_of_the_page_is_in_it) {
  char line[256];
  size_t found = 0;
  bool in_keys = false;
  json_t *schema = scenario_schema();
  json_t *keys = json_object_get(schema, "properties");
  FILE *page = fopen(PAGE, "r");
  ck_assert_ptr_nonnull(page);
  while (fgets(line, sizeof(line), page)) {
    char key[64];
    if (strncmp(line, "## ", 3) == 0)
      in_keys = strcmp(line, "## Keys\n") == 0;
    if (!in_keys || sscanf(line, "### `%63[a-z_0-9]`", key) != 1)
      continue;
    ck_assert_msg(json_object_get(keys, key) != NULL, "no key %s", key);
    found++;
  }
  fclose(page);
  ck_assert_uint_eq(found, json_object_size(keys));
  json_decref(schema);
}
END_TEST

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--print") == 0) {
    json_t *schema = scenario_schema();
    json_dumpf(schema, stdout, JSON_INDENT(2));
    json_decref(schema);
    putchar('\n');
    return EXIT_SUCCESS;
  }
  Suite *suite = suite_create("scenario/schema");
  TCase *tcase = tcase_create("schema");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, the_file_is_up_to_date);
  tcase_add_test(tcase, every_key_of_the_page_is_in_it);
  return run_suite(suite);
}
