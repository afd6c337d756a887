/* SPDX-License-Identifier: BSD-3-Clause */
/* Links of single hosts, and faults: how they are read, merged and set. */
#include "support.h"

#include "base/units.h"
#include "scenario/hosts.h"
#include "scenario/links.h"

#define HEAD "scenario: s\nrun_for: 60s\nconsumers: [api]\n"
#define PEERS "peers: [browser: {count: 2}, home_assistant]\n"

static struct link_spec link_in(const struct loaded *loaded,
                                const char *variant, size_t host) {
  return links_of(variant_of(loaded, variant), host);
}

START_TEST(a_host_has_what_is_its_own_and_the_rest_of_all) {
  struct loaded loaded =
      load_text(HEAD PEERS "link: {delay: 2ms, loss: 0.25%}\n"
                           "links:\n"
                           "  device: {jitter: 3ms}\n"
                           "  browser: {loss: 100%, queue: 50ms}\n"
                           "  browser-2: {loss: 0%, rate: unlimited}\n");
  ck_assert_str_eq(loaded.text, "");
  struct link_spec device = link_in(&loaded, "default", 0);
  ck_assert_int_eq(device.delay_ns, 2 * NS_PER_MS);
  ck_assert_int_eq(device.jitter_ns, 3 * NS_PER_MS);
  ck_assert_int_eq(device.loss_ppm, 2500);
  ck_assert_int_eq(device.rate_bits_per_s, 20000000);
  ck_assert_int_eq(device.queue_ns, NS_PER_S);
  struct link_spec first = link_in(&loaded, "default", 1);
  ck_assert_int_eq(first.loss_ppm, PPM);
  ck_assert_int_eq(first.queue_ns, 50 * NS_PER_MS);
  struct link_spec second = link_in(&loaded, "default", 2);
  ck_assert_int_eq(second.loss_ppm, 0);
  ck_assert_int_eq(second.rate_bits_per_s, 0);
  ck_assert_int_eq(second.queue_ns, 50 * NS_PER_MS);
  ck_assert_int_eq(link_in(&loaded, "default", 3).loss_ppm, 2500);
  loaded_done(&loaded);
}
END_TEST

#define VARIANTS                                                               \
  "links: {device: {loss: 1%, delay: 9ms}}\n"                                  \
  "faults:\n"                                                                  \
  "  - link_down: {at: 1s, for: 1s}\n"                                         \
  "variants:\n"                                                                \
  "  same:\n"                                                                  \
  "  other:\n"                                                                 \
  "    link: {delay: 7ms}\n"                                                   \
  "    links: {device: {loss: 2%}, browser: {reorder: 1%}}\n"                  \
  "    faults:\n"                                                              \
  "      - vanish: {host: browser, at: 9s}\n"                                  \
  "      - link_down: {at: 5s, for: 1s}\n"

START_TEST(a_variant_changes_single_properties) {
  struct loaded loaded = load_text(HEAD PEERS VARIANTS);
  ck_assert_str_eq(loaded.text, "");
  ck_assert_int_eq(link_in(&loaded, "same", 0).loss_ppm, 10000);
  ck_assert_int_eq(link_in(&loaded, "same", 1).reorder_ppm, 0);
  ck_assert_int_eq(link_in(&loaded, "other", 0).loss_ppm, 20000);
  ck_assert_int_eq(link_in(&loaded, "other", 0).delay_ns, 9 * NS_PER_MS);
  ck_assert_int_eq(link_in(&loaded, "other", 1).delay_ns, 7 * NS_PER_MS);
  ck_assert_int_eq(link_in(&loaded, "other", 1).reorder_ppm, 10000);
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_variant_adds_faults) {
  struct loaded loaded = load_text(HEAD PEERS VARIANTS);
  const struct variant *same = variant_of(&loaded, "same");
  const struct variant *other = variant_of(&loaded, "other");
  ck_assert_uint_eq(same->fault_count, 1);
  ck_assert_uint_eq(other->fault_count, 3);
  ck_assert_str_eq(other->faults[0].kind->name, "link_down");
  ck_assert_str_eq(item_text(&other->faults[0], "host"), "device");
  ck_assert_str_eq(other->faults[1].kind->name, "vanish");
  ck_assert_int_eq(item_number(&other->faults[2], "at"), 5 * NS_PER_S);
  ck_assert_str_eq(other->faults[2].text, "link_down: {at: 5s, for: 1s}");
  loaded_done(&loaded);
}
END_TEST

START_TEST(links_and_faults_are_set) {
  static const struct override overrides[] = {
      {"link.loss", "5%"},
      {"links.browser.loss", "7%"},
      {"links.device.delay", "1us"},
      {"faults", "[reboot: {host: device, at: 3s}]"}};
  write_file(HEAD PEERS VARIANTS, strlen(HEAD PEERS VARIANTS));
  struct loaded loaded = load_good("s.yaml", overrides, 4);
  ck_assert_int_eq(link_in(&loaded, "same", 3).loss_ppm, 50000);
  ck_assert_int_eq(link_in(&loaded, "other", 1).loss_ppm, 70000);
  ck_assert_int_eq(link_in(&loaded, "other", 1).reorder_ppm, 10000);
  ck_assert_int_eq(link_in(&loaded, "same", 0).delay_ns, 1000);
  for (size_t i = 0; i < 2; i++) {
    const struct variant *variant = &loaded.scenario->variants[i];
    ck_assert_uint_eq(variant->fault_count, 1);
    ck_assert_int_eq(item_number(&variant->faults[0], "for"), 2 * NS_PER_S);
  }
  loaded_done(&loaded);
}
END_TEST

START_TEST(a_host_that_is_set_must_be_there) {
  static const struct override override = {"links.zebra.loss", "7%"};
  write_file(HEAD PEERS, strlen(HEAD PEERS));
  struct loaded loaded = load_with("s.yaml", &override, 1);
  ck_assert_str_eq(loaded.text,
                   "--set links.zebra.loss: error: links: unknown host "
                   "'zebra'; known hosts: device, browser, home_assistant\n");
  loaded_done(&loaded);
}
END_TEST

static void assert_host(const struct loaded *loaded, const char *name,
                        size_t first, size_t count) {
  size_t found_first = 99, found_count = 0;
  bool found = hosts_find(variant_of(loaded, "default"), name, &found_first,
                          &found_count);
  ck_assert_msg(found == (count > 0), "%s", name);
  if (found) {
    ck_assert_uint_eq(found_first, first);
    ck_assert_uint_eq(found_count, count);
  }
}

START_TEST(hosts_are_found_by_name_and_number) {
  struct loaded loaded =
      load_text(HEAD "peers:\n"
                     "  - browser: {count: 3}\n"
                     "  - home_assistant: {name: browser-2}\n"
                     "  - camera_viewer: {port: 80}\n");
  assert_host(&loaded, "device", 0, 1);
  assert_host(&loaded, "browser", 1, 3);
  assert_host(&loaded, "browser-1", 1, 1);
  assert_host(&loaded, "browser-2", 4, 1); /* a peer's own name wins */
  assert_host(&loaded, "browser-3", 3, 1);
  assert_host(&loaded, "camera_viewer", 5, 1);
  assert_host(&loaded, "camera_viewer-1", 5, 1);
  assert_host(&loaded, "browser-0", 0, 0);
  assert_host(&loaded, "browser-4", 0, 0);
  assert_host(&loaded, "browser-", 0, 0);
  assert_host(&loaded, "brow", 0, 0);
  assert_host(&loaded, "", 0, 0);
  loaded_done(&loaded);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scenario/timetable");
  TCase *tcase = tcase_create("links and faults");
  tcase_add_checked_fixture(tcase, enter_empty_folder, remove_folder);
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, a_host_has_what_is_its_own_and_the_rest_of_all);
  tcase_add_test(tcase, a_variant_changes_single_properties);
  tcase_add_test(tcase, a_variant_adds_faults);
  tcase_add_test(tcase, links_and_faults_are_set);
  tcase_add_test(tcase, a_host_that_is_set_must_be_there);
  tcase_add_test(tcase, hosts_are_found_by_name_and_number);
  return run_suite(suite);
}
