/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of scenario_load with what is no scenario: it never crashes, never
 * writes to stderr by itself, and always says what is wrong. */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define MIB (1 << 20)

static const char good[] =
    "# An intent.\n"
    "scenario: good\n"
    "profile: esp-idf\n"
    "run_for: 60s\n"
    "link: {delay: 1ms, rate: 20Mbit/s}\n"
    "limits: {MEMP_NUM_NETCONN: 10}\n"
    "consumers:\n"
    "  - api: {name: \"a\", declares: {tcp: 3}}\n"
    "  - web_server\n"
    "peers:\n"
    "  - browser: {tabs: 2, sse: true}\n"
    "variants:\n"
    "  before:\n"
    "    seed: 2\n"
    "    expect:\n"
    "      - refused: {call: socket, errno: 'ENFILE', count: \">= 1\"}\n"
    "  after:\n"
    "    consumers:\n"
    "      - api: {name: a, port: 1}\n"
    "    expect: [no_refusals, {peak: {sockets: <= 19}}]\n";

/* Right, or wrong with a reason that has its place in this file. */
static void assert_answered(const char *text, size_t len) {
  struct loaded loaded = load_octets(text, len);
  ck_assert(loaded.result == 0 || loaded.result == -EINVAL);
  ck_assert_int_eq(loaded.result == 0, loaded.diag.error_count == 0);
  ck_assert_int_eq(loaded.result == 0, loaded.scenario != NULL);
  if (loaded.result < 0)
    ck_assert_int_eq(strncmp(loaded.text, "s.yaml:", 7), 0);
  loaded_done(&loaded);
}

/* The only diagnostic must be this line. */
static void assert_refused(const char *path, int result, const char *line) {
  struct loaded loaded = load(path);
  ck_assert_int_eq(loaded.result, result);
  ck_assert_str_eq(loaded.text, line);
  ck_assert_ptr_null(loaded.scenario);
  loaded_done(&loaded);
}

START_TEST(a_file_cut_off_at_any_octet_is_answered) {
  struct loaded whole = load_text(good);
  ck_assert_msg(whole.result == 0, "%s", whole.text);
  loaded_done(&whole);
  for (size_t len = 0; len < strlen(good); len++)
    assert_answered(good, len);
}
END_TEST

/* xorshift: the same corruptions in every run. */
static uint32_t next_random(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

START_TEST(a_file_with_one_wrong_octet_is_answered) {
  uint32_t state = 2463534242;
  char text[sizeof(good)];
  for (int i = 0; i < 1500; i++) {
    memcpy(text, good, sizeof(good));
    size_t at = next_random(&state) % (sizeof(good) - 1);
    text[at] = (char)next_random(&state);
    assert_answered(text, sizeof(good) - 1);
  }
}
END_TEST

START_TEST(signs_of_yaml_in_wrong_places_are_answered) {
  static const char signs[] = "[]{}:,-?&*!|>'\"%@`#<~\n\t \\";
  uint32_t state = 88172645;
  char text[sizeof(good)];
  for (int i = 0; i < 1500; i++) {
    memcpy(text, good, sizeof(good));
    for (int change = 0; change < 1 + i % 3; change++)
      text[next_random(&state) % (sizeof(good) - 1)] =
          signs[next_random(&state) % (sizeof(signs) - 1)];
    assert_answered(text, sizeof(good) - 1);
  }
}
END_TEST

START_TEST(a_missing_file_is_named) {
  assert_refused("nowhere.yaml", -ENOENT,
                 "nowhere.yaml: error: No such file or directory\n");
  assert_refused("", -ENOENT, ": error: No such file or directory\n");
}
END_TEST

#define SHIPPED TEST_SOURCE_DIR "/scenarios/"

START_TEST(a_missing_file_that_has_a_neighbour_is_corrected) {
  assert_refused(SHIPPED "quikstart.yml", -ENOENT,
                 SHIPPED "quikstart.yml: error: No such file or directory; did "
                         "you mean '" SHIPPED "quickstart.yaml'?\n");
  assert_refused(SHIPPED "incident/x.yaml", -ENOENT,
                 SHIPPED "incident/x.yaml: error: No such file or directory: "
                         "there is no folder " SHIPPED "incident/\n");
}
END_TEST

START_TEST(a_directory_is_refused) {
  assert_refused(".", -EISDIR,
                 ".: error: is a directory, not a scenario file\n");
}
END_TEST

START_TEST(a_pipe_without_a_writer_does_not_block) {
  ck_assert_int_eq(mkfifo("s.yaml", 0600), 0);
  assert_refused("s.yaml", -EINVAL, "s.yaml: error: is not a regular file\n");
}
END_TEST

#define LARGER                                                                 \
  "error: the file is larger than 1 MiB, which ends here; leave out what is "  \
  "no setting (a device may !include up to 4 MiB in further files)\n"

START_TEST(a_huge_file_is_refused_where_it_gets_too_long) {
  int fd = open("s.yaml", O_CREAT | O_WRONLY, 0600);
  ck_assert_int_ge(fd, 0);
  ck_assert_int_eq(ftruncate(fd, 100 * (off_t)MIB), 0);
  close(fd);
  assert_refused("s.yaml", -EFBIG, "s.yaml:1:1048577: " LARGER);
}
END_TEST

/* Columns are characters: a line has 16 octets, 15 characters of them. */
START_TEST(a_long_file_is_refused_at_its_line) {
  FILE *file = fopen("s.yaml", "w");
  ck_assert_ptr_nonnull(file);
  fputs("##\n", file);
  for (int i = 0; i <= MIB / 16; i++)
    fputs("# \xc3\xa9 2345678901\n", file);
  fclose(file);
  assert_refused("s.yaml", -EFBIG, "s.yaml:65537:13: " LARGER);
}
END_TEST

/* unit over and over, size octets in all. */
static char *repeat(const char *unit, size_t size) {
  char *text = malloc(size + 1);
  ck_assert_ptr_nonnull(text);
  for (size_t i = 0; i < size; i++)
    text[i] = unit[i % strlen(unit)];
  text[size] = '\0';
  return text;
}

START_TEST(one_mebibyte_is_still_read_and_one_octet_more_is_not) {
  char *text = repeat("#\n", MIB + 1);
  memcpy(text, "scenario: s\nrun_for: 1s\n", 24);
  struct loaded loaded = load_octets(text, MIB);
  ck_assert_int_eq(loaded.result, 0);
  loaded_done(&loaded);
  loaded = load_octets(text, MIB + 1);
  ck_assert_int_eq(loaded.result, -EFBIG);
  loaded_done(&loaded);
  free(text);
}
END_TEST

/* Each is dull to read and hard on some parser. */
static const char *const units[] = {
    "[",     "{",     "- ",    "? ",       "a: ",    "\"",    "'",
    "&a ",   "*a ",   "!a ",   "a",        "{a: ",   "[a,",   "%",
    "- [",   "|",     " ",     "a\n",      "a: b\n", "\n",    "---\n",
    "a:\n",  "- a\n", ": ",    "\\",       "[]",     "a: [",  ",",
    "&a\n",  "{},",   "\"\\x", "\xc3\xa9", "? a\n",  "...\n", "a: '",
    "a: \"", "''",    "\\\"",  "- - ",     "#",      "\t",    "a: |\n b\n",
    "[[],"};

START_TEST(a_mebibyte_of_anything_is_answered) {
  char *text = repeat(units[_i], MIB);
  assert_answered(text, MIB);
  free(text);
}
END_TEST

START_TEST(a_mebibyte_of_anything_in_lines_is_answered) {
  char *text = repeat(units[_i], MIB);
  for (size_t at = 900; at < MIB; at += 901)
    text[at] = '\n';
  assert_answered(text, MIB);
  free(text);
}
END_TEST

/* Load count lines of that format, each with its number. */
static struct loaded load_lines(const char *format, int count) {
  char *text = malloc(MIB);
  ck_assert_ptr_nonnull(text);
  size_t len = 0;
  for (int i = 0; i < count; i++)
    len += (size_t)snprintf(text + len, MIB - len, format, i);
  struct loaded loaded = load_octets(text, len);
  free(text);
  return loaded;
}

START_TEST(too_many_values_are_refused_by_number) {
  struct loaded loaded = load_lines("- %d\n", 30000);
  ck_assert_int_eq(loaded.result, -EINVAL);
  ck_assert_str_eq(loaded.text, "s.yaml:20000:3: error: more than 20000 values "
                                "in one file\n");
  loaded_done(&loaded);
}
END_TEST

START_TEST(too_many_keys_are_refused_by_number) {
  struct loaded loaded = load_lines("k%d: 1\n", 1001);
  ck_assert_int_eq(loaded.result, -EINVAL);
  ck_assert_str_eq(loaded.text, "s.yaml:1001:1: error: more than 1000 keys in "
                                "one mapping\n");
  loaded_done(&loaded);
}
END_TEST

START_TEST(nothing_is_written_to_stderr) {
  FILE *file = tmpfile();
  ck_assert_ptr_nonnull(file);
  fflush(stderr);
  ck_assert_int_ge(dup2(fileno(file), STDERR_FILENO), 0);
  static const char *const texts[] = {"a: [",  "a: \"", "\t",
                                      "a: *b", "%X",    "- a\nb"};
  for (size_t i = 0; i < SUPPORT_COUNT(texts); i++)
    assert_answered(texts[i], strlen(texts[i]));
  fflush(stderr);
  ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
  ck_assert_int_eq(ftell(file), 0);
  fclose(file);
}
END_TEST

START_TEST(earlier_diagnostics_are_left_alone) {
  struct diag diag = {0};
  struct scenario *scenario;
  diag_add(&diag, DIAG_WARNING, NULL, "before");
  write_file("a: [", 4);
  ck_assert_int_eq(scenario_load("s.yaml", NULL, 0, &scenario, &diag), -EINVAL);
  ck_assert_uint_eq(diag.count, 2);
  ck_assert_str_eq(diag.entries[0].text, "before");
  diag_done(&diag);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scenario/robustness");
  TCase *tcase = tcase_create("robustness");
  suite_add_tcase(suite, tcase);
  tcase_set_timeout(tcase, 120);
  tcase_add_checked_fixture(tcase, enter_empty_folder, remove_folder);
  tcase_add_test(tcase, a_file_cut_off_at_any_octet_is_answered);
  tcase_add_test(tcase, a_file_with_one_wrong_octet_is_answered);
  tcase_add_test(tcase, signs_of_yaml_in_wrong_places_are_answered);
  tcase_add_test(tcase, a_missing_file_is_named);
  tcase_add_test(tcase, a_missing_file_that_has_a_neighbour_is_corrected);
  tcase_add_test(tcase, a_directory_is_refused);
  tcase_add_test(tcase, a_pipe_without_a_writer_does_not_block);
  tcase_add_test(tcase, a_huge_file_is_refused_where_it_gets_too_long);
  tcase_add_test(tcase, a_long_file_is_refused_at_its_line);
  tcase_add_test(tcase, one_mebibyte_is_still_read_and_one_octet_more_is_not);
  tcase_add_loop_test(tcase, a_mebibyte_of_anything_is_answered, 0,
                      SUPPORT_COUNT(units));
  tcase_add_loop_test(tcase, a_mebibyte_of_anything_in_lines_is_answered, 0,
                      SUPPORT_COUNT(units));
  tcase_add_test(tcase, too_many_values_are_refused_by_number);
  tcase_add_test(tcase, too_many_keys_are_refused_by_number);
  tcase_add_test(tcase, nothing_is_written_to_stderr);
  tcase_add_test(tcase, earlier_diagnostics_are_left_alone);
  return run_suite(suite);
}
