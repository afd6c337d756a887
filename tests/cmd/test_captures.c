/* SPDX-License-Identifier: BSD-3-Clause */
/* What Wireshark says about the capture of every scenario that ships: no bad
 * checksum, nothing malformed, the protocols of the workloads. */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/capture.h"
#include "support/program.h"

#define STREAMS_MAX 65536
#define FRAMES_MAX 6000 /* a day of an everyday device has too many */
#define CHECKSUM_BAD "0"
#define EVENT_TYPE 0x88b5
#define SEVERITY_ERROR 0x800000 /* PI_ERROR of epan/proto.h */

static char *const *files;

/* One column a field; several values of a field are separated by commas. */
enum column {
  COLUMN_PROTOCOLS,
  COLUMN_TCP_STATUS,
  COLUMN_UDP_STATUS,
  COLUMN_IP_STATUS,
  COLUMN_ICMPV6_STATUS,
  COLUMN_MALFORMED,
  COLUMN_SEVERITY,
  COLUMN_STREAM,
  COLUMN_FLAGS,
  COLUMN_HTTP_REQUEST,
  COLUMN_HTTP_RESPONSE,
  COLUMN_TYPE,
  COLUMN_COUNT
};

static const char field_arguments[] =
    "-e frame.protocols -e tcp.checksum.status -e udp.checksum.status "
    "-e ip.checksum.status -e icmpv6.checksum.status -e _ws.malformed "
    "-e _ws.expert.severity -e tcp.stream -e tcp.flags -e http.request "
    "-e http.response -e eth.type";

/* What one capture holds. */
struct content {
  long frames;
  long bad; /* checksum, malformed or an expert's error */
  long streams;
  long handshakes; /* SYN, SYN-ACK, ACK */
  long http_requests;
  long http_responses;
  long mqtt;
  long mdns;
  long events; /* of the simulator: sockets that open, close, ... */
};

/* ---- reading what tshark says ---- */

/* tshark warns when it runs as root; anything else would be about us. */
static void check_silence(const struct outcome *outcome) {
  char *rest = outcome->err, *line;
  outcome_assert_status(outcome, 0);
  while ((line = strsep(&rest, "\n")) != NULL)
    ck_assert_msg(*line == '\0' || strstr(line, "Running as user") != NULL,
                  "tshark says: %s", line);
}

static bool has_value(const char *values, const char *value) {
  size_t len = strlen(value);
  for (const char *at = values; (at = strstr(at, value)) != NULL; at += len) {
    bool begins = at == values || at[-1] == ',';
    if (begins && (at[len] == ',' || at[len] == '\0'))
      return true;
  }
  return false;
}

static bool has_error(const char *severities) {
  for (const char *at = severities; *at != '\0';) {
    char *end;
    if (strtol(at, &end, 0) >= SEVERITY_ERROR)
      return true;
    at = end == at || *end == '\0' ? "" : end + 1;
  }
  return false;
}

static bool is_bad(char *const columns[COLUMN_COUNT]) {
  return has_value(columns[COLUMN_TCP_STATUS], CHECKSUM_BAD) ||
         has_value(columns[COLUMN_UDP_STATUS], CHECKSUM_BAD) ||
         has_value(columns[COLUMN_IP_STATUS], CHECKSUM_BAD) ||
         has_value(columns[COLUMN_ICMPV6_STATUS], CHECKSUM_BAD) ||
         *columns[COLUMN_MALFORMED] != '\0' ||
         has_error(columns[COLUMN_SEVERITY]);
}

static void follow_handshake(char *const columns[COLUMN_COUNT], char *steps,
                             struct content *content) {
  if (*columns[COLUMN_STREAM] == '\0')
    return;
  long stream = strtol(columns[COLUMN_STREAM], NULL, 10);
  long flags = strtol(columns[COLUMN_FLAGS], NULL, 16) & 0x17;
  ck_assert_int_lt(stream, STREAMS_MAX);
  if (stream >= content->streams)
    content->streams = stream + 1;
  if (flags == 0x02 && steps[stream] == 0)
    steps[stream] = 1;
  else if (flags == 0x12 && steps[stream] == 1)
    steps[stream] = 2;
  else if (flags == 0x10 && steps[stream] == 2) {
    steps[stream] = 3;
    content->handshakes++;
  }
}

static void add_line(char *line, char *steps, struct content *content) {
  char *columns[COLUMN_COUNT];
  for (int i = 0; i < COLUMN_COUNT; i++) {
    columns[i] = strsep(&line, "\t");
    ck_assert_ptr_nonnull(columns[i]);
  }
  const char *protocols = columns[COLUMN_PROTOCOLS];
  content->frames++;
  content->bad += is_bad(columns);
  content->http_requests += *columns[COLUMN_HTTP_REQUEST] != '\0';
  content->http_responses += *columns[COLUMN_HTTP_RESPONSE] != '\0';
  content->mqtt += strstr(protocols, ":mqtt") != NULL;
  content->mdns += strstr(protocols, ":mdns") != NULL;
  content->events += strtol(columns[COLUMN_TYPE], NULL, 16) == EVENT_TYPE;
  follow_handshake(columns, steps, content);
}

/* X11 is off because the native API's port is one of its. */
static void look_into(const char *pcap, struct content *ret_content) {
  char *steps = calloc(STREAMS_MAX, 1);
  char *command =
      text_format("exec tshark -n -c %d -r '%s' -o tcp.check_checksum:TRUE "
                  "-o udp.check_checksum:TRUE -o ip.check_checksum:TRUE "
                  "--disable-protocol x11 -T fields -E occurrence=a %s",
                  FRAMES_MAX, pcap, field_arguments);
  struct outcome outcome;
  program_run(&(struct program){.file = "sh", .args = {"-c", command}},
              &outcome);
  check_silence(&outcome);
  *ret_content = (struct content){0};
  char *rest = outcome.out, *line;
  while ((line = strsep(&rest, "\n")) != NULL && rest != NULL)
    add_line(line, steps, ret_content);
  long frames = capture_frames_in(pcap);
  ck_assert_int_eq(ret_content->frames,
                   frames < FRAMES_MAX ? frames : FRAMES_MAX);
  outcome_done(&outcome);
  free(command);
  free(steps);
}

/* ---- what a scenario must have led to ---- */

static const json_t *item_of_kind(const json_t *run, const char *family,
                                  const char *kind) {
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(run, family), i, item) {
    const char *its = json_string_value(json_object_get(item, "kind"));
    if (its != NULL && strcmp(its, kind) == 0)
      return item;
  }
  return NULL;
}

static json_int_t number(const json_t *item, const char *name) {
  return json_integer_value(json_object_get(item, name));
}

static void check_content(const json_t *run, const struct content *content) {
  const json_t *mqtt = item_of_kind(run, "consumers", "mqtt");
  const json_t *broker = item_of_kind(run, "peers", "mqtt_broker");
  const json_t *browser = item_of_kind(run, "peers", "browser");
  ck_assert_int_gt(content->frames, 0);
  ck_assert_int_eq(content->bad, 0);
  ck_assert_int_gt(content->events, 0);
  ck_assert_int_lt(content->events, content->frames);
  if (item_of_kind(run, "consumers", "mdns") != NULL)
    ck_assert_int_gt(content->mdns, 0);
  if (mqtt != NULL && broker != NULL && number(mqtt, "refused") == 0)
    ck_assert_int_gt(content->mqtt, 0);
  if (item_of_kind(run, "consumers", "web_server") != NULL && browser != NULL &&
      number(browser, "served") > 0) {
    ck_assert_int_gt(content->http_requests, 0);
    ck_assert_int_gt(content->http_responses, 0);
  }
}

/* Run one scenario with all variants; the results name them. */
static json_t *capture(const char *file, const char *folder) {
  char *json = path_in(folder, "result.json");
  char *pcap = path_in(folder, "c.pcap");
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", file, "--quiet", "--json", json,
                                         "--pcap", pcap, "--allow-source"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  json_t *root = json_load_file(json, 0, NULL);
  ck_assert_ptr_nonnull(root);
  outcome_done(&outcome);
  free(pcap);
  free(json);
  return root;
}

static char *capture_of(const char *folder, const json_t *run, bool several) {
  char *path =
      several ? text_format("%s/c-%s-%s.pcap", folder,
                            json_string_value(json_object_get(run, "scenario")),
                            json_string_value(json_object_get(run, "variant")))
              : text_format("%s/c.pcap", folder);
  ck_assert_ptr_nonnull(path);
  return path;
}

START_TEST(capture_is_sound) {
  if (!tool_is_there("tshark", "captures of the scenarios"))
    return;
  char *folder = program_folder();
  json_t *root = capture(files[_i], folder), *run;
  json_t *runs = json_object_get(root, "runs");
  size_t i;
  json_array_foreach(runs, i, run) {
    char *path = capture_of(folder, run, json_array_size(runs) > 1);
    struct content content;
    look_into(path, &content);
    check_content(run, &content);
    free(path);
  }
  json_decref(root);
  free(folder);
}
END_TEST

START_TEST(quickstart_is_a_conversation) {
  if (!tool_is_there("tshark", "the capture of the quickstart"))
    return;
  char *folder = program_folder();
  json_decref(capture(quickstart(), folder));
  char *pcap = path_in(folder, "c-esphome-11378-camera-at-boot-after.pcap");
  struct content content;
  look_into(pcap, &content);
  /* A browser and a viewer ask 11 times, and Home Assistant stays. */
  ck_assert_int_ge(content.streams, 3);
  ck_assert_int_eq(content.handshakes, content.streams);
  ck_assert_int_ge(content.http_requests, 11);
  /* Two answers never end: the event stream and the video. */
  ck_assert_int_ge(content.http_responses, 9);
  ck_assert_int_gt(content.mdns, 0);
  free(pcap);
  free(folder);
}
END_TEST

/* The check itself: one octet of a TCP segment turned over is noticed. */
START_TEST(a_spoilt_octet_is_noticed) {
  if (!tool_is_there("tshark", "a spoilt capture"))
    return;
  char *folder = program_folder();
  json_decref(capture(quickstart(), folder));
  char *pcap = path_in(folder, "c-esphome-11378-camera-at-boot-after.pcap");
  struct content content;
  struct capture_frame frames[400];
  size_t len, at = 0;
  char *octets = file_content(pcap, &len);
  ck_assert_int_ge(capture_frames(octets, len, 400, frames), 400);
  while (at < 400 && frames[at].len < 600)
    at++; /* a segment with data */
  ck_assert_uint_lt(at, 400);
  ((char *)frames[at].data)[500] ^= 1;
  file_write(pcap, octets, len);
  look_into(pcap, &content);
  ck_assert_int_eq(content.bad, 1);
  free(octets);
  free(pcap);
  free(folder);
}
END_TEST

int main(void) {
  size_t count = shipped_scenarios(&files);
  Suite *suite = suite_create("cmd/captures");
  TCase *all = tcase_create("captures");
  tcase_set_timeout(all, 120); /* images may have to be compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(all, capture_is_sound, 0, (int)count);
  tcase_add_test(all, quickstart_is_a_conversation);
  tcase_add_test(all, a_spoilt_octet_is_noticed);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
