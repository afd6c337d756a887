/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of scenario_load with the files of valid/: what a scenario means. */
#include "support.h"

#include "base/units.h"

static struct loaded load_valid(const char *name) {
  enter_data_dir("valid");
  return load_good(name, NULL, 0);
}

START_TEST(a_minimal_file_is_one_variant_with_defaults) {
  struct loaded loaded = load_valid("minimal.yaml");
  ck_assert_str_eq(loaded.scenario->name, "minimal");
  ck_assert_str_eq(loaded.scenario->file, "minimal.yaml");
  ck_assert_str_eq(loaded.scenario->intent, "");
  ck_assert_uint_eq(loaded.scenario->variant_count, 1);
  const struct variant *variant = &loaded.scenario->variants[0];
  ck_assert_str_eq(variant->name, "default");
  ck_assert_str_eq(variant->profile, "esp-idf");
  ck_assert_uint_eq(variant->seed, 1);
  ck_assert_int_eq(variant->run_for_ns, NS_PER_S);
  ck_assert_int_eq(variant->link.delay_ns, NS_PER_MS);
  ck_assert_int_eq(variant->link.rate_bits_per_s, 20000000);
  ck_assert_uint_eq(variant->limit_count, 0);
  ck_assert_uint_eq(variant->consumer_count, 0);
  ck_assert_uint_eq(variant->peer_count, 0);
  ck_assert_uint_eq(variant->expectation_count, 0);
  loaded_done(&loaded);
}
END_TEST

START_TEST(the_intent_is_the_comment_at_the_head) {
  struct loaded loaded = load_valid("everything.yaml");
  ck_assert_str_eq(loaded.scenario->intent,
                   "Every key of the format once, with values that differ "
                   "from the defaults.");
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_byte_order_mark_and_crlf_do_no_harm) {
  struct loaded loaded = load_valid("byte-order-mark.yaml");
  ck_assert_str_eq(loaded.scenario->intent, "Written on Windows.");
  ck_assert_str_eq(loaded.scenario->name, "bom");
  loaded_done(&loaded);
}
END_TEST

START_TEST(scalars_are_read_with_their_places) {
  struct loaded loaded = load_valid("everything.yaml");
  const struct variant *variant = variant_of(&loaded, "default");
  ck_assert_str_eq(variant->about, "Every key: once.");
  ck_assert_str_eq(variant->profile, "upstream");
  ck_assert_str_eq(variant->profile_place.file, "everything.yaml");
  ck_assert_int_eq(variant->profile_place.line, 7);
  ck_assert_int_eq(variant->profile_place.column, 10);
  ck_assert_uint_eq(variant->seed, UINT64_MAX);
  ck_assert_int_eq(variant->run_for_ns, 90 * NS_PER_S);
  ck_assert_int_eq(variant->link.delay_ns, 250 * NS_PER_US);
  ck_assert_int_eq(variant->link.rate_bits_per_s, 0);
  loaded_done(&loaded);
}
END_TEST

START_TEST(limits_keep_their_text_and_number) {
  struct loaded loaded = load_valid("everything.yaml");
  const struct variant *variant = variant_of(&loaded, "default");
  ck_assert_uint_eq(variant->limit_count, 3);
  ck_assert_str_eq(variant->limits[0].name, "MEMP_NUM_NETCONN");
  ck_assert(variant->limits[0].is_number);
  ck_assert_int_eq(variant->limits[0].value, 12);
  ck_assert_int_eq(variant->limits[1].value, 1460);
  ck_assert_str_eq(variant->limits[1].text, "0x5b4");
  ck_assert(!variant->limits[2].is_number);
  ck_assert_str_eq(variant->limits[2].text, "(4 * TCP_MSS)");
  ck_assert_int_eq(variant->limits[2].place.line, 14);
  loaded_done(&loaded);
}
END_TEST

START_TEST(an_item_may_be_a_word_a_key_or_a_mapping) {
  struct loaded loaded = load_valid("everything.yaml");
  const struct variant *variant = variant_of(&loaded, "default");
  ck_assert_uint_eq(variant->consumer_count, 4);
  ck_assert_str_eq(variant->consumers[0].name, "api");
  ck_assert_str_eq(variant->consumers[1].name, "ota");
  ck_assert_str_eq(variant->consumers[2].name, "web_server");
  ck_assert_str_eq(variant->consumers[3].name, "cam.front-1");
  ck_assert_str_eq(variant->consumers[3].kind->name, "camera_web_server");
  ck_assert_int_eq(variant->consumers[3].place.line, 19);
  ck_assert_int_eq(variant->consumers[3].place.column, 5);
  loaded_done(&loaded);
}
END_TEST

START_TEST(parameters_not_given_have_their_fallback) {
  struct loaded loaded = load_valid("everything.yaml");
  const struct variant *variant = variant_of(&loaded, "default");
  const struct item *api = consumer_of(variant, "api");
  ck_assert(!item_param(api, "port")->given);
  ck_assert_int_eq(item_number(api, "port"), 6053);
  ck_assert_str_eq(item_text(api, "port"), "6053");
  ck_assert_int_eq(item_number(api, "state_every"), 10 * NS_PER_S);
  const struct item *kitchen = peer_of(variant, "kitchen");
  ck_assert_ptr_null(item_text(kitchen, "refresh_every"));
  ck_assert_int_eq(item_number(kitchen, "refresh_every"), 0);
  loaded_done(&loaded);
}
END_TEST

START_TEST(parameters_given_have_value_text_and_place) {
  struct loaded loaded = load_valid("everything.yaml");
  const struct variant *variant = variant_of(&loaded, "default");
  const struct item *camera = consumer_of(variant, "cam.front-1");
  ck_assert_str_eq(item_text(camera, "mode"), "snapshot");
  const struct item *kitchen = peer_of(variant, "kitchen");
  ck_assert_int_eq(item_number(kitchen, "at"), 10 * NS_PER_S);
  ck_assert_int_eq(item_number(kitchen, "count"), 3);
  ck_assert_int_eq(item_number(kitchen, "sse"), 0);
  ck_assert_str_eq(item_text(kitchen, "sse"), "false");
  const struct param *until = item_param(kitchen, "until");
  ck_assert(until->given);
  ck_assert_int_eq(until->place.line, 25);
  ck_assert_int_eq(until->place.column, 46);
  loaded_done(&loaded);
}
END_TEST

START_TEST(declares_changes_the_counts_that_it_names) {
  struct loaded loaded = load_valid("everything.yaml");
  const struct variant *variant = variant_of(&loaded, "default");
  const struct item *camera = consumer_of(variant, "cam.front-1");
  ck_assert(camera->declares_given);
  ck_assert_int_eq(camera->declared.tcp, 4);
  ck_assert_int_eq(camera->declared.udp, 1);
  ck_assert_int_eq(camera->declared.tcp_listen, 0);
  const struct item *api = consumer_of(variant, "api");
  ck_assert(!api->declares_given);
  ck_assert_int_eq(api->declared.tcp, 3);
  ck_assert_int_eq(api->declared.tcp_listen, 1);
  loaded_done(&loaded);
}
END_TEST

START_TEST(an_expectation_is_rendered_on_one_line) {
  struct loaded loaded = load_valid("everything.yaml");
  const struct variant *variant = variant_of(&loaded, "default");
  ck_assert_uint_eq(variant->expectation_count, 4);
  ck_assert_str_eq(variant->expectations[0].text, "no_refusals");
  ck_assert_str_eq(variant->expectations[1].text,
                   "refused: {consumer: api, errno: ENFILE, count: 1, "
                   "nth: 11}");
  ck_assert_str_eq(variant->expectations[2].text,
                   "peak: {sockets: \"<= 19\", MEMP_NUM_NETCONN: 5, "
                   "PBUF_POOL_SIZE: \">0\"}");
  ck_assert_str_eq(variant->expectations[3].text,
                   "served: {peer: kitchen, all: true, within: 2s}");
  loaded_done(&loaded);
}
END_TEST

START_TEST(an_expectation_may_have_a_word_for_its_value) {
  struct loaded loaded = load_valid("word.yaml");
  const struct item *declared =
      &variant_of(&loaded, "default")->expectations[0];
  ck_assert_str_eq(declared->text, "declared: {matches: true}");
  ck_assert_int_eq(item_number(declared, "matches"), 1);
  ck_assert_int_eq(item_param(declared, "matches")->place.line, 5);
  ck_assert_int_eq(item_param(declared, "matches")->place.column, 15);
  loaded_done(&loaded);
}
END_TEST

START_TEST(variants_keep_their_order_and_places) {
  struct loaded loaded = load_valid("merge.yaml");
  static const char *const names[] = {"unchanged", "empty", "scalars", "limits",
                                      "items"};
  ck_assert_uint_eq(loaded.scenario->variant_count, SUPPORT_COUNT(names));
  for (size_t i = 0; i < SUPPORT_COUNT(names); i++) {
    ck_assert_str_eq(loaded.scenario->variants[i].name, names[i]);
    ck_assert_int_eq(loaded.scenario->variants[i].place.line, 7 + (int)i);
    ck_assert_int_eq(loaded.scenario->variants[i].place.column, 3);
  }
  loaded_done(&loaded);
}
END_TEST

/* The top level of merge.yaml, untouched by the other variants. */
static void assert_top_level(const struct variant *variant) {
  ck_assert_str_eq(variant->profile, "esp-idf");
  ck_assert_uint_eq(variant->seed, 7);
  ck_assert_int_eq(variant->run_for_ns, 60 * NS_PER_S);
  ck_assert_int_eq(variant->link.delay_ns, 2 * NS_PER_MS);
  ck_assert_uint_eq(variant->limit_count, 2);
  ck_assert_int_eq(variant->limits[1].value, 5);
  ck_assert_uint_eq(variant->consumer_count, 2);
  const struct item *web = consumer_of(variant, "web");
  ck_assert_int_eq(item_number(web, "port"), 80);
  ck_assert_int_eq(item_number(web, "max_open_sockets"), 3);
  ck_assert_int_eq(web->declared.udp, 0);
  ck_assert_int_eq(item_number(peer_of(variant, "browser"), "tabs"), 1);
  ck_assert_uint_eq(variant->expectation_count, 1);
}

START_TEST(a_variant_without_keys_is_the_top_level) {
  struct loaded loaded = load_valid("merge.yaml");
  assert_top_level(variant_of(&loaded, "unchanged"));
  assert_top_level(variant_of(&loaded, "empty"));
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_variants_scalars_override_and_link_merges) {
  struct loaded loaded = load_valid("merge.yaml");
  const struct variant *variant = variant_of(&loaded, "scalars");
  ck_assert_str_eq(variant->profile, "upstream");
  ck_assert_uint_eq(variant->seed, 8);
  ck_assert_int_eq(variant->run_for_ns, 5 * NS_PER_S);
  ck_assert_int_eq(variant->link.delay_ns, 3 * NS_PER_MS);
  ck_assert_int_eq(variant->link.rate_bits_per_s, 1000000);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_variants_limits_merge_by_name) {
  struct loaded loaded = load_valid("merge.yaml");
  const struct variant *variant = variant_of(&loaded, "limits");
  ck_assert_uint_eq(variant->limit_count, 3);
  ck_assert_str_eq(variant->limits[0].name, "MEMP_NUM_NETCONN");
  ck_assert_int_eq(variant->limits[0].value, 10);
  ck_assert_str_eq(variant->limits[1].name, "MEMP_NUM_TCP_PCB");
  ck_assert_int_eq(variant->limits[1].value, 9);
  ck_assert_str_eq(variant->limits[2].name, "MEMP_NUM_UDP_PCB");
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_variants_consumers_and_peers_merge_by_name) {
  struct loaded loaded = load_valid("merge.yaml");
  const struct variant *variant = variant_of(&loaded, "items");
  ck_assert_uint_eq(variant->consumer_count, 3);
  ck_assert_str_eq(variant->consumers[0].name, "api");
  ck_assert_str_eq(variant->consumers[1].name, "web");
  ck_assert_str_eq(variant->consumers[2].name, "mqtt");
  const struct item *web = consumer_of(variant, "web");
  ck_assert_int_eq(item_number(web, "port"), 8080);
  ck_assert_int_eq(item_number(web, "max_open_sockets"), 3);
  ck_assert_int_eq(web->declared.tcp, 4);
  ck_assert_int_eq(web->declared.udp, 2);
  const struct item *browser = peer_of(variant, "browser");
  ck_assert_int_eq(item_number(browser, "count"), 2);
  ck_assert_int_eq(item_number(browser, "tabs"), 2);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_variants_expectations_come_before_those_of_all) {
  struct loaded loaded = load_valid("merge.yaml");
  const struct variant *variant = variant_of(&loaded, "items");
  ck_assert_uint_eq(variant->expectation_count, 3);
  ck_assert_str_eq(variant->expectations[0].text, "no_leak");
  ck_assert_str_eq(variant->expectations[1].text, "peak: {sockets: \"<= 9\"}");
  ck_assert_str_eq(variant->expectations[2].text, "no_refusals");
  loaded_done(&loaded);
}
END_TEST

/* Single quotes twice in a row are read wrong by libfyaml itself. */
START_TEST(quotes_inside_quotes_are_read_exactly) {
  struct loaded loaded =
      load_text("scenario: s\n"
                "run_for: 1s\n"
                "consumers:\n"
                "  - http_client: {path: '/a''''b''c', server: \"x\\\"y\"}\n"
                "expect:\n"
                "  - no_refusals: {consumer: 'it''s \\ \"so\"'}\n");
  ck_assert_msg(loaded.result == 0, "%s", loaded.text);
  const struct variant *variant = variant_of(&loaded, "default");
  const struct item *client = consumer_of(variant, "http_client");
  ck_assert_str_eq(item_text(client, "path"), "/a''b'c");
  ck_assert_str_eq(item_text(client, "server"), "x\"y");
  ck_assert_str_eq(variant->expectations[0].text,
                   "no_refusals: {consumer: \"it's \\\\ \\\"so\\\"\"}");
  loaded_done(&loaded);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scenario/load");
  TCase *valid = tcase_create("valid files");
  suite_add_tcase(suite, valid);
  tcase_add_test(valid, a_minimal_file_is_one_variant_with_defaults);
  tcase_add_test(valid, the_intent_is_the_comment_at_the_head);
  tcase_add_test(valid, a_byte_order_mark_and_crlf_do_no_harm);
  tcase_add_test(valid, scalars_are_read_with_their_places);
  tcase_add_test(valid, limits_keep_their_text_and_number);
  tcase_add_test(valid, an_item_may_be_a_word_a_key_or_a_mapping);
  tcase_add_test(valid, parameters_not_given_have_their_fallback);
  tcase_add_test(valid, parameters_given_have_value_text_and_place);
  tcase_add_test(valid, declares_changes_the_counts_that_it_names);
  tcase_add_test(valid, an_expectation_is_rendered_on_one_line);
  tcase_add_test(valid, an_expectation_may_have_a_word_for_its_value);
  tcase_add_test(valid, variants_keep_their_order_and_places);
  tcase_add_test(valid, a_variant_without_keys_is_the_top_level);
  tcase_add_test(valid, a_variants_scalars_override_and_link_merges);
  tcase_add_test(valid, a_variants_limits_merge_by_name);
  tcase_add_test(valid, a_variants_consumers_and_peers_merge_by_name);
  tcase_add_test(valid, a_variants_expectations_come_before_those_of_all);
  TCase *text = tcase_create("text");
  suite_add_tcase(suite, text);
  tcase_add_checked_fixture(text, enter_empty_folder, remove_folder);
  tcase_add_test(text, quotes_inside_quotes_are_read_exactly);
  return run_suite(suite);
}
