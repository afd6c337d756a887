/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of devices that are none: each is refused with file, line and column,
 * within bounds of time and memory. */
#include <sys/resource.h>

#include "support.h"

#define BASE "esphome: {name: x}\nesp32: {board: b}\n"

/* What a bad input may need. Address space, since libcheck's own is in it. */
static void enter_bounded(void) {
  const struct rlimit memory = {200 << 20, 200 << 20};
  enter_folder();
#if !defined(__SANITIZE_ADDRESS__)
  setrlimit(RLIMIT_AS, &memory);
#else
  (void)memory;
#endif
}

static void fails(const char *text, const char *word) {
  import_fails(text, (const char *const[]){word, NULL});
}

START_TEST(broken_yaml) {
  fails(BASE "api: [1, 2\nota: }\n", "device.yaml:4:");
}
END_TEST

START_TEST(nothing_and_the_wrong_thing) {
  fails("# nothing\n", "device.yaml: error: there is nothing in it");
  fails("- a\n", "device.yaml:1:1: error: expected a mapping of components");
  fails("esphome: {name: x}\n", "device.yaml:1:1: error: no platform");
  fails("esp32:\nesp8266:\n", "device.yaml:2:1: error: a second platform");
}
END_TEST

START_TEST(a_missing_include) {
  fails(BASE "api: !include none.yaml\n",
        "device.yaml:3:15: error: cannot read 'none.yaml': No such file");
  fails(BASE "api: !include [a]\n", "device.yaml:3:15: error: !include: "
                                    "expected a file");
  fails(BASE "api: !include_dir_list none\n",
        "device.yaml:3:24: error: !include_dir_list: 'none' is not a folder");
}
END_TEST

START_TEST(a_mistake_in_an_include_is_placed_there) {
  put_file("a.yaml", "port: 1\nport: 2\n");
  fails(BASE "api: !include a.yaml\n", "a.yaml:2:1: error: key 'port' is "
                                       "given twice");
}
END_TEST

START_TEST(include_loops) {
  put_file("a.yaml", "x: !include b.yaml\n");
  put_file("b.yaml", "y: !include ./a.yaml\n");
  fails(BASE "api: !include a.yaml\n", "b.yaml:1:13: error: include loop");
  fails(BASE "api: !include device.yaml\n",
        "device.yaml:3:15: error: include loop");
}
END_TEST

START_TEST(ten_mebibytes) {
  FILE *file = fopen("device.yaml", "w");
  fputs(BASE, file);
  for (int i = 0; i < 10 << 20; i += 16)
    fputs("k: [a, b, c, d]\n", file);
  fclose(file);
  ck_assert_int_eq(import_with("device.yaml", NULL), -EINVAL);
  ck_assert_ptr_nonnull(
      strstr(said, "device.yaml:65536:12: error: the file is larger "
                   "than 1 MiB, which ends here"));
}
END_TEST

/* text, repeated so many times, after what every device has. */
static char *repeated(const char *text, int count, const char *end) {
  size_t len = strlen(text);
  char *all = malloc(sizeof(BASE) + len * (size_t)count + strlen(end) + 1);
  strcpy(all, BASE);
  char *at = all + strlen(all);
  for (int i = 0; i < count; i++, at += len)
    memcpy(at, text, len + 1);
  strcpy(at, end);
  return all;
}

START_TEST(deep_nesting) {
  char *text = repeated("a: [", 1, "");
  free(text);
  text = repeated("", 0, "a: ");
  size_t len = strlen(text);
  text = realloc(text, len + 5001);
  memset(text + len, '[', 5000);
  text[len + 5000] = '\0';
  fails(text, "device.yaml:3:");
  free(text);
}
END_TEST

START_TEST(many_values) {
  char *text = repeated("  - 1\n", 100000, "");
  fails(text, "device.yaml:");
  free(text);
}
END_TEST

START_TEST(an_alias_bomb) {
  fails(BASE "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
             "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
             "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
             "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
             "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
             "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
             "g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]\n",
        "with its aliases and includes written out it has more than");
}
END_TEST

START_TEST(aliases_of_themselves) {
  fails(BASE "a: &a [1, *a]\n", "device.yaml:3:11: error: an alias inside its "
                                "own anchor");
  fails(BASE "a: *none\n", "device.yaml:3:");
}
END_TEST

START_TEST(a_chain_of_aliases_is_as_deep_as_it_is_long) {
  char text[40000];
  int len = snprintf(text, sizeof(text), BASE "a0: &a0 [1]\n");
  for (int i = 1; i < 900; i++)
    len += snprintf(text + len, sizeof(text) - (size_t)len,
                    "a%d: &a%d [*a%d]\n", i, i, i - 1);
  fails(text, "nested deeper than");
}
END_TEST

START_TEST(an_include_bomb) {
  put_file("a.yaml", "[!include b.yaml, !include b.yaml, !include b.yaml, "
                     "!include b.yaml, !include b.yaml, !include b.yaml]\n");
  put_file("b.yaml", "[!include c.yaml, !include c.yaml, !include c.yaml, "
                     "!include c.yaml, !include c.yaml, !include c.yaml]\n");
  put_file("c.yaml", "[!include d.yaml, !include d.yaml, !include d.yaml, "
                     "!include d.yaml, !include d.yaml, !include d.yaml]\n");
  put_file("d.yaml", "[!include e.yaml, !include e.yaml, !include e.yaml, "
                     "!include e.yaml, !include e.yaml, !include e.yaml]\n");
  put_file("e.yaml", "[1, 2, 3]\n");
  fails(BASE "api: !include a.yaml\n", "more than 500 files");
}
END_TEST

START_TEST(a_substitution_bomb) {
  fails("substitutions:\n"
        "  a: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
        "  b: $a$a$a$a$a$a$a$a$a$a\n  c: $b$b$b$b$b$b$b$b$b$b\n"
        "  d: $c$c$c$c$c$c$c$c$c$c\n  e: $d$d$d$d$d$d$d$d$d$d\n" BASE
        "api: {port: $e}\n",
        "error: substitutions that");
}
END_TEST

START_TEST(an_empty_substitution_bomb) {
  fails("substitutions:\n  a: \"\"\n"
        "  b: $a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a\n"
        "  c: $b$b$b$b$b$b$b$b$b$b$b$b$b$b$b$b$b$b$b$b\n"
        "  d: $c$c$c$c$c$c$c$c$c$c$c$c$c$c$c$c$c$c$c$c\n"
        "  e: $d$d$d$d$d$d$d$d$d$d$d$d$d$d$d$d$d$d$d$d\n"
        "  f: $e$e$e$e$e$e$e$e$e$e$e$e$e$e$e$e$e$e$e$e\n" BASE
        "api: {port: $f}\n",
        "error: substitutions that");
}
END_TEST

START_TEST(not_text_and_not_a_file) {
  fails(BASE "api: \xff\n", "device.yaml:3:6: error: octet 0xff is not UTF-8");
  ck_assert_int_eq(import_with("/dev/null", NULL), -EINVAL);
  ck_assert_int_eq(import_with("none.yaml", NULL), -EINVAL);
  ck_assert_int_eq(import_with(".", NULL), -EINVAL);
}
END_TEST

START_TEST(values_out_of_range_are_the_devices) {
  put_file("device.yaml", BASE "api:\n  max_connections: 30\n");
  ck_assert_int_eq(import_with("device.yaml", NULL), 0);
  struct scenario_text text = imported_text(&imported, "device.yaml");
  ck_assert_int_eq(scenario_load_text(&text, NULL, 0, &scenario, &diag),
                   -EINVAL);
  collect_said();
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:4:20: error: "
                                     "max_connections: "));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("import/bad_device");
  TCase *bad = tcase_create("bad");
  tcase_add_unchecked_fixture(bad, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(bad, enter_bounded, leave_folder);
  tcase_add_test(bad, broken_yaml);
  tcase_add_test(bad, nothing_and_the_wrong_thing);
  tcase_add_test(bad, a_missing_include);
  tcase_add_test(bad, a_mistake_in_an_include_is_placed_there);
  tcase_add_test(bad, include_loops);
  tcase_add_test(bad, ten_mebibytes);
  tcase_add_test(bad, deep_nesting);
  tcase_add_test(bad, many_values);
  tcase_add_test(bad, an_alias_bomb);
  tcase_add_test(bad, aliases_of_themselves);
  tcase_add_test(bad, a_chain_of_aliases_is_as_deep_as_it_is_long);
  tcase_add_test(bad, an_include_bomb);
  tcase_add_test(bad, a_substitution_bomb);
  tcase_add_test(bad, an_empty_substitution_bomb);
  tcase_add_test(bad, not_text_and_not_a_file);
  tcase_add_test(bad, values_out_of_range_are_the_devices);
  suite_add_tcase(suite, bad);
  return run_suite(suite);
}
