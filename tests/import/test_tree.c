/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of reading a device's YAML: tags, includes, merges, substitutions,
 * packages. */
#include <sys/stat.h>

#include "support.h"

#define BASE "esphome: {name: x}\nesp32: {board: b}\n"

static int64_t port_of(const char *name) {
  return item_number(consumer(name), "port");
}

/* ---- tags ---- */

START_TEST(a_secret_is_looked_for_and_never_kept) {
  put_file("secrets.yaml", "wifi: hunter2\nport: \"8123\"\n");
  import_text(BASE "wifi: {ssid: !secret wifi}\n"
                   "web_server: {port: !secret port}\n");
  ck_assert_ptr_null(strstr(imported.text, "hunter2"));
  ck_assert_ptr_null(strstr(imported.text, "8123"));
  ck_assert_ptr_null(strstr(said, "8123"));
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:4:28: warning: web_server: "
                                     "port says no value here"));
}
END_TEST

START_TEST(secrets_may_include_others) {
  mkdir("sub", 0700);
  put_file("secrets.yaml", "a: 1\n");
  put_file("sub/secrets.yaml", "<<: !include ../secrets.yaml\n");
  put_file("sub/wifi.yaml", "ssid: !secret a\n");
  import_text(BASE "wifi: !include sub/wifi.yaml\n");
}
END_TEST

START_TEST(a_missing_secret_is_named) {
  put_file("secrets.yaml", "wifi: hunter2\n");
  import_fails_with(BASE "wifi: {ssid: !secret wfi}\n",
                    "device.yaml:3:22: error: !secret: 'wfi' is not in "
                    "secrets.yaml");
  ck_assert_ptr_null(strstr(said, "hunter2"));
}
END_TEST

START_TEST(secrets_without_a_file) {
  import_fails_with(BASE "wifi: {ssid: !secret wifi}\n",
                    "device.yaml:3:22: error: !secret: 'wifi' is asked for, "
                    "but there is no secrets.yaml");
}
END_TEST

START_TEST(an_include_has_variables_and_defaults) {
  put_file("web.yaml", "defaults:\n  port: 80\n  page: 1\n"
                       "port: ${port}\nversion: $page\n");
  import_text(BASE
              "substitutions: {port: \"90\"}\n"
              "web_server: !include {file: web.yaml, vars: {port: 8080}}\n");
  ck_assert_int_eq(port_of("web_server"), 8080);
}
END_TEST

START_TEST(an_includes_name_may_be_a_substitution) {
  put_file("kitchen.yaml", "port: 8081\n");
  import_text(BASE "substitutions: {room: kitchen}\n"
                   "web_server: !include ${room}.yaml\n");
  ck_assert_int_eq(port_of("web_server"), 8081);
  /* The place is the included file's. */
  ck_assert_ptr_nonnull(strstr(imported.text, "port: 8081"));
}
END_TEST

START_TEST(whole_folders_are_included) {
  mkdir("parts", 0700);
  mkdir("parts/deep", 0700);
  put_file("parts/b.yaml", "- {port: 8081, mode: stream}\n");
  put_file("parts/a.yaml", "- {port: 8080, mode: stream}\n");
  put_file("parts/deep/c.yaml", "- {port: 8082, mode: stream}\n");
  put_file("parts/.hidden.yaml", "- {port: 9999, mode: stream}\n");
  put_file("parts/notes.txt", "none\n");
  import_text(BASE "esp32_camera_web_server: !include_dir_merge_list parts\n");
  ck_assert_uint_eq(scenario->variants[0].consumer_count, 3);
  ck_assert_int_eq(port_of("esp32_camera_web_server"), 8080);
  ck_assert_int_eq(port_of("esp32_camera_web_server_3"), 8082);
}
END_TEST

START_TEST(folders_of_mappings_are_included) {
  mkdir("parts", 0700);
  mkdir("named", 0700);
  put_file("parts/a.yaml", "port: 8080\n");
  put_file("parts/b.yaml", "version: 2\n");
  put_file("named/base.yaml", "api: {port: 7000}\n");
  import_text(BASE "web_server: !include_dir_merge_named parts\n"
                   "packages: !include_dir_named named\n");
  ck_assert_int_eq(port_of("web_server"), 8080);
  ck_assert_int_eq(port_of("api"), 7000);
}
END_TEST

START_TEST(the_environment_is_read) {
  setenv("SOCKFIT_TEST_PORT", "8090", 1);
  unsetenv("SOCKFIT_TEST_NONE");
  import_text(BASE "web_server: {port: !env_var SOCKFIT_TEST_PORT}\n"
                   "api: {port: !env_var SOCKFIT_TEST_NONE 6054}\n");
  ck_assert_int_eq(port_of("web_server"), 8090);
  ck_assert_int_eq(port_of("api"), 6054);
}
END_TEST

START_TEST(the_environment_may_lack_it) {
  unsetenv("SOCKFIT_TEST_NONE");
  import_fails_with(BASE "api: {port: !env_var SOCKFIT_TEST_NONE}\n",
                    "device.yaml:3:22: error: !env_var: the variable "
                    "'SOCKFIT_TEST_NONE' is not set");
}
END_TEST

START_TEST(lambdas_and_unknown_tags_are_let_be) {
  import_text(BASE "api:\n"
                   "sensor:\n"
                   "  - platform: template\n"
                   "    lambda: |-\n"
                   "      return ${x} + id(y).state; // 'quoted'\n"
                   "    filters:\n"
                   "      - lambda: !lambda 'return x * 2;'\n"
                   "    name: !literal ${not} touched\n"
                   "    icon: !force x\n"
                   "    text: 'it''s\n      on two lines'\n");
  ck_assert_uint_eq(scenario->variants[0].consumer_count, 1);
}
END_TEST

/* ---- anchors ---- */

START_TEST(anchors_aliases_and_merges) {
  import_text(BASE ".defaults:\n  - &port {port: 8080}\n"
                   "  - &mode\n    mode: stream\n    port: 1\n"
                   "esp32_camera_web_server:\n  <<: [*port, *mode]\n");
  const struct item *camera = consumer("esp32_camera_web_server");
  ck_assert_int_eq(item_number(camera, "port"), 8080);
  ck_assert_str_eq(item_text(camera, "mode"), "stream");
}
END_TEST

START_TEST(a_merge_may_be_an_include) {
  put_file("common.yaml", "api: {port: 7000}\nweb_server:\n");
  import_text("<<: !include common.yaml\n" BASE "api: {port: 6053}\n");
  ck_assert_int_eq(port_of("api"), 6053);
  ck_assert_int_eq(port_of("web_server"), 80);
}
END_TEST

START_TEST(keys_with_a_dot_are_ignored) {
  import_text(BASE ".api: &api {port: 7000}\n.web_server:\n");
  ck_assert_uint_eq(scenario->variants[0].consumer_count, 0);
}
END_TEST

START_TEST(components_may_be_null) {
  import_text(BASE "api:\nweb_server: ~\ncaptive_portal: null\n");
  ck_assert_int_eq(limits->declared.tcp, 11);
}
END_TEST

/* ---- substitutions ---- */

START_TEST(substitutions_use_one_another_and_calculate) {
  import_text("substitutions:\n"
              "  base: \"8000\"\n"
              "  cam: ${base + 80}\n"
              "  name: \"cam-$room\"\n"
              "  room: hall\n" BASE
              "web_server: {port: \"${ (base+10) * 1 }\"}\n"
              "api: {port: $cam}\n"
              "mdns: {services: [{service: \"${name} and $unknown\"}]}\n");
  ck_assert_int_eq(port_of("web_server"), 8010);
  ck_assert_int_eq(port_of("api"), 8080);
}
END_TEST

START_TEST(an_unknown_substitution_is_no_number) {
  import_text("substitutions: {a: 1}\n" BASE "logger: {level: $nothing}\n");
  imported_done(&imported);
  put_file("device.yaml", BASE "web_server: {port: $nothing}\n");
  ck_assert_int_eq(import_with("device.yaml", NULL), 0);
  struct scenario_text text = imported_text(&imported, "device.yaml");
  struct scenario *none = NULL;
  ck_assert_int_eq(scenario_load_text(&text, NULL, 0, &none, &diag), -EINVAL);
  collect_said();
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:3:20: error: port: "));
}
END_TEST

START_TEST(a_substitution_without_end) {
  import_fails_with("substitutions: {a: $b, b: $a}\n" BASE
                    "web_server: {port: $a}\n",
                    "error: substitutions that use one another without end");
}
END_TEST

/* ---- packages ---- */

START_TEST(packages_are_merged) {
  put_file("base.yaml", "substitutions: {port: \"81\"}\n"
                        "api: {port: 7000}\n"
                        "esp32: {board: b}\n"
                        "web_server: {port: $port}\n"
                        "ota: [{platform: esphome, id: one, port: 3300}]\n");
  import_text("esphome: {name: x}\n"
              "substitutions: {port: \"82\"}\n"
              "packages:\n"
              "  base: !include base.yaml\n"
              "  inline: {captive_portal: }\n"
              "api: {listen_backlog: 2}\n"
              "ota:\n  - id: !extend one\n    port: 3301\n"
              "  - platform: esphome\n");
  ck_assert_int_eq(port_of("api"), 7000);
  ck_assert_int_eq(item_number(consumer("api"), "listen_backlog"), 2);
  ck_assert_int_eq(port_of("web_server"), 82);
  ck_assert_int_eq(port_of("ota"), 3301);
  ck_assert_int_eq(port_of("ota_2"), 3232);
  ck_assert_ptr_nonnull(consumer("captive_portal"));
}
END_TEST

START_TEST(packages_may_be_a_list_and_have_packages) {
  put_file("inner.yaml", "api:\nesp32: {board: b}\n");
  put_file("outer.yaml", "packages: [!include inner.yaml]\nweb_server:\n");
  import_text("packages:\n  - !include outer.yaml\n"
              "esphome: {name: x}\n");
  ck_assert_uint_eq(scenario->variants[0].consumer_count, 2);
}
END_TEST

START_TEST(what_a_package_brought_may_be_removed) {
  put_file("base.yaml", "api:\nweb_server: {port: 81}\nesp32: {board: b}\n"
                        "ota:\n  - {platform: esphome, id: a}\n"
                        "  - {platform: esphome, id: b, port: 1000}\n");
  import_text("esphome: {name: x}\npackages: {b: !include base.yaml}\n"
              "web_server: !remove\n"
              "ota: [{id: !remove a}]\n");
  ck_assert_uint_eq(scenario->variants[0].consumer_count, 2);
  ck_assert_int_eq(port_of("ota"), 1000);
}
END_TEST

START_TEST(a_remote_package_is_named_and_not_fetched) {
  import_text(BASE "packages:\n"
                   "  one: github://owner/repo/file.yaml@main\n"
                   "  two:\n    url: https://example.com/repo\n"
                   "    files: [a.yaml]\n    ref: main\n"
                   "api:\n");
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:4:8: warning: the remote "
                                     "package 'github://owner/repo/file.yaml@"
                                     "main' is not fetched"));
  ck_assert_ptr_nonnull(strstr(said, "'https://example.com/repo'"));
  ck_assert_ptr_nonnull(strstr(imported.text, "is not fetched"));
  ck_assert_uint_eq(diag.error_count, 0);
}
END_TEST

START_TEST(a_remote_package_may_hold_the_platform) {
  import_text("packages: {all: github://owner/repo/file.yaml}\n"
              "wifi:\napi:\nota: {platform: esphome}\n");
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:1:1: warning: no platform is "
                                     "named here; esp32 is taken"));
  ck_assert_str_eq(scenario->name, "device");
  ck_assert_uint_eq(scenario->variants[0].consumer_count, 3);
}
END_TEST

START_TEST(broken_secrets_are_not_shown) {
  put_file("secrets.yaml", "a: *hunter2\nb: {hunter2\n");
  import_fails_with(BASE "wifi: {ssid: !secret a}\n", "secrets.yaml:");
  ck_assert_ptr_null(strstr(said, "hunter2"));
}
END_TEST

START_TEST(an_extension_of_nothing_is_a_mistake) {
  import_fails_with(BASE "packages: {a: {ota: []}}\n"
                         "ota: [{id: !extend none, port: 1}]\n",
                    "device.yaml:4:20: error: !extend: there is no item with "
                    "the id 'none'");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("import/tree");
  TCase *tree = folder_case("tree");
  tcase_add_test(tree, a_secret_is_looked_for_and_never_kept);
  tcase_add_test(tree, secrets_may_include_others);
  tcase_add_test(tree, a_missing_secret_is_named);
  tcase_add_test(tree, secrets_without_a_file);
  tcase_add_test(tree, an_include_has_variables_and_defaults);
  tcase_add_test(tree, an_includes_name_may_be_a_substitution);
  tcase_add_test(tree, whole_folders_are_included);
  tcase_add_test(tree, folders_of_mappings_are_included);
  tcase_add_test(tree, the_environment_is_read);
  tcase_add_test(tree, the_environment_may_lack_it);
  tcase_add_test(tree, lambdas_and_unknown_tags_are_let_be);
  tcase_add_test(tree, anchors_aliases_and_merges);
  tcase_add_test(tree, a_merge_may_be_an_include);
  tcase_add_test(tree, keys_with_a_dot_are_ignored);
  tcase_add_test(tree, components_may_be_null);
  tcase_add_test(tree, substitutions_use_one_another_and_calculate);
  tcase_add_test(tree, an_unknown_substitution_is_no_number);
  tcase_add_test(tree, a_substitution_without_end);
  tcase_add_test(tree, packages_are_merged);
  tcase_add_test(tree, packages_may_be_a_list_and_have_packages);
  tcase_add_test(tree, what_a_package_brought_may_be_removed);
  tcase_add_test(tree, a_remote_package_is_named_and_not_fetched);
  tcase_add_test(tree, a_remote_package_may_hold_the_platform);
  tcase_add_test(tree, broken_secrets_are_not_shown);
  tcase_add_test(tree, an_extension_of_nothing_is_a_mistake);
  suite_add_tcase(suite, tree);
  return run_suite(suite);
}
