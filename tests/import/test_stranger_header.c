/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of an lwipopts.h that somebody else wrote: whatever it includes that is
 * not its own is refused, with both compilers, and nothing of it is quoted. */
#include <sys/stat.h>

#include "base/loop.h"
#include "base/text.h"
#include "image/image.h"
#include "support.h"

#define SECRET "hunter2"

static const char *const compilers[] = {"gcc", "clang"};

/* FOLDER/private/key.h is not the header's; FOLDER/device/ is. */
static void enter_device(void) {
  enter_folder();
  ck_assert_int_eq(mkdir("private", 0700), 0);
  ck_assert_int_eq(mkdir("device", 0700), 0);
  put_file("private/key.h", "#define KEY " SECRET "\n#nonsense " SECRET "\n");
  ck_assert_int_eq(chdir("device"), 0);
}

static int import_header(const char *text, const char *compiler) {
  struct image_places places;
  put_file("lwipopts.h", text);
  ck_assert_int_eq(setenv("SOCKFIT_CC", compiler, 1), 0);
  ck_assert_int_eq(image_places_find(NULL, &places, &diag), 0);
  struct loop *loop = loop_new();
  int r = import_lwipopts("lwipopts.h", &places, loop, &imported, &diag);
  loop_free(loop);
  image_places_done(&places);
  collect_said();
  return r;
}

static void is_fenced(const char *text) {
  for (size_t i = 0; i < 2; i++) {
    if (!tool_is_there(compilers[i], "a header that includes too much"))
      continue;
    ck_assert_int_eq(import_header(text, compilers[i]), -EINVAL);
    ck_assert_msg(strstr(said, "and is not compiled") != NULL, "%s", said);
    ck_assert_msg(strstr(said, SECRET) == NULL, "%s", said);
    ck_assert_msg(strstr(said, "root:") == NULL, "%s", said);
  }
}

START_TEST(an_absolute_path) {
  is_fenced("#include \"/etc/passwd\"\n");
  is_fenced("#include </etc/passwd>\n");
  is_fenced("#pragma GCC system_header\n#include \"/etc/passwd\"\n");
}
END_TEST

START_TEST(a_way_up) {
  is_fenced("#include \"../private/key.h\"\n");
  is_fenced("#include \"./../device/../private/key.h\"\n");
}
END_TEST

/* Messages about the header's own lines would quote what was included. */
START_TEST(a_message_that_would_quote_it) {
  is_fenced("#include \"../private/key.h\"\n#if KEY x\n#endif\n");
  is_fenced("#include \"../private/key.h\"\n#include KEY\n");
  is_fenced("#include \"../private/key.h\"\n#error KEY\n");
  is_fenced("#define MEMP_NUM_NETCONN \\\n1\n#include \"../private/key.h\"\n"
            "char a[KEY];\n");
}
END_TEST

START_TEST(a_header_of_its_own_that_includes_it) {
  put_file("own.h", "#include \"../private/key.h\"\n");
  is_fenced("#include \"own.h\"\n");
}
END_TEST

START_TEST(a_symbolic_link) {
  ck_assert_int_eq(symlink("../private/key.h", "innocent.h"), 0);
  is_fenced("#include \"innocent.h\"\n");
}
END_TEST

START_TEST(assembly_reads_no_file_into_the_table) {
  struct text text = {0};
  text_add(&text, "__asm__(\".data\\nsockfit_values:\");\n");
  for (int i = 0; i < 200; i++)
    text_add(&text, "__asm__(\".incbin \\\"../private/key.h\\\",%d,1\");\n",
             i % 20);
  for (size_t i = 0; i < 2; i++) {
    if (!tool_is_there(compilers[i], "a header with assembly of its own"))
      continue;
    ck_assert_int_ne(import_header(text.data, compilers[i]), 0);
    ck_assert_msg(strstr(said, SECRET) == NULL, "%s", said);
  }
  text_done(&text);
}
END_TEST

START_TEST(what_is_its_own_is_compiled) {
  put_file("own.h", "#include <stdint.h>\n#define MEMP_NUM_TCP_PCB 7\n");
  for (size_t i = 0; i < 2; i++) {
    if (!tool_is_there(compilers[i], "a header that includes its own"))
      continue;
    int r = import_header("#include \"own.h\"\n", compilers[i]);
    ck_assert_msg(r == 0, "%s", said);
    ck_assert_ptr_nonnull(strstr(imported.text, "MEMP_NUM_TCP_PCB: 7"));
    imported_done(&imported);
  }
  ck_assert_int_eq(import_header("#define MEMP_NUM_TCP_PCB 7\n", "cc"), 0);
}
END_TEST

START_TEST(what_the_user_stands_above_is_compiled) {
  put_file("../private/key.h", "#define MEMP_NUM_TCP_PCB 9\n");
  put_file("lwipopts.h", "#include \"../private/key.h\"\n");
  ck_assert_int_eq(chdir(".."), 0);
  ck_assert_int_eq(import_header("#include \"private/key.h\"\n", "cc"), 0);
  ck_assert_ptr_nonnull(strstr(imported.text, "MEMP_NUM_TCP_PCB: 9"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("import/stranger_header");
  TCase *tcase = tcase_create("stranger's header");
  tcase_set_timeout(tcase, 120); /* it is compiled */
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(tcase, enter_device, leave_folder);
  tcase_add_test(tcase, an_absolute_path);
  tcase_add_test(tcase, a_way_up);
  tcase_add_test(tcase, a_message_that_would_quote_it);
  tcase_add_test(tcase, a_header_of_its_own_that_includes_it);
  tcase_add_test(tcase, a_symbolic_link);
  tcase_add_test(tcase, assembly_reads_no_file_into_the_table);
  tcase_add_test(tcase, what_is_its_own_is_compiled);
  tcase_add_test(tcase, what_the_user_stands_above_is_compiled);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
