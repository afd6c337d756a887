/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of scenario/kinds: the list is complete, findable and makes sense. */
#include "support.h"

#include "scenario/mistakes.h"
#include "scenario/params.h"

static const enum item_family families[] = {FAMILY_CONSUMER, FAMILY_PEER,
                                            FAMILY_EXPECTATION, FAMILY_FAULT};

/* Call check for every kind of every family. */
static void for_every_kind(void (*check)(const struct kind *kind)) {
  for (size_t f = 0; f < SUPPORT_COUNT(families); f++) {
    size_t count;
    const struct kind *const *kinds = kinds_of(families[f], &count);
    ck_assert_uint_gt(count, 0);
    for (size_t i = 0; i < count; i++)
      check(kinds[i]);
  }
}

static void assert_found_by_name(const struct kind *kind) {
  ck_assert_ptr_eq(kinds_find(kind->family, kind->name), kind);
}

START_TEST(every_kind_is_found_by_its_name) {
  for_every_kind(assert_found_by_name);
}
END_TEST

START_TEST(a_name_is_looked_up_in_its_own_family) {
  ck_assert_ptr_nonnull(kinds_find(FAMILY_CONSUMER, "api"));
  ck_assert_ptr_null(kinds_find(FAMILY_PEER, "api"));
  ck_assert_ptr_null(kinds_find(FAMILY_CONSUMER, "Api"));
  ck_assert_ptr_null(kinds_find(FAMILY_CONSUMER, ""));
}
END_TEST

START_TEST(kinds_keep_the_order_of_the_list) {
  size_t count;
  const struct kind *const *kinds = kinds_of(FAMILY_CONSUMER, &count);
  ck_assert_str_eq(kinds[0]->name, "api");
  ck_assert_str_eq(kinds[1]->name, "web_server");
}
END_TEST

START_TEST(a_consumer_has_its_declaration) {
  const struct kind *kind = kinds_find(FAMILY_CONSUMER, "web_server");
  ck_assert_int_eq(kind->declared.tcp, 5);
  ck_assert_int_eq(kind->declared.udp, 0);
  ck_assert_int_eq(kind->declared.tcp_listen, 1);
  ck_assert_str_eq(kind->declared_as, "web_server");
  ck_assert_str_eq(kind->listen_declared_as, "web_server_base");
}
END_TEST

static void assert_params_make_sense(const struct kind *kind) {
  for (size_t i = 0; i < kind->param_count; i++) {
    const struct param_spec *spec = &kind->params[i];
    ck_assert_msg(spec->help && *spec->help, "%s.%s", kind->name, spec->name);
    ck_assert_msg(!spec->required || !spec->fallback, "%s.%s: fallback",
                  kind->name, spec->name);
    ck_assert_msg((spec->type == PARAM_CHOICE) == (spec->choices != NULL),
                  "%s.%s: choices", kind->name, spec->name);
    ck_assert_msg(spec->type != PARAM_NUMBER || spec->min < spec->max,
                  "%s.%s: range", kind->name, spec->name);
    ck_assert_msg(!family_is_named(kind->family) ||
                      (strcmp(spec->name, "name") != 0 &&
                       strcmp(spec->name, "declares") != 0),
                  "%s.%s is taken", kind->name, spec->name);
    for (size_t j = 0; j < i; j++)
      ck_assert_str_ne(spec->name, kind->params[j].name);
  }
}

START_TEST(every_parameter_makes_sense) {
  for_every_kind(assert_params_make_sense);
}
END_TEST

static void assert_fallbacks_fit(const struct kind *kind) {
  struct diag diag = {0};
  struct mistakes mistakes;
  mistakes_init(&mistakes, &diag);
  struct decode d = {.arena = arena_new(), .mistakes = &mistakes};
  struct place place = {0};
  struct item item;
  ck_assert_int_eq(params_init(&d, kind, &place, &item), 0);
  ck_assert_uint_eq(diag.count, 0);
  for (size_t i = 0; i < kind->param_count; i++) {
    ck_assert(!item.params[i].given);
    ck_assert(!item.params[i].text == !kind->params[i].fallback);
  }
  arena_free(d.arena);
}

START_TEST(every_fallback_fits_its_own_type) {
  for_every_kind(assert_fallbacks_fit);
}
END_TEST

/* Every word of every CHOICE is one of the scenario's values. */
static void assert_choices_are_accepted(const struct kind *kind) {
  struct diag diag = {0};
  struct mistakes mistakes;
  mistakes_init(&mistakes, &diag);
  struct decode d = {.mistakes = &mistakes};
  for (size_t i = 0; i < kind->param_count; i++) {
    struct param param = {.spec = &kind->params[i]};
    const char *at = param.spec->choices;
    while (at && *at) {
      char word[64];
      size_t len = strcspn(at, "|");
      snprintf(word, sizeof(word), "%.*s", (int)len, at);
      struct yaml_node node = {.type = YAML_SCALAR, .text = word};
      ck_assert_msg(value_param(&d, &node, &param), "%s.%s: %s", kind->name,
                    param.spec->name, word);
      at += len + (at[len] == '|');
    }
  }
}

START_TEST(every_choice_is_accepted) {
  for_every_kind(assert_choices_are_accepted);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scenario/kinds");
  TCase *tcase = tcase_create("kinds");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, every_kind_is_found_by_its_name);
  tcase_add_test(tcase, a_name_is_looked_up_in_its_own_family);
  tcase_add_test(tcase, kinds_keep_the_order_of_the_list);
  tcase_add_test(tcase, a_consumer_has_its_declaration);
  tcase_add_test(tcase, every_parameter_makes_sense);
  tcase_add_test(tcase, every_fallback_fits_its_own_type);
  tcase_add_test(tcase, every_choice_is_accepted);
  return run_suite(suite);
}
