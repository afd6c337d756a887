/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the accounting of imported devices: the numbers and lines of
 * ESPHome's own build logs, and what each platform makes of them. */
#include "support.h"

#define WIFI "wifi: {ssid: a, password: b}\n"
#define ESP32 "esphome: {name: x}\nesp32: {board: esp32dev}\n" WIFI
#define SENSOR                                                                 \
  "esphome: {name: hall-sensor}\n"                                             \
  "wifi: {ssid: a, password: b}\n"                                             \
  "api:\n"                                                                     \
  "ota: [{platform: esphome}]\n"
#define PORCH                                                                  \
  "esphome: {name: porch}\n"                                                   \
  "wifi:\n"                                                                    \
  "  ssid: a\n"                                                                \
  "  ap: {ssid: \"Porch Fallback\"}\n"                                         \
  "captive_portal:\n"                                                          \
  "api:\n"                                                                     \
  "ota: [{platform: esphome}]\n"
#define IDF "esp32: {variant: esp32s3, framework: {type: esp-idf}}\n"

START_TEST(device_a_is_a_plain_sensor) {
  import_text(SENSOR IDF);
  assert_message("DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 (min) (TCP=3 "
                 "[api=3], UDP=2 [mdns=2], TCP_LISTEN=2 [api=1, ota=1])");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 10);
}
END_TEST

START_TEST(device_b_is_the_wizards) {
  import_text(PORCH IDF);
  assert_message("INFO Setting CONFIG_LWIP_MAX_SOCKETS to 12 (TCP=6 [api=3, "
                 "captive_portal=3], UDP=3 [captive_portal=1, mdns=2], "
                 "TCP_LISTEN=3 [api=1, ota=1, web_server_base=1])");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 12);
}
END_TEST

START_TEST(device_c_is_b_and_a_dashboard) {
  import_text(PORCH IDF "web_server: {port: 80}\n");
  assert_message("INFO Setting CONFIG_LWIP_MAX_SOCKETS to 17 (TCP=11 [api=3, "
                 "captive_portal=3, web_server=5], UDP=3 [captive_portal=1, "
                 "mdns=2], TCP_LISTEN=3 [api=1, ota=1, web_server_base=1])");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 17);
}
END_TEST

START_TEST(a_dashboard_without_portal_needs_thirteen) {
  import_text(SENSOR IDF "web_server: {port: 80}\n");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 13);
  ck_assert_int_eq(limits->declared.tcp, 8);
  ck_assert_int_eq(limits->declared.udp, 2);
  ck_assert_int_eq(limits->declared.tcp_listen, 3);
}
END_TEST

START_TEST(libretiny_raises_a_and_takes_c_as_it_is) {
  import_text(SENSOR "bk72xx: {board: cb2s}\n");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 8);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_UDP_PCB", 0), 6);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB_LISTEN", 0), 2);
  limits_free(limits);
  limits = NULL;
  scenario_free(scenario);
  scenario = NULL;
  imported_done(&imported);
  import_text(PORCH "bk72xx: {board: cb2s}\nweb_server: {port: 80}\n");
  assert_message("INFO Configuring lwIP: TCP=11 [api=3, captive_portal=3, "
                 "web_server=5], UDP=6 (min) [captive_portal=1, mdns=2], "
                 "TCP_LISTEN=3 [api=1, ota=1, web_server_base=1]");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 20);
}
END_TEST

START_TEST(zephyr_has_one_number_for_all) {
  import_text(SENSOR "nrf52: {board: adafruit_itsybitsy_nrf52840}\n");
  ck_assert_str_eq(limits->profile->name, "zephyr");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 10);
  ck_assert_int_eq(item_number(consumer("api"), "max_connections"), 4);
}
END_TEST

START_TEST(zephyr_needs_seventeen_for_c) {
  import_text(PORCH "nrf52: {board: x}\nweb_server: {port: 80}\n");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 17);
}
END_TEST

START_TEST(an_own_number_is_kept_and_warned_about) {
  import_text("esphome: {name: x}\n" WIFI "api:\nweb_server:\n"
              "esp32:\n  framework:\n    type: esp-idf\n"
              "    sdkconfig_options:\n"
              "      CONFIG_LWIP_MAX_SOCKETS: \"10\"\n");
  ck_assert_uint_eq(limits->message_count, 2);
  ck_assert_str_eq(limits->messages[0],
                   "INFO Using user-provided CONFIG_LWIP_MAX_SOCKETS: 10");
  assert_message("WARNING CONFIG_LWIP_MAX_SOCKETS is set to 10 but your "
                 "configuration needs 12 sockets (8 TCP + 2 UDP + 2 "
                 "TCP_LISTEN). You may experience socket exhaustion errors. "
                 "Consider increasing to at least 12.");
  /* Where the user wrote it, not where the scenario has it. */
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:9:32: warning: "));
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 10);
}
END_TEST

START_TEST(a_number_that_python_does_not_read_counts_as_nothing) {
  import_text("esphome: {name: x}\n" WIFI "api:\n"
              "esp32:\n  framework:\n    sdkconfig_options:\n"
              "      CONFIG_LWIP_MAX_SOCKETS: \"0x14\"\n");
  ck_assert_str_eq(limits->messages[0],
                   "INFO Using user-provided CONFIG_LWIP_MAX_SOCKETS: 0x14");
  ck_assert_uint_eq(limits->message_count, 2);
  ck_assert_ptr_nonnull(strstr(limits->messages[1], " is set to 0 but "));
}
END_TEST

START_TEST(a_bare_number_is_taken_and_warned_about) {
  import_text("esphome: {name: x}\n" WIFI "api:\n"
              "esp32:\n  framework:\n    sdkconfig_options:\n"
              "      CONFIG_LWIP_MAX_SOCKETS: 20\n"
              "      CONFIG_LWIP_SO_LINGER: true\n");
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:7:32: warning: "
                                     "CONFIG_LWIP_MAX_SOCKETS: ESPHome wants "
                                     "a string here: \"20\""));
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 20);
  ck_assert_int_eq(limits_number(limits, "LWIP_SO_LINGER", 0), 1);
}
END_TEST

START_TEST(a_number_that_kconfig_does_not_take_is_warned_about) {
  import_text("esphome: {name: x}\n" WIFI "api:\n"
              "esp32:\n  framework:\n    type: esp-idf\n    version: 5.1.5\n"
              "    sdkconfig_options:\n"
              "      CONFIG_LWIP_TCP_RECVMBOX_SIZE: \"100\"\n");
  ck_assert_ptr_nonnull(strstr(
      said, "warning: CONFIG_LWIP_TCP_RECVMBOX_SIZE: 100 is out of range "
            "6..64 (Kconfig of ESP-IDF 5.1.5)"));
}
END_TEST

/* ---- components ---- */

START_TEST(mdns_may_be_disabled) {
  import_text(ESP32 "mdns: {disabled: true}\napi:\n");
  ck_assert_int_eq(limits->declared.udp, 0);
}
END_TEST

START_TEST(without_a_network_there_is_no_mdns) {
  import_text("esphome: {name: x}\nesp32: {board: b}\nlogger:\n");
  ck_assert_uint_eq(scenario->variants[0].consumer_count, 0);
}
END_TEST

START_TEST(every_camera_server_counts_under_one_name) {
  import_text(ESP32 "esp32_camera_web_server:\n"
                    "  - {port: 8080, mode: stream}\n"
                    "  - port: 8081\n    mode: snapshot\n");
  assert_message("DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 (min) (TCP=6 "
                 "[esp32_camera_web_server=6], UDP=2 [mdns=2], TCP_LISTEN=0 "
                 "[none])");
  const struct item *second = consumer("esp32_camera_web_server_2");
  ck_assert_int_eq(item_number(second, "port"), 8081);
  ck_assert_str_eq(item_text(second, "mode"), "snapshot");
}
END_TEST

START_TEST(one_camera_server_may_be_a_mapping) {
  import_text(ESP32 "esp32_camera_web_server: {port: 8080, mode: stream}\n");
  ck_assert_int_eq(limits->declared.tcp, 3);
}
END_TEST

START_TEST(udp_counts_for_each_instance) {
  import_text(ESP32 "udp:\n  - id: a\n  - id: b\n    port: 18512\n");
  assert_message("DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 (min) (TCP=0 "
                 "[none], UDP=6 [mdns=2, udp=4], TCP_LISTEN=0 [none])");
}
END_TEST

START_TEST(sendspin_registers_under_two_names) {
  import_text(ESP32 "sendspin:\n");
  assert_message("DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 (min) (TCP=5 "
                 "[sendspin_websocket_client=1, sendspin_websocket_server=4],"
                 " UDP=2 [mdns=2], TCP_LISTEN=1 "
                 "[sendspin_websocket_server=1])");
  ck_assert_int_eq(limits_number(limits, "TCP_WND", 0), 65534);
}
END_TEST

START_TEST(a_role_decides_on_the_listener) {
  import_text(ESP32 "uart_tcp:\n  - role: server\n  - role: client\n");
  ck_assert_int_eq(limits->declared.tcp, 2);
  ck_assert_int_eq(limits->declared.tcp_listen, 1);
}
END_TEST

START_TEST(prometheus_brings_the_listener_only) {
  import_text(ESP32 "prometheus:\n");
  assert_message("DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 (min) (TCP=0 "
                 "[none], UDP=2 [mdns=2], TCP_LISTEN=1 [web_server_base=1])");
  ck_assert_str_eq(consumer("web_server_base")->kind->name, "web_server");
  ck_assert_ptr_nonnull(strstr(said, "prometheus: registers "));
}
END_TEST

/* The portal starts an httpd where nobody else has: in no ordinary day, since
 * it is not active then. */
static const struct {
  const char *components;
  const char *httpd;
} portals[] = {
    {"captive_portal:\n", "true"},
    {"captive_portal:\nweb_server:\n", "false"},
    {"captive_portal:\nprometheus:\n", "false"},
};

START_TEST(the_portal_shares_an_httpd_that_is_there) {
  char text[200];
  snprintf(text, sizeof(text), "%s%s", ESP32, portals[_i].components);
  import_text(text);
  const struct item *portal = consumer("captive_portal");
  ck_assert_str_eq(portal->kind->name, "captive_portal");
  ck_assert_str_eq(item_text(portal, "httpd"), portals[_i].httpd);
  ck_assert(!item_param(portal, "active_at")->given);
}
END_TEST

START_TEST(web_server_base_counts_once) {
  import_text(ESP32 "prometheus:\nweb_server:\ncaptive_portal:\n"
                    "ota:\n  - platform: web_server\n");
  ck_assert_int_eq(limits->declared.tcp_listen, 1);
}
END_TEST

START_TEST(ota_counts_for_each_entry) {
  import_text(ESP32 "ota:\n  - platform: esphome\n  - platform: esphome\n"
                    "  - platform: http_request\n");
  ck_assert_int_eq(limits->declared.tcp_listen, 2);
  ck_assert_ptr_nonnull(strstr(said, "device.yaml:7:5: warning: http_request:"
                                     " registers no socket"));
}
END_TEST

START_TEST(takers_that_register_nothing_are_reported) {
  import_text(ESP32 "http_request: {timeout: 3s}\nvoice_assistant:\nstatsd:\n"
                    "button:\n  - platform: wake_on_lan\n"
                    "light:\n  - platform: rgb\n    effects:\n      - wled:\n");
  static const char *const names[] = {"http_request", "voice_assistant",
                                      "statsd", "wake_on_lan", "wled"};
  for (size_t i = 0; i < 5; i++) {
    char text[80];
    snprintf(text, sizeof(text), "warning: %s: ", names[i]);
    ck_assert_msg(strstr(said, text) != NULL, "no %s in %s", names[i], said);
  }
  ck_assert_int_eq(limits->declared.tcp + limits->declared.udp, 2);
  ck_assert_str_eq(item_text(consumer("http_request"), "timeout"), "3s");
  ck_assert_int_eq(item_number(consumer("wled"), "udp"), 1);
}
END_TEST

START_TEST(components_are_added_by_a_file) {
  put_file("my.yaml", "components:\n"
                      "  gateway:\n"
                      "    tcp: {key: max_clients, default: 4, plus: 1}\n"
                      "    untyped: 2\n"
                      "    tcp_listen: 1\n"
                      "    opens: {tcp_listen: 1}\n"
                      "    clients: 4\n"
                      "    port: 7000\n"
                      "  sniffer: {udp: 1, under: raw_socket, each: true}\n");
  put_file("device.yaml", ESP32 "gateway: {max_clients: 6}\n"
                                "sniffer: [{}, {}]\n");
  ck_assert_msg(import_with("device.yaml", "my.yaml") == 0, "%s", said);
  load_imported("device.yaml");
  assert_message("INFO Setting CONFIG_LWIP_MAX_SOCKETS to 14 (TCP=9 "
                 "[gateway=9], UDP=4 [mdns=2, raw_socket=2], TCP_LISTEN=1 "
                 "[gateway=1])");
  ck_assert_int_eq(item_number(consumer("gateway"), "port"), 7000);
}
END_TEST

START_TEST(a_components_file_is_checked) {
  put_file("my.yaml", "components:\n  gateway: {tpc: 3}\n");
  put_file("device.yaml", ESP32);
  ck_assert_int_eq(import_with("device.yaml", "my.yaml"), -EINVAL);
  ck_assert_ptr_nonnull(strstr(said, "my.yaml:2:13: error: unknown key 'tpc';"
                                     " did you mean 'tcp'?"));
}
END_TEST

/* ---- profiles ---- */

static const struct {
  const char *platform;
  const char *profile;
} profiles[] = {
    {"esp32: {board: b}", "esp-idf"},
    {"esp32: {framework: {type: esp-idf, version: recommended}}", "esp-idf"},
    {"esp32: {framework: {type: esp-idf, version: 5.1.5}}", "esp-idf-5.0"},
    {"esp32: {framework: {type: esp-idf, version: 5.1.6}}", "esp-idf"},
    {"esp32: {framework: {type: esp-idf, version: 5.3.2}}", "esp-idf-5.0"},
    {"esp32: {framework: {type: esp-idf, version: 5.5.1}}", "esp-idf"},
    {"esp32: {framework: {type: esp-idf, version: 4.4.6}}", "esp-idf-4"},
    {"esp32: {framework: {type: arduino}}", "esp-idf"},
    {"esp32: {framework: {type: arduino, version: 3.1.1}}", "esp-idf-5.0"},
    {"esp32: {framework: {type: arduino, version: 2.0.5}}", "arduino-esp32"},
    {"ln882x: {board: b}", "libretiny"},
};

START_TEST(release_decides_on_the_profile) {
  char text[256];
  snprintf(text, sizeof(text), "esphome: {name: x}\n%s\napi:\n",
           profiles[_i].platform);
  import_text(text);
  ck_assert_str_eq(limits->profile->name, profiles[_i].profile);
}
END_TEST

START_TEST(port_numbers_of_the_platform_are_taken) {
  import_text(SENSOR "rtl87xx: {board: b}\n");
  ck_assert_int_eq(item_number(consumer("ota"), "port"), 8892);
}
END_TEST

START_TEST(rp2_has_a_pool_for_each_type) {
  import_text(SENSOR "rp2040: {board: rpipicow}\n");
  assert_message("INFO Configuring lwIP: 32768 byte heap; TCP=8 (min) [api=3], "
                 "UDP=6 (min) [mdns=2], TCP_LISTEN=2 [api=1, ota=1]");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 8);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_UDP_PCB", 0), 6);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB_LISTEN", 0), 2);
  ck_assert_int_eq(item_number(consumer("ota"), "port"), 2040);
}
END_TEST

START_TEST(rp2_takes_c_as_it_is) {
  import_text(PORCH "rp2: {board: rpipicow}\nweb_server: {port: 80}\n");
  assert_message("INFO Configuring lwIP: 32768 byte heap; TCP=11 [api=3, "
                 "captive_portal=3, web_server=5], UDP=6 (min) "
                 "[captive_portal=1, mdns=2], TCP_LISTEN=3 [api=1, ota=1, "
                 "web_server_base=1]");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 11);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB_LISTEN", 0), 3);
}
END_TEST

/* Its lwIP is there already; ESPHome says nothing. */
START_TEST(esp8266_counts_nothing) {
  import_text(PORCH "esp8266: {board: d1_mini}\nweb_server: {port: 80}\n");
  ck_assert_uint_eq(limits->message_count, 0);
  ck_assert_int_eq(limits->declared.tcp, 11);
  ck_assert_int_eq(item_number(consumer("api"), "max_connections"), 4);
}
END_TEST

/* What it registers is in the sum, whether or not it runs. */
START_TEST(what_cannot_run_on_the_raw_api_still_counts) {
  import_text(SENSOR "rp2040: {board: b}\n"
                     "esp32_camera_web_server: {port: 8080, mode: stream}\n");
  ck_assert_ptr_nonnull(strstr(
      said, "device.yaml:6:1: warning: esp32_camera_web_server: left out "
            "of the run, it is not written for the raw API of profile "
            "rp2 yet; what it registers is counted"));
  ck_assert_int_eq(limits->declared.tcp, 6);
  ck_assert_str_eq(consumer("esp32_camera_web_server")->kind->name,
                   "component");
}
END_TEST

START_TEST(an_operating_systems_sockets_are_not_simulated) {
  import_fails_with(SENSOR "host:\n",
                    "device.yaml:5:1: error: platform 'host'");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("import/counts");
  TCase *counts = folder_case("counts");
  tcase_add_test(counts, device_a_is_a_plain_sensor);
  tcase_add_test(counts, device_b_is_the_wizards);
  tcase_add_test(counts, device_c_is_b_and_a_dashboard);
  tcase_add_test(counts, a_dashboard_without_portal_needs_thirteen);
  tcase_add_test(counts, libretiny_raises_a_and_takes_c_as_it_is);
  tcase_add_test(counts, zephyr_has_one_number_for_all);
  tcase_add_test(counts, zephyr_needs_seventeen_for_c);
  tcase_add_test(counts, an_own_number_is_kept_and_warned_about);
  tcase_add_test(counts, a_number_that_python_does_not_read_counts_as_nothing);
  tcase_add_test(counts, a_bare_number_is_taken_and_warned_about);
  tcase_add_test(counts, a_number_that_kconfig_does_not_take_is_warned_about);
  tcase_add_test(counts, mdns_may_be_disabled);
  tcase_add_test(counts, without_a_network_there_is_no_mdns);
  tcase_add_test(counts, every_camera_server_counts_under_one_name);
  tcase_add_test(counts, one_camera_server_may_be_a_mapping);
  tcase_add_test(counts, udp_counts_for_each_instance);
  tcase_add_test(counts, sendspin_registers_under_two_names);
  tcase_add_test(counts, a_role_decides_on_the_listener);
  tcase_add_test(counts, prometheus_brings_the_listener_only);
  tcase_add_loop_test(counts, the_portal_shares_an_httpd_that_is_there, 0, 3);
  tcase_add_test(counts, web_server_base_counts_once);
  tcase_add_test(counts, ota_counts_for_each_entry);
  tcase_add_test(counts, takers_that_register_nothing_are_reported);
  tcase_add_test(counts, components_are_added_by_a_file);
  tcase_add_test(counts, a_components_file_is_checked);
  tcase_add_loop_test(counts, release_decides_on_the_profile, 0,
                      sizeof(profiles) / sizeof(profiles[0]));
  tcase_add_test(counts, port_numbers_of_the_platform_are_taken);
  tcase_add_test(counts, rp2_has_a_pool_for_each_type);
  tcase_add_test(counts, rp2_takes_c_as_it_is);
  tcase_add_test(counts, esp8266_counts_nothing);
  tcase_add_test(counts, what_cannot_run_on_the_raw_api_still_counts);
  tcase_add_test(counts, an_operating_systems_sockets_are_not_simulated);
  suite_add_tcase(suite, counts);
  return run_suite(suite);
}
