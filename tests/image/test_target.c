/* SPDX-License-Identifier: BSD-3-Clause */
/* Sizes on a 32-bit device, from a compile: the numbers are those of ESP-IDF's
 * options, measured on their own, with IPv4 and IPv6 and with IPv4 alone. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "image/target.h"
#include "support/build.h"
#include "support/images.h"
#include "support/program.h"

static char *cache;
static struct workshop workshop;

static void setup(void) {
  cache = program_folder();
  workshop_init(&workshop, cache);
}

static void teardown(void) {
  workshop_done(&workshop);
  free(cache);
}

static struct limits *limits_of(const char *profile) {
  struct variant variant;
  struct limits *limits = NULL;
  struct diag diag = {0};
  build_variant(&variant, profile);
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  diag_done(&diag);
  build_variant_done(&variant);
  return limits;
}

static void set(struct limits *limits, const char *name, const char *value) {
  struct limit *limit = (struct limit *)limits_find(limits, name);
  ck_assert_ptr_nonnull(limit);
  free(limit->value);
  limit->value = strdup(value);
}

static struct ram_sizes measure(struct limits *limits) {
  struct ram_sizes sizes = {0};
  struct diag diag = {0};
  int status =
      target_sizes(&workshop.places, limits, workshop.loop, &sizes, &diag);
  ck_assert_msg(status == 0, "%s", build_diag_text(&diag, 0));
  diag_done(&diag);
  return sizes;
}

START_TEST(esp_idf_with_both_protocols) {
  struct limits *limits = limits_of("esp-idf");
  struct ram_sizes sizes = measure(limits);
  ck_assert_int_eq(sizes.tcp_pcb_b, 208);
  ck_assert_int_eq(sizes.tcp_pcb_listen_b, 76);
  ck_assert_int_eq(sizes.udp_pcb_b, 80);
  ck_assert_int_eq(sizes.raw_pcb_b, 72);
  ck_assert_int_eq(sizes.netconn_b, 52);
  ck_assert_int_eq(sizes.slot_b, 20);
  ck_assert_int_eq(sizes.pbuf_b, 16);
  ck_assert_int_eq(sizes.tcp_seg_b, 16);
  ck_assert_int_eq(sizes.netbuf_b, 36);
  ck_assert_int_eq(sizes.sockets, 10);
  ck_assert_int_eq(sizes.snd_buf_b, 5760);
  ck_assert_int_eq(sizes.wnd_b, 5760);
  ck_assert(sizes.heap_pools && sizes.libc_heap);
  limits_free(limits);
}
END_TEST

START_TEST(esp_idf_with_ipv4_alone) {
  struct limits *limits = limits_of("esp-idf");
  set(limits, "LWIP_IPV6", "0");
  struct ram_sizes sizes = measure(limits);
  ck_assert_int_eq(sizes.tcp_pcb_b, 168);
  ck_assert_int_eq(sizes.tcp_pcb_listen_b, 36);
  ck_assert_int_eq(sizes.udp_pcb_b, 40);
  ck_assert_int_eq(sizes.raw_pcb_b, 28);
  ck_assert_int_eq(sizes.netconn_b, 52);
  ck_assert_int_eq(sizes.slot_b, 20);
  ck_assert_int_eq(sizes.pbuf_b, 16);
  ck_assert_int_eq(sizes.tcp_seg_b, 16);
  ck_assert_int_eq(sizes.netbuf_b, 16);
  limits_free(limits);
}
END_TEST

/* An idle TCP connection: 208 + 52 + 84 + 24, as the table has it. */
START_TEST(one_more_socket_on_a_heap) {
  struct limits *limits = limits_of("esp-idf");
  struct ram_sizes sizes = measure(limits);
  struct ram_socket rows[RAM_SOCKETS];
  ram_sockets(&sizes, limits, rows);
  ck_assert_str_eq(rows[0].what, "TCP connection");
  ck_assert_int_eq(rows[0].reserved_b, 20);
  ck_assert_int_eq(rows[0].open_b, 208 + 52 + 84 + 24);
  ck_assert_int_eq(rows[0].busy_b, rows[0].open_b + 5760 + 5760);
  ck_assert_int_eq(rows[1].open_b, 76 + 52 + 84 + 24);
  ck_assert_int_eq(rows[2].open_b, 80 + 52 + 84 + 24);
  limits_free(limits);
}
END_TEST

/* Static pools: reserved at build time; enums of one octet (Arm). */
START_TEST(one_more_socket_with_pools) {
  struct limits *limits = limits_of("stm32");
  struct ram_sizes sizes = measure(limits);
  struct ram_socket rows[RAM_SOCKETS];
  ram_sockets(&sizes, limits, rows);
  ck_assert_int_lt(sizes.netconn_b, 52);
  ck_assert_int_eq(rows[0].reserved_b,
                   sizes.slot_b + sizes.netconn_b + sizes.tcp_pcb_b);
  ck_assert_int_eq(rows[0].open_b, 6 * 4);
  limits_free(limits);
}
END_TEST

static const struct ram_cost *cost_of(const struct ram_cost *costs,
                                      size_t count, const char *limit) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(costs[i].limit, limit) == 0)
      return &costs[i];
  }
  ck_abort_msg("no %s", limit);
}

START_TEST(limits_cost_what_is_reserved) {
  struct limits *limits = limits_of("stm32");
  struct ram_sizes sizes = measure(limits);
  struct ram_cost costs[RAM_POOLS_MAX + 2];
  size_t count = ram_costs(&sizes, costs);
  const struct ram_cost *pcbs = cost_of(costs, count, "MEMP_NUM_TCP_PCB");
  ck_assert_int_eq(pcbs->count, 10);
  ck_assert_int_eq(pcbs->reserved_b, 10 * pcbs->each_b);
  ck_assert_int_eq(cost_of(costs, count, "MEM_SIZE")->reserved_b, 14336);
  ck_assert(!pcbs->from_heap);
  limits_free(limits);

  limits = limits_of("esp-idf");
  sizes = measure(limits);
  count = ram_costs(&sizes, costs);
  pcbs = cost_of(costs, count, "MEMP_NUM_TCP_PCB");
  ck_assert_int_eq(pcbs->reserved_b, 0);
  ck_assert_int_eq(pcbs->each_b, 208);
  ck_assert(pcbs->from_heap);
  ck_assert_int_eq(cost_of(costs, count, "NUM_SOCKETS")->reserved_b, 200);
  limits_free(limits);
}
END_TEST

/* The second time comes from the cache: no compiler could make it. */
START_TEST(a_compile_is_kept) {
  struct limits *limits = limits_of("esp-idf");
  measure(limits);
  char *objects = path_in(cache, "objects");
  int count = folder_count(objects);
  ck_assert_int_eq(count, 1);
  measure(limits);
  ck_assert_int_eq(folder_count(objects), count);
  char *damage =
      text_format("for i in '%s'/*; do echo x >\"$i\"; done", objects);
  ck_assert_int_eq(system(damage), 0);
  ck_assert_int_eq(measure(limits).tcp_pcb_b, 208); /* not believed */
  free(damage);
  free(objects);
  limits_free(limits);
}
END_TEST

START_TEST(a_compiler_that_refuses_is_told) {
  struct limits *limits = limits_of("esp-idf");
  struct ram_sizes sizes;
  struct diag diag = {0};
  setenv("SOCKFIT_CC", "/bin/false", 1);
  ck_assert_int_eq(
      target_sizes(&workshop.places, limits, workshop.loop, &sizes, &diag),
      -ECHILD);
  ck_assert_uint_eq(diag.error_count, 1);
  ck_assert_ptr_nonnull(strstr(build_diag_text(&diag, 0), "-m32"));
  diag_done(&diag);
  limits_free(limits);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("image/target");
  TCase *tcase = tcase_create("sizes");
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_set_timeout(tcase, 60);
  tcase_add_test(tcase, esp_idf_with_both_protocols);
  tcase_add_test(tcase, esp_idf_with_ipv4_alone);
  tcase_add_test(tcase, one_more_socket_on_a_heap);
  tcase_add_test(tcase, one_more_socket_with_pools);
  tcase_add_test(tcase, limits_cost_what_is_reserved);
  tcase_add_test(tcase, a_compile_is_kept);
  tcase_add_test(tcase, a_compiler_that_refuses_is_told);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
