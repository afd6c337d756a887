/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the export formats: what is written, and that importing it gives
 * the same limits. */
#include "../import/support.h"

#include "export/export.h"
#include "limits/opened.h"
#include "limits/options.h"

#define DEVICE                                                                 \
  "esphome: {name: porch}\nwifi: {ssid: a}\napi:\nweb_server:\n"               \
  "captive_portal:\nota: [{platform: esphome}]\n"                              \
  "esp32:\n  framework:\n    type: esp-idf\n    version: %s\n"                 \
  "    sdkconfig_options:\n      CONFIG_LWIP_TCP_MSS: \"1400\"\n"              \
  "      CONFIG_LWIP_SO_LINGER: \"y\"\n%s"

static struct limits *before;

static void import_device_of(const char *version, const char *more) {
  char text[1000];
  snprintf(text, sizeof(text), DEVICE, version, more);
  import_text(text);
}

/* What the format gives, as a file. */
static void write_export(const char *format, const char *name) {
  struct export_source source = {scenario, &scenario->variants[0], limits};
  struct text text;
  int r = export_write(&source, format, &text, &diag);
  collect_said();
  ck_assert_msg(r == 0, "%s", said);
  put_file(name, text.data);
  text_done(&text);
}

static void forget_device(void) {
  before = limits;
  limits = NULL;
  scenario_free(scenario);
  scenario = NULL;
  imported_done(&imported);
}

/* Every limit that a scenario may set is as it was. */
static void assert_same_limits(void) {
  size_t count;
  const struct option_spec *options = options_all(&count);
  for (size_t i = 0; i < count; i++) {
    const char *name = options[i].name;
    const struct limit *was = limits_find(before, name);
    const struct limit *is = limits_find(limits, name);
    if (was)
      ck_assert_msg(is && strcmp(was->value, is->value) == 0,
                    "%s was %s and is %s\n%s", name, was->value,
                    is ? is->value : "absent", imported.text);
  }
  limits_free(before);
}

static const char *const versions[] = {"recommended", "5.3.2", "4.4.8"};

START_TEST(sdkconfig_comes_back) {
  import_device_of(versions[_i], _i == 2 ? "mdns: {disabled: true}\n" : "");
  write_export("sdkconfig", "sdkconfig.defaults");
  forget_device();
  int r = import_sdkconfig("sdkconfig.defaults", &imported, &diag);
  collect_said();
  ck_assert_msg(r == 0, "%s", said);
  load_imported("sdkconfig.defaults");
  ck_assert_str_eq(before->profile->name, limits->profile->name);
  assert_same_limits();
}
END_TEST

START_TEST(esphome_comes_back) {
  import_device_of(versions[_i], _i == 2 ? "mdns: {disabled: true}\n" : "");
  write_export("esphome", "device.yaml");
  forget_device();
  import_path("device.yaml");
  ck_assert_str_eq(before->profile->name, limits->profile->name);
  assert_same_limits();
}
END_TEST

static const char *const raw_platforms[] = {"rp2040", "esp8266"};

/* Of the platforms with the raw API, then of an ESP32. */
START_TEST(lwipopts_come_back) {
  char text[200];
  snprintf(text, sizeof(text),
           "esphome: {name: x}\nwifi:\napi:\nweb_server:\n%s: {board: b}\n",
           raw_platforms[_i % 2]);
  if (_i == 2)
    import_device_of("recommended", "");
  else
    import_text(text);
  write_export("lwipopts", "lwipopts.h");
  forget_device();
  struct image_places places;
  ck_assert_int_eq(image_places_find(NULL, &places, &diag), 0);
  struct loop *loop = loop_new();
  ck_assert_int_eq(
      import_lwipopts("lwipopts.h", &places, loop, &imported, &diag), 0);
  loop_free(loop);
  image_places_done(&places);
  load_imported("lwipopts.h");
  if (_i < 2)
    ck_assert_str_eq(before->profile->name, limits->profile->name);
  assert_same_limits();
}
END_TEST

START_TEST(zephyr_comes_back) {
  import_text("esphome: {name: x}\nwifi:\napi:\nweb_server:\ncaptive_portal:\n"
              "ota: [{platform: esphome}]\nnrf52: {board: b}\n");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 17);
  write_export("zephyr", "prj.conf");
  size_t len;
  char *text = file_content("prj.conf", &len);
  ck_assert_ptr_nonnull(strstr(text, "\nCONFIG_NET_MAX_CONTEXTS=17\n"));
  ck_assert_ptr_nonnull(strstr(text, "\nCONFIG_NET_MAX_CONN=34\n"));
  ck_assert_ptr_nonnull(strstr(text, "\nCONFIG_ZVFS_OPEN_MAX=20\n"));
  ck_assert_ptr_nonnull(strstr(text, "\nCONFIG_ZVFS_POLL_MAX=17\n"));
  free(text);
  forget_device();
  ck_assert_int_eq(import_sdkconfig("prj.conf", &imported, &diag), 0);
  load_imported("prj.conf");
  assert_same_limits();
}
END_TEST

START_TEST(esphome_is_a_block_of_strings) {
  import_device_of("5.3.2", "");
  write_export("esphome", "block.yaml");
  size_t len;
  char *text = file_content("block.yaml", &len);
  ck_assert_str_eq(text, "# The limits of porch:default.\n"
                         "esp32:\n"
                         "  framework:\n"
                         "    type: esp-idf\n"
                         "    version: 5.3.2\n"
                         "    sdkconfig_options:\n"
                         "      CONFIG_LWIP_SO_LINGER: \"y\"\n"
                         "      CONFIG_LWIP_TCPIP_CORE_LOCKING: \"y\"\n"
                         "      CONFIG_LWIP_MAX_SOCKETS: \"17\"\n"
                         "      CONFIG_LWIP_MAX_ACTIVE_TCP: \"16\"\n"
                         "      CONFIG_LWIP_TCP_MSS: \"1400\"\n");
  free(text);
}
END_TEST

START_TEST(consume_sockets_counts_what_is_hidden) {
  import_device_of("recommended", "");
  write_export("consume_sockets", "__init__.py");
  size_t len;
  char *text = file_content("__init__.py", &len);
  ck_assert_ptr_nonnull(strstr(text,
                               "    socket.consume_sockets(7, \"web_server\", "
                               "socket.SocketType.TCP),\n"
                               "    socket.consume_sockets(2, \"web_server\", "
                               "socket.SocketType.UDP),\n"));
  free(text);
}
END_TEST

static int sum_of_worst(void) {
  struct opened all = opened_together(&scenario->variants[0], false);
  return opened_sum(&all.worst);
}

/* What is registered then is the worst case; exported again it is the same. */
START_TEST(consume_sockets_comes_back) {
  if (_i == 0)
    import_device_of("recommended", "");
  else
    import_text("esphome: {name: x}\nwifi:\napi:\nbk72xx: {board: b}\n");
  int worst = sum_of_worst();
  write_export("consume_sockets", "__init__.py");
  forget_device();
  ck_assert_int_eq(import_consume_sockets("__init__.py", &imported, &diag), 0);
  load_imported("__init__.py");
  ck_assert_str_eq(limits->profile->name, before->profile->name);
  ck_assert_int_eq(sum_of_worst(), worst);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0),
                   _i == 0 ? worst : 8 + 6 + 2);
  limits_free(before);
  write_export("consume_sockets", "again.py");
  forget_device();
  ck_assert_int_eq(import_consume_sockets("again.py", &imported, &diag), 0);
  load_imported("again.py");
  assert_same_limits();
}
END_TEST

static const struct {
  const char *text;
  const char *said;
} not_exported[] = {
    {"import os\n", "x.py:1:1: error: expected what 'sockfit export --as "
                    "consume_sockets' writes, "},
    {"\nFINAL_VALIDATE_SCHEMA = cv.All(\n    socket.consume_sockets(n, "
     "\"a\"),\n",
     "x.py:3:1: error: expected"},
    {"FINAL_VALIDATE_SCHEMA = cv.All(\n"
     "    socket.consume_sockets(2, \"a\", socket.SocketType.UPD),\n",
     "x.py:2:1: error: expected"},
    {"FINAL_VALIDATE_SCHEMA = cv.All(\n    socket.consume_sockets(1, \"a\"),\n",
     "x.py:3:1: error: the call of cv.All( has no end"},
    {"# nothing\n", "x.py:2:1: error: there is no socket.consume_sockets()"},
    {"FINAL_VALIDATE_SCHEMA = cv.All(\n    socket.consume_sockets(1, \"a",
     "x.py:2:1: error: expected"},
};

START_TEST(other_python_is_refused) {
  put_file("x.py", not_exported[_i].text);
  ck_assert_int_eq(import_consume_sockets("x.py", &imported, &diag), -EINVAL);
  collect_said();
  ck_assert_msg(
      strncmp(said, not_exported[_i].said, strlen(not_exported[_i].said)) == 0,
      "%s", said);
}
END_TEST

static void refused(const char *format, const char *word) {
  struct export_source source = {scenario, &scenario->variants[0], limits};
  struct text text;
  ck_assert_int_eq(export_write(&source, format, &text, &diag), -EINVAL);
  collect_said();
  ck_assert_msg(strstr(said, word) != NULL, "no '%s' in:\n%s", word, said);
}

START_TEST(what_a_release_does_not_allow_is_not_written) {
  import_text("esphome: {name: x}\nesp32:\n  framework:\n"
              "    version: 5.3.2\n    type: esp-idf\n"
              "    sdkconfig_options:\n"
              "      CONFIG_LWIP_UDP_RECVMBOX_SIZE: \"100\"\n");
  refused("sdkconfig", "CONFIG_LWIP_UDP_RECVMBOX_SIZE: 100 is out of range "
                       "6..64 (Kconfig of ESP-IDF 5.3.2)");
}
END_TEST

START_TEST(other_platforms_have_no_sdkconfig) {
  import_text("esphome: {name: x}\nbk72xx: {board: b}\napi:\n");
  refused("sdkconfig", "device.yaml:2:1: error: profile libretiny has no "
                       "sdkconfig");
  refused("esphome", "profile libretiny has no sdkconfig_options");
  refused("lwipopt", "did you mean 'lwipopts'?");
  refused(NULL, "--as takes sdkconfig, esphome");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("export");
  TCase *tcase = folder_case("formats");
  tcase_add_loop_test(tcase, sdkconfig_comes_back, 0, 3);
  tcase_add_loop_test(tcase, esphome_comes_back, 0, 3);
  tcase_add_loop_test(tcase, lwipopts_come_back, 0, 3);
  tcase_add_test(tcase, zephyr_comes_back);
  tcase_add_test(tcase, esphome_is_a_block_of_strings);
  tcase_add_test(tcase, consume_sockets_counts_what_is_hidden);
  tcase_add_loop_test(tcase, consume_sockets_comes_back, 0, 2);
  tcase_add_loop_test(tcase, other_python_is_refused, 0,
                      sizeof(not_exported) / sizeof(not_exported[0]));
  tcase_add_test(tcase, what_a_release_does_not_allow_is_not_written);
  tcase_add_test(tcase, other_platforms_have_no_sdkconfig);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
