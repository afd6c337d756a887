/* SPDX-License-Identifier: BSD-3-Clause */
/* What an lwIP tree is: made-up trees of a few lines for the recognition, and
 * changed copies of the real one for patches that a tree has already or that
 * do not fit. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "image/lwip_tree.h"
#include "support/build.h"
#include "support/images.h"
#include "support/program.h"

#define LWIP TEST_SOURCE_DIR "/build/lwip/lwip-2.2.1"

static void run_shell(char *command) {
  ck_assert_ptr_nonnull(command);
  ck_assert_msg(system(command) == 0, "%s", command);
  free(command);
}

/* ---- made-up trees ---- */

static void write_at(const char *folder, const char *name, const char *text) {
  char *path = path_in(folder, name);
  file_write(path, text, strlen(text));
  free(path);
}

/* A folder with init.h, tcp.c and api_msg.c of these contents. */
static char *made_up(const char *init_h, const char *tcp_c,
                     const char *api_msg_c) {
  char *folder = program_folder();
  run_shell(text_format("cd '%s' && mkdir -p src/include/lwip src/core src/api",
                        folder));
  write_at(folder, "src/include/lwip/init.h", init_h);
  write_at(folder, "src/core/tcp.c", tcp_c);
  write_at(folder, "src/api/api_msg.c", api_msg_c);
  return folder;
}

#define VERSION(major, minor, revision, rc)                                    \
  "#define LWIP_VERSION_MAJOR " #major "\n#define LWIP_VERSION_MINOR  " #minor \
  "\r\n#define  LWIP_VERSION_REVISION\t" #revision                             \
  "\n#define LWIP_VERSION_RC         " #rc "\n"

static const struct {
  const char *init_h, *tcp_c, *api_msg_c;
  const char *name;
  bool esp, counts_lists, kills_fin_wait, has_flags;
} trees[] = {
    {VERSION(2, 2, 1, LWIP_RC_RELEASE), "", "", "2.2.1", 0, 0, 0, 0},
    {VERSION(2, 2, 2, LWIP_RC_DEVELOPMENT), "", "", "2.2.2d", 0, 0, 0, 0},
    {VERSION(2, 2, 0, 1), "", "", "2.2.0rc1", 0, 0, 0, 0},
    {VERSION(2, 1, 3, 255), "", "", "2.1.3", 0, 0, 0, 0},
    /* Espressif's: by generation. */
    {VERSION(2, 1, 2, LWIP_RC_DEVELOPMENT),
     "#if ESP_LWIP\nx = tcp_pcb_num_cal(&n); tcp_kill_state(FIN_WAIT_2);",
     "    newconn->flags |= NETCONN_FLAG_MBOXINVALID;\n",
     "2.1.2-esp (esp-lwip)", 1, 1, 0, 1},
    {VERSION(2, 1, 3, LWIP_RC_DEVELOPMENT), "#if ESP_LWIP\n",
     "    newconn->flags |= NETCONN_FLAG_MBOXINVALID;\n",
     "2.1.3-esp (esp-lwip)", 1, 0, 0, 1},
    {VERSION(2, 2, 0, LWIP_RC_DEVELOPMENT),
     "#if ESP_LWIP\ntcp_kill_state(FIN_WAIT_2);",
     "    newconn->flags |= NETCONN_FLAG_MBOXINVALID;\n",
     "2.2.0-esp (esp-lwip)", 1, 0, 1, 1},
};

START_TEST(a_tree_is_recognised) {
  char *folder =
      made_up(trees[_i].init_h, trees[_i].tcp_c, trees[_i].api_msg_c);
  struct lwip_tree tree;
  struct diag diag = {0};
  ck_assert_int_eq(lwip_tree_recognise(folder, &tree, &diag), 0);
  ck_assert_str_eq(tree.name, trees[_i].name);
  ck_assert_int_eq(tree.esp, trees[_i].esp);
  ck_assert_int_eq(tree.counts_lists, trees[_i].counts_lists);
  ck_assert_int_eq(tree.kills_fin_wait, trees[_i].kills_fin_wait);
  ck_assert_int_eq(lwip_tree_has(&tree, "FULLDUPLEX"), trees[_i].has_flags);
  ck_assert_int_eq(lwip_tree_has(&tree, "TCP_LISTS"), trees[_i].counts_lists);
  ck_assert_int_eq(strstr(tree.flags, "-DESP_LWIP=1") != NULL, trees[_i].esp);
  ck_assert_int_eq(strstr(tree.flags, "SOCKFIT_TREE_FIN_WAIT") != NULL,
                   trees[_i].kills_fin_wait);
  lwip_tree_done(&tree);
  free(folder);
}
END_TEST

static const struct {
  const char *init_h, *word;
} no_trees[] = {
    {"", "LWIP_VERSION_MAJOR"},
    {"#define LWIP_VERSION_MAJOR 2\n", "no lwIP 2.1"},
    {VERSION(two, 2, 1, 255), "no lwIP 2.1"},
    {VERSION(2, 99999999, 1, 255), "no lwIP 2.1"},
    {VERSION(2, 0, 3, 255), "2.0.3: sockfit's port needs 2.1.0"},
    {VERSION(1, 4, 1, 255), "1.4.1: sockfit's port needs 2.1.0"},
};

START_TEST(what_is_no_tree_is_refused) {
  char *folder = made_up(no_trees[_i].init_h, "", "");
  struct lwip_tree tree;
  struct diag diag = {0};
  ck_assert_int_eq(lwip_tree_recognise(folder, &tree, &diag), -ENOENT);
  ck_assert_uint_eq(diag.error_count, 1);
  ck_assert_ptr_nonnull(strstr(build_diag_text(&diag, 0), folder));
  ck_assert_msg(strstr(build_diag_text(&diag, 0), no_trees[_i].word) != NULL,
                "%s", build_diag_text(&diag, 0));
  diag_done(&diag);
  free(folder);
}
END_TEST

/* An ESP-IDF checkout has it in components/lwip/lwip. */
START_TEST(a_tree_is_found_below_esp_idf) {
  static const char *const named[] = {"", "/components/lwip",
                                      "/components/lwip/lwip"};
  char *tree = made_up(VERSION(2, 1, 3, 255), "ESP_LWIP", "");
  char *idf = program_folder();
  run_shell(text_format("mkdir -p '%s/components/lwip' && "
                        "mv '%s' '%s/components/lwip/lwip'",
                        idf, tree, idf));
  for (size_t i = 0; i < 3; i++) {
    struct image_places places;
    struct diag diag = {0};
    char *name = text_format("%s%s", idf, named[i]);
    ck_assert_int_eq(image_places_find(name, &places, &diag), 0);
    ck_assert_ptr_nonnull(strstr(places.lwip, "/components/lwip/lwip"));
    ck_assert_str_eq(places.tree.name, "2.1.3-esp (esp-lwip)");
    image_places_done(&places);
    free(name);
  }
  free(idf);
  free(tree);
}
END_TEST

/* ---- profiles and trees that disagree ---- */

static const struct {
  const char *profile;
  size_t tree; /* of trees */
  const char *word;
} pairs[] = {
    {"esp-idf-4", 4, NULL},      {"esp-idf", 4, "esp-idf-4 goes with"},
    {"esp-idf-5.0", 4, "lists"}, {"esp-idf", 6, NULL},
    {"upstream", 6, "FIN_WAIT"}, {"esp-idf-5.0", 5, NULL},
    {"esp-idf", 0, NULL},
};

START_TEST(disagreement_is_told) {
  size_t at = pairs[_i].tree;
  char *folder = made_up(trees[at].init_h, trees[at].tcp_c, "");
  struct variant variant;
  struct lwip_tree tree;
  struct limits *limits = NULL;
  struct diag diag = {0};
  build_variant(&variant, pairs[_i].profile);
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  ck_assert_int_eq(lwip_tree_recognise(folder, &tree, &diag), 0);
  lwip_tree_compare(&tree, limits, &diag);
  ck_assert_uint_eq(diag.count, pairs[_i].word == NULL ? 0 : 1);
  ck_assert_uint_eq(diag.error_count, 0);
  if (pairs[_i].word != NULL)
    ck_assert_msg(strstr(build_diag_text(&diag, 0), pairs[_i].word) != NULL,
                  "%s", build_diag_text(&diag, 0));
  diag_done(&diag);
  lwip_tree_done(&tree);
  limits_free(limits);
  build_variant_done(&variant);
  free(folder);
}
END_TEST

/* ---- copies of the real tree ---- */

/* A copy on which the shell command change has worked. */
static char *changed_copy(const char *change) {
  char *folder = program_folder();
  run_shell(text_format("cp -r '%s/src' '%s' && cd '%s' && P='%s' && %s", LWIP,
                        folder, folder, TEST_SOURCE_DIR "/lwip-port/patches",
                        change));
  return folder;
}

/* Build an image of the profile from the tree; the outcome, and what was
 * said. */
static int build_from(const char *tree, const char *profile,
                      struct diag *diag) {
  char *cache = program_folder();
  struct workshop workshop;
  struct variant variant;
  struct limits *limits = NULL;
  struct image *image = NULL;
  static const char *const kinds[] = {"api"};
  workshop_init(&workshop, cache);
  char *kept = strdup(workshop.places.cache);
  image_places_done(&workshop.places);
  ck_assert_int_eq(image_places_find(tree, &workshop.places, diag), 0);
  free(workshop.places.cache);
  workshop.places.cache = kept;
  build_variant(&variant, profile);
  build_consumer(&variant, "api", "api", "");
  ck_assert_int_eq(limits_derive(&variant, &limits, diag), 0);
  struct image_request request = {.limits = limits,
                                  .family = FAMILY_CONSUMER,
                                  .kinds = kinds,
                                  .kind_count = 1};
  int status =
      image_build(&workshop.places, &request, workshop.loop, &image, diag);
  image_free(image);
  limits_free(limits);
  build_variant_done(&variant);
  workshop_done(&workshop);
  free(cache);
  return status;
}

static const struct {
  const char *what, *change, *profile;
  int status;
  const char *words[3];
} copies[] = {
    {"the rule is there",
     "patch -s -p1 <$P/fullduplex-flags.patch",
     "esp-idf",
     0,
     {NULL}},
    {"line ends of the release's archive",
     "find src -name '*.[ch]' -exec sed -i 's/$/\\r/' {} +",
     "esp-idf",
     0,
     {NULL}},
    {"a patch that is always asked for",
     "sed -i 's/netconn_free(newconn)/netconn_free( newconn)/' "
     "src/api/api_msg.c",
     "upstream",
     -ENOENT,
     {"fullduplex-flags.patch does not apply", "assertion", "2.2.1"}},
    {"a patch that this profile asks for",
     "sed -i 's/pcb = (struct tcp_pcb .*memp_malloc/&/;"
     "s/^  LWIP_ASSERT_CORE_LOCKED();/  (void)0;/' src/core/tcp.c",
     "esp-idf-4",
     -ENOENT,
     {"tcp-lists-count.patch does not apply", "ESP-IDF 4",
      "a profile without this rule"}},
    {"and one that it does not ask for",
     "sed -i 's/^  LWIP_ASSERT_CORE_LOCKED();/  (void)0;/' src/core/tcp.c",
     "esp-idf",
     0,
     {NULL}},
    {"a vendor's header",
     "sed -i '1i #include \"sdkconfig.h\"' src/core/tcp.c",
     "esp-idf",
     -ECHILD,
     {"sdkconfig.h", "port of its own"}},
};

START_TEST(a_changed_tree) {
  char *tree = changed_copy(copies[_i].change);
  struct diag diag = {0};
  int status = build_from(tree, copies[_i].profile, &diag);
  struct text said = {0};
  for (size_t i = 0; i < diag.count; i++)
    text_add(&said, "%s\n", diag.entries[i].text);
  ck_assert_msg(status == copies[_i].status, "%s: %d, %s", copies[_i].what,
                status, said.data ? said.data : "");
  for (size_t i = 0; i < 3 && copies[_i].words[i] != NULL; i++)
    ck_assert_msg(strstr(said.data ? said.data : "", copies[_i].words[i]) !=
                      NULL,
                  "%s: no %s in %s", copies[_i].what, copies[_i].words[i],
                  said.data ? said.data : "");
  text_done(&said);
  diag_done(&diag);
  free(tree);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array[0])))

int main(void) {
  Suite *suite = suite_create("image/lwip_tree");
  TCase *tcase = tcase_create("trees");
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_set_timeout(tcase, 120);
  tcase_add_loop_test(tcase, a_tree_is_recognised, 0, COUNT(trees));
  tcase_add_loop_test(tcase, what_is_no_tree_is_refused, 0, COUNT(no_trees));
  tcase_add_test(tcase, a_tree_is_found_below_esp_idf);
  tcase_add_loop_test(tcase, disagreement_is_told, 0, COUNT(pairs));
  tcase_add_loop_test(tcase, a_changed_tree, 0, COUNT(copies));
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
