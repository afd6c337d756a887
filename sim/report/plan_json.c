/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a plan as JSON, described by docs/plan.schema.json. Nothing in
 * it depends on the host. */
#include <errno.h>
#include <jansson.h>

#include "report/plan.h"

#define SCHEMA "sockfit.plan/1"

static json_t *text_or_null(const char *text) {
  return text == NULL ? json_null() : json_string(text);
}

static json_t *limits_of(const struct limits *limits) {
  static const char *const origins[] = {[LIMIT_FROM_PROFILE] = "profile",
                                        [LIMIT_DERIVED] = "derived",
                                        [LIMIT_SCENARIO] = "scenario"};
  json_t *array = json_array();
  for (size_t i = 0; i < limits->option_count; i++) {
    const struct limit *limit = &limits->options[i];
    json_array_append_new(
        array, json_pack("{s:s, s:s, s:s, s:o}", "name", limit->name, "value",
                         limit->value, "origin", origins[limit->origin],
                         "because", text_or_null(limit->because)));
  }
  return array;
}

static json_t *structs_of(const struct ram_sizes *sizes) {
  return json_pack(
      "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "lwip_sock",
      (json_int_t)sizes->slot_b, "netconn", (json_int_t)sizes->netconn_b,
      "tcp_pcb", (json_int_t)sizes->tcp_pcb_b, "tcp_pcb_listen",
      (json_int_t)sizes->tcp_pcb_listen_b, "udp_pcb",
      (json_int_t)sizes->udp_pcb_b, "raw_pcb", (json_int_t)sizes->raw_pcb_b,
      "pbuf", (json_int_t)sizes->pbuf_b, "tcp_seg",
      (json_int_t)sizes->tcp_seg_b, "netbuf", (json_int_t)sizes->netbuf_b);
}

static json_t *costs_of(const struct ram_sizes *sizes) {
  struct ram_cost rows[RAM_POOLS_MAX + 2];
  size_t count = ram_costs(sizes, rows);
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(
        array, json_pack("{s:s, s:I, s:I, s:I, s:b}", "limit", rows[i].limit,
                         "value", (json_int_t)rows[i].count, "each_b",
                         (json_int_t)rows[i].each_b, "reserved_b",
                         (json_int_t)rows[i].reserved_b, "from_heap",
                         rows[i].from_heap ? 1 : 0));
  return array;
}

static json_t *sockets_of(const struct ram_sizes *sizes,
                          const struct limits *limits) {
  struct ram_socket rows[RAM_SOCKETS];
  ram_sockets(sizes, limits, rows);
  json_t *array = json_array();
  for (size_t i = 0; i < RAM_SOCKETS; i++)
    json_array_append_new(
        array, json_pack("{s:s, s:I, s:I, s:I}", "what", rows[i].what,
                         "reserved_b", (json_int_t)rows[i].reserved_b, "open_b",
                         (json_int_t)rows[i].open_b, "busy_b",
                         (json_int_t)rows[i].busy_b));
  return array;
}

static json_t *ram_of(const struct plan *plan) {
  const struct ram_sizes *sizes = plan->target.sizes;
  if (sizes == NULL)
    return json_null();
  return json_pack("{s:o, s:o, s:o}", "structs", structs_of(sizes), "limits",
                   costs_of(sizes), "one_more",
                   sockets_of(sizes, plan->limits));
}

static json_t *plan_object(const struct plan *plan) {
  const struct socket_counts *declared = &plan->limits->declared;
  return json_pack(
      "{s:s, s:s, s:s, s:o, s:{s:i, s:i, s:i}, s:o, s:o, s:o}", "scenario",
      plan->scenario->name, "variant", plan->variant->name, "profile",
      plan->limits->profile->name, "lwip", text_or_null(plan->target.lwip),
      "declared", "tcp", (int)declared->tcp, "udp", (int)declared->udp,
      "tcp_listen", (int)declared->tcp_listen, "limits",
      limits_of(plan->limits), "ram", ram_of(plan), "ram_missing",
      text_or_null(plan->target.sizes == NULL ? plan->target.why : NULL));
}

int report_plan_json(FILE *out, const struct plan *plans, size_t count) {
  json_t *array = json_array();
  int error = array == NULL ? -ENOMEM : 0;
  for (size_t i = 0; i < count && error == 0; i++) {
    if (json_array_append_new(array, plan_object(&plans[i])) != 0)
      error = -ENOMEM;
  }
  json_t *root = json_pack("{s:s, s:o}", "schema", SCHEMA, "plans", array);
  if (root == NULL)
    error = -ENOMEM;
  if (error == 0 && json_dumpf(root, out, JSON_INDENT(2)) != 0)
    error = -EIO;
  json_decref(root);
  if (error == 0 && (fputc('\n', out) == EOF || fflush(out) != 0))
    error = -EIO;
  return error;
}
