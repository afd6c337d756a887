/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of `--set KEY=VALUE` on valid/merge.yaml. */
#include "support.h"

#include <errno.h>

#include "base/units.h"

static struct loaded load_set(const char *key, const char *value) {
  enter_data_dir("valid");
  struct override override = {key, value};
  return load_good("merge.yaml", &override, 1);
}

/* The override is wrong in exactly this way. */
static void assert_mistake(const char *key, const char *value,
                           const char *expected) {
  enter_data_dir("valid");
  struct override override = {key, value};
  struct loaded loaded = load_with("merge.yaml", &override, 1);
  ck_assert_int_eq(loaded.result, -EINVAL);
  ck_assert_str_eq(loaded.text, expected);
  loaded_done(&loaded);
}

START_TEST(a_scalar_is_set_in_every_variant) {
  struct loaded loaded = load_set("seed", "99");
  for (size_t i = 0; i < loaded.scenario->variant_count; i++)
    ck_assert_uint_eq(loaded.scenario->variants[i].seed, 99);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_dotted_limit_is_one_limit_more) {
  struct loaded loaded = load_set("limits.MEMP_NUM_NETCONN", "16");
  const struct variant *variant = variant_of(&loaded, "limits");
  ck_assert_uint_eq(variant->limit_count, 3);
  ck_assert_int_eq(variant->limits[0].value, 16);
  ck_assert_str_eq(variant->limits[0].place.file,
                   "--set limits.MEMP_NUM_NETCONN");
  ck_assert_int_eq(variant->limits[0].place.line, 0);
  loaded_done(&loaded);
}
END_TEST

START_TEST(limits_as_a_whole_are_replaced) {
  struct loaded loaded = load_set("limits", "{}");
  for (size_t i = 0; i < loaded.scenario->variant_count; i++)
    ck_assert_uint_eq(loaded.scenario->variants[i].limit_count, 0);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_dotted_link_key_leaves_the_other_one) {
  struct loaded loaded = load_set("link.delay", "9ms");
  const struct variant *variant = variant_of(&loaded, "empty");
  ck_assert_int_eq(variant->link.delay_ns, 9 * NS_PER_MS);
  ck_assert_int_eq(variant->link.rate_bits_per_s, 1000000);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_parameter_is_set_by_the_items_name) {
  struct loaded loaded = load_set("consumers.web.port", "8888");
  const struct item *web = consumer_of(variant_of(&loaded, "items"), "web");
  ck_assert_int_eq(item_number(web, "port"), 8888);
  ck_assert_str_eq(item_param(web, "port")->place.file,
                   "--set consumers.web.port");
  ck_assert_int_eq(item_number(web, "max_open_sockets"), 3);
  loaded_done(&loaded);
  loaded = load_set("peers.browser.tabs", "4");
  const struct item *browser = peer_of(variant_of(&loaded, "empty"), "browser");
  ck_assert_int_eq(item_number(browser, "tabs"), 4);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_name_with_dots_is_found) {
  enter_data_dir("valid");
  struct override override = {"consumers.cam.front-1.port", "81"};
  struct loaded loaded = load_good("everything.yaml", &override, 1);
  const struct variant *variant = variant_of(&loaded, "default");
  ck_assert_int_eq(item_number(consumer_of(variant, "cam.front-1"), "port"),
                   81);
  loaded_done(&loaded);
}
END_TEST

START_TEST(declares_is_set_as_a_flow_mapping) {
  struct loaded loaded = load_set("consumers.web.declares", "{udp: 5}");
  const struct item *web = consumer_of(variant_of(&loaded, "empty"), "web");
  ck_assert_int_eq(web->declared.tcp, 4);
  ck_assert_int_eq(web->declared.udp, 5);
  loaded_done(&loaded);
}
END_TEST

START_TEST(an_item_may_be_missing_in_some_variants) {
  struct loaded loaded = load_set("consumers.mqtt.port", "8883");
  const struct item *mqtt = consumer_of(variant_of(&loaded, "items"), "mqtt");
  ck_assert_int_eq(item_number(mqtt, "port"), 8883);
  ck_assert_uint_eq(variant_of(&loaded, "empty")->consumer_count, 2);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_plus_adds_to_a_list) {
  struct loaded loaded = load_set("consumers+", "[ota: {name: more}]");
  for (size_t i = 0; i < loaded.scenario->variant_count; i++)
    consumer_of(&loaded.scenario->variants[i], "more");
  consumer_of(variant_of(&loaded, "items"), "web");
  loaded_done(&loaded);
  loaded = load_set("expect+", "[no_crash]");
  const struct variant *variant = variant_of(&loaded, "empty");
  ck_assert_str_eq(variant->expectations[0].kind->name, "no_crash");
  ck_assert_uint_gt(variant->expectation_count, 1);
  loaded_done(&loaded);
}
END_TEST

START_TEST(expect_replaces_all_expectations) {
  struct loaded loaded =
      load_set("expect", "[no_leak, peak: {sockets: \"<= 5\"}]");
  for (size_t i = 0; i < loaded.scenario->variant_count; i++) {
    const struct variant *variant = &loaded.scenario->variants[i];
    ck_assert_uint_eq(variant->expectation_count, 2);
    ck_assert_str_eq(variant->expectations[0].text, "no_leak");
    ck_assert_str_eq(variant->expectations[1].text,
                     "peak: {sockets: \"<= 5\"}");
    ck_assert_str_eq(variant->expectations[1].place.file, "--set expect");
  }
  loaded_done(&loaded);
}
END_TEST

START_TEST(peers_as_a_whole_are_replaced) {
  struct loaded loaded = load_set("peers", "[mdns_querier]");
  const struct variant *variant = variant_of(&loaded, "items");
  ck_assert_uint_eq(variant->peer_count, 1);
  ck_assert_str_eq(variant->peers[0].name, "mdns_querier");
  loaded_done(&loaded);
}
END_TEST

START_TEST(later_overrides_win) {
  enter_data_dir("valid");
  struct override overrides[] = {{"seed", "5"}, {"seed", "6"}};
  struct loaded loaded = load_good("merge.yaml", overrides, 2);
  ck_assert_uint_eq(variant_of(&loaded, "empty")->seed, 6);
  loaded_done(&loaded);
}
END_TEST

START_TEST(an_override_may_supply_what_the_file_lacks) {
  enter_data_dir("malformed");
  struct override override = {"run_for", "5s"};
  struct loaded loaded = load_good("missing-run-for.yaml", &override, 1);
  ck_assert_int_eq(variant_of(&loaded, "default")->run_for_ns, 5 * NS_PER_S);
  loaded_done(&loaded);
}
END_TEST

START_TEST(places_outlive_the_strings_of_the_caller) {
  enter_data_dir("valid");
  char key[] = "expect";
  char value[] = "[no_leak]";
  struct override override = {key, value};
  struct loaded loaded = load_good("merge.yaml", &override, 1);
  memset(key, '?', strlen(key));
  memset(value, '?', strlen(value));
  const struct item *item = &loaded.scenario->variants[0].expectations[0];
  ck_assert_str_eq(item->place.file, "--set expect");
  ck_assert_str_eq(item->text, "no_leak");
  loaded_done(&loaded);
}
END_TEST

START_TEST(an_unknown_key_is_named_with_the_nearest) {
  assert_mistake("sed", "1",
                 "--set sed: error: unknown key 'sed' in --set; did you mean "
                 "'seed'?\n");
  assert_mistake("variants", "{}",
                 "--set variants: error: unknown key 'variants' in --set; "
                 "known keys: about, profile, seed, run_for, address, ipv6, "
                 "link, links, limits, "
                 "consumers, peers, faults, expect\n");
  assert_mistake("seed.x", "1",
                 "--set seed.x: error: unknown key 'seed.x' in --set; did you "
                 "mean 'seed'?\n");
}
END_TEST

START_TEST(a_wrong_value_is_explained_once_for_all_variants) {
  assert_mistake("seed", "x",
                 "--set seed: error: seed: expected a whole number, 0 or "
                 "more, found 'x'\n");
  assert_mistake("run_for", "5",
                 "--set run_for: error: run_for: expected a time with a unit "
                 "such as 5s or 250ms, found '5'\n");
  assert_mistake("consumers.web.port", "0",
                 "--set consumers.web.port: error: port: 0 is out of range (1 "
                 "to 65535)\n");
  assert_mistake("expect", "[no_leaks]",
                 "--set expect:1:2: error: unknown expectation kind "
                 "'no_leaks'; did you mean 'no_leak'?\n");
}
END_TEST

START_TEST(a_value_that_is_no_yaml_is_explained) {
  assert_mistake("seed", "", "--set seed: error: there is nothing in it\n");
  assert_mistake("expect", "[no_leak",
                 "--set expect:2:1: error: not valid YAML: flow sequence "
                 "without a closing bracket\n");
  assert_mistake("profile", "a\xff",
                 "--set profile:1:2: error: octet 0xff is not UTF-8 text\n");
  assert_mistake("seed", "1\n---\n2",
                 "--set seed:2:1: error: a scenario is one YAML document\n");
}
END_TEST

START_TEST(an_unknown_item_or_parameter_is_explained) {
  assert_mistake("consumers.wbe.port", "1",
                 "--set consumers.wbe.port: error: no variant has a consumer "
                 "of that name\n");
  assert_mistake("peers.api.port", "1",
                 "--set peers.api.port: error: no variant has a peer of that "
                 "name\n");
  assert_mistake("consumers.web.prot", "1",
                 "--set consumers.web.prot: error: unknown key 'prot' in "
                 "consumer 'web_server'; did you mean 'port'?\n");
}
END_TEST

START_TEST(an_item_needs_a_parameter_and_keeps_its_name) {
  static const char explanation[] =
      "expected NAME.PARAMETER after the first dot, where PARAMETER is not "
      "'name'\n";
  char expected[200];
  snprintf(expected, sizeof(expected), "--set consumers.web: error: %s",
           explanation);
  assert_mistake("consumers.web", "1", expected);
  snprintf(expected, sizeof(expected), "--set consumers.web.name: error: %s",
           explanation);
  assert_mistake("consumers.web.name", "1", expected);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scenario/override");
  TCase *tcase = tcase_create("override");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, a_scalar_is_set_in_every_variant);
  tcase_add_test(tcase, a_dotted_limit_is_one_limit_more);
  tcase_add_test(tcase, limits_as_a_whole_are_replaced);
  tcase_add_test(tcase, a_dotted_link_key_leaves_the_other_one);
  tcase_add_test(tcase, a_parameter_is_set_by_the_items_name);
  tcase_add_test(tcase, a_name_with_dots_is_found);
  tcase_add_test(tcase, declares_is_set_as_a_flow_mapping);
  tcase_add_test(tcase, an_item_may_be_missing_in_some_variants);
  tcase_add_test(tcase, a_plus_adds_to_a_list);
  tcase_add_test(tcase, expect_replaces_all_expectations);
  tcase_add_test(tcase, peers_as_a_whole_are_replaced);
  tcase_add_test(tcase, later_overrides_win);
  tcase_add_test(tcase, an_override_may_supply_what_the_file_lacks);
  tcase_add_test(tcase, places_outlive_the_strings_of_the_caller);
  tcase_add_test(tcase, an_unknown_key_is_named_with_the_nearest);
  tcase_add_test(tcase, a_wrong_value_is_explained_once_for_all_variants);
  tcase_add_test(tcase, a_value_that_is_no_yaml_is_explained);
  tcase_add_test(tcase, an_unknown_item_or_parameter_is_explained);
  tcase_add_test(tcase, an_item_needs_a_parameter_and_keeps_its_name);
  return run_suite(suite);
}
