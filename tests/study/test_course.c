/* SPDX-License-Identifier: BSD-3-Clause */
/* A course written down is the scenario that it was taken from: hosts have the
 * links that they had, under whatever name they were given them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/hosts.h"
#include "scenario/links.h"
#include "study/course.h"
#include "support/program.h"

static const char given[] = "scenario: given\n"
                            "profile: esp-idf\n"
                            "seed: 7\n"
                            "run_for: 60s\n"
                            "ipv6: slaac\n"
                            "link: {delay: 2ms}\n"
                            "links:\n"
                            "  browser-2: {loss: 5%}\n"
                            "  browser: {delay: 30ms}\n"
                            "  device: {rate: 1Mbit/s}\n"
                            "  home_assistant: {corrupt: 0.1%}\n"
                            "consumers: [api, web_server]\n"
                            "peers:\n"
                            "  - home_assistant\n"
                            "  - browser: {count: 3}\n"
                            "  - pinger\n"
                            "expect: [no_refusals]\n";

static struct scenario *load(const char *text) {
  static const struct place origin = {.file = "given.yaml", .line = 1};
  struct scenario *scenario = NULL;
  struct diag diag = {0};
  int status = scenario_load_text(&(struct scenario_text){.path = "given.yaml",
                                                          .text = text,
                                                          .len = strlen(text),
                                                          .origins = &origin,
                                                          .origin_count = 1},
                                  NULL, 0, &scenario, &diag);
  ck_assert_msg(status == 0, "%s", text);
  diag_done(&diag);
  return scenario;
}

static void take_all(struct course *course, const struct variant *variant) {
  *course =
      (struct course){.seed = variant->seed, .run_for_ns = variant->run_for_ns};
  for (size_t i = 0; i < variant->peer_count; i++)
    ck_assert_ptr_nonnull(course_add_item(course, &variant->peers[i]));
  course->expects[course->expect_count++] = "no_refusals";
}

static struct scenario *written(const struct course *course,
                                const struct variant *variant) {
  struct text text = {0};
  course_write(course, variant, "written", "", &text);
  ck_assert(!text.failed);
  struct scenario *scenario = load(text.data);
  text_done(&text);
  return scenario;
}

static void assert_same_link(const struct variant *before,
                             const struct variant *after, const char *host) {
  size_t old, new, count;
  ck_assert(hosts_find(before, host, &old, &count));
  ck_assert(hosts_find(after, host, &new, &count));
  struct link_spec was = links_of(before, old), is = links_of(after, new);
  ck_assert_msg(memcmp(&was, &is, sizeof(is)) == 0, "%s has another link",
                host);
}

START_TEST(every_host_keeps_its_link) {
  static const char *const hosts[] = {"device",    "home_assistant",
                                      "browser-1", "browser-2",
                                      "browser-3", "pinger"};
  struct scenario *before = load(given);
  struct course course;
  take_all(&course, before->variants);
  struct scenario *after = written(&course, before->variants);
  for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
    assert_same_link(before->variants, after->variants, hosts[i]);
  ck_assert(after->variants->slaac);
  scenario_free(after);
  scenario_free(before);
}
END_TEST

/* Links of those who are gone would be a mistake of the scenario. */
START_TEST(who_is_left_out_has_no_link) {
  struct scenario *before = load(given);
  struct course course;
  take_all(&course, before->variants);
  course_remove(&course, 0);
  course_set(&course.items[0], before->memory, "count", "2");
  struct scenario *after = written(&course, before->variants);
  assert_same_link(before->variants, after->variants, "browser-2");
  ck_assert_uint_eq(after->variants->link_count, 3); /* and the device's */
  scenario_free(after);
  scenario_free(before);
}
END_TEST

START_TEST(own_peers_of_the_course_have_the_usual_link) {
  struct scenario *before = load(given);
  struct course course = {.run_for_ns = before->variants->run_for_ns};
  ck_assert_ptr_nonnull(course_add(&course, FAMILY_PEER, "pinger", "another"));
  course.expects[course.expect_count++] = "no_refusals";
  struct scenario *after = written(&course, before->variants);
  ck_assert_uint_eq(after->variants->link_count, 1);
  scenario_free(after);
  scenario_free(before);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("study/course");
  TCase *tcase = tcase_create("written down");
  tcase_add_test(tcase, every_host_keeps_its_link);
  tcase_add_test(tcase, who_is_left_out_has_no_link);
  tcase_add_test(tcase, own_peers_of_the_course_have_the_usual_link);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
