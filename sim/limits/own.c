/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: the limits that a scenario sets itself. They are checked one
 * by one here; what they mean together is asked in rules.c. */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "limits/derive.h"

/* sdkconfig writes booleans as y and n; only its own names may. A heap may be
 * given as 40KiB. */
static bool setting_value(const struct setting *setting,
                          const struct option_spec *option,
                          int64_t *ret_value) {
  if (setting->is_number) {
    *ret_value = setting->value;
    return true;
  }
  if (strcmp(option->name, "SOCKFIT_HEAP") == 0)
    return units_parse_size(setting->text, ret_value) == 0;
  bool is_switch = option->min == 0 && option->max == 1;
  bool is_kconfig = strncmp(setting->name, "CONFIG_", strlen("CONFIG_")) == 0;
  if (!is_switch || !is_kconfig)
    return false;
  if (strcmp(setting->text, "y") != 0 && strcmp(setting->text, "n") != 0)
    return false;
  *ret_value = setting->text[0] == 'y';
  return true;
}

static void check_name(const struct setting *setting, struct diag *diag) {
  const char *nearest = options_nearest(setting->name);
  if (nearest)
    diag_add(diag, DIAG_ERROR, &setting->place,
             "unknown limit '%.60s'; did you mean '%s'?", setting->name,
             nearest);
  else
    diag_add(diag, DIAG_ERROR, &setting->place,
             "unknown limit '%.60s'; expected an lwIP option such as"
             " MEMP_NUM_NETCONN or ESP-IDF's name for it such as"
             " CONFIG_LWIP_MAX_SOCKETS",
             setting->name);
}

static void check_value(const struct setting *setting,
                        const struct option_spec *option, struct diag *diag) {
  int64_t value;
  if (!setting_value(setting, option, &value))
    diag_add(
        diag, DIAG_ERROR, &setting->place,
        "%s: '%.60s' is not a number; lwIP is compiled with it, so it must be"
        " one, %" PRId64 "..%" PRId64,
        setting->name, setting->text, option->min, option->max);
  else if (value < option->min || value > option->max)
    diag_add(diag, DIAG_ERROR, &setting->place,
             "%s: %" PRId64 " is out of range %" PRId64 "..%" PRId64 " (%s)",
             setting->name, value, option->min, option->max,
             option->range_because);
}

/* From the command line, as scenario/override.c says in the place. */
static bool is_from_set(const struct setting *setting) {
  return setting->place.line == 0 && setting->place.file &&
         strncmp(setting->place.file, "--set ", strlen("--set ")) == 0;
}

/* A `--set` of the option under its other name replaces the file's setting. */
static bool is_replaced(const struct variant *variant, size_t index) {
  const struct setting *setting = &variant->limits[index];
  const struct option_spec *option = options_find(setting->name);
  if (!option || is_from_set(setting))
    return false;
  for (size_t i = 0; i < variant->limit_count; i++)
    if (is_from_set(&variant->limits[i]) &&
        options_find(variant->limits[i].name) == option)
      return true;
  return false;
}

/* The other spelling of the same option, further up. */
static const struct setting *earlier(const struct variant *variant,
                                     size_t index,
                                     const struct option_spec *option) {
  for (size_t i = 0; i < index; i++)
    if (options_find(variant->limits[i].name) == option &&
        !is_replaced(variant, i))
      return &variant->limits[i];
  return NULL;
}

int own_check(const struct variant *variant, struct diag *diag) {
  size_t errors_before = diag->error_count;
  for (size_t i = 0; i < variant->limit_count; i++) {
    const struct setting *setting = &variant->limits[i];
    const struct option_spec *option = options_find(setting->name);
    if (!option) {
      check_name(setting, diag);
      continue;
    }
    if (is_replaced(variant, i))
      continue;
    const struct setting *other = earlier(variant, i, option);
    if (other && is_from_set(other))
      diag_add(diag, DIAG_ERROR, &setting->place,
               "%s is the same limit as %s; keep one of them", setting->name,
               other->name);
    else if (other)
      diag_add(diag, DIAG_ERROR, &setting->place,
               "%s is the same limit as %s on line %d; keep one of them",
               setting->name, other->name, other->place.line);
    check_value(setting, option, diag);
  }
  return diag->error_count > errors_before ? -EINVAL : 0;
}

const struct setting *own_find(const struct variant *variant,
                               const char *option) {
  const struct option_spec *wanted = options_find(option);
  for (size_t i = 0; i < variant->limit_count; i++)
    if (wanted && options_find(variant->limits[i].name) == wanted &&
        !is_replaced(variant, i))
      return &variant->limits[i];
  return NULL;
}

/* Options of threads, netconns and sockets, which a device whose NO_SYS is 1
 * does not have. */
static bool needs_threads(const struct option_spec *option) {
  static const char *const names[] = {
      "MEMP_NUM_NETCONN",
      "MEMP_NUM_NETBUF",
      "MEMP_NUM_TCPIP_MSG_API",
      "MEMP_NUM_TCPIP_MSG_INPKT",
      "DEFAULT_ACCEPTMBOX_SIZE",
      "DEFAULT_TCP_RECVMBOX_SIZE",
      "DEFAULT_UDP_RECVMBOX_SIZE",
      "DEFAULT_RAW_RECVMBOX_SIZE",
      "TCPIP_MBOX_SIZE",
      "LWIP_SO_LINGER",
      "LWIP_SO_RCVBUF",
      "LWIP_TCPIP_CORE_LOCKING",
  };
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
    if (strcmp(option->name, names[i]) == 0)
      return true;
  return false;
}

static bool has_threads(const struct limits *limits) {
  return limits_number(limits, "NO_SYS", 0) == 0;
}

/* What makes the limit one that nothing enforces here, or NULL. */
static const char *unbound_because(const struct option_spec *option,
                                   const struct limits *limits) {
  bool heap_pools = limits_number(limits, "MEMP_MEM_MALLOC", 0) == 1;
  bool system_heap = limits_number(limits, "MEM_LIBC_MALLOC", 0) == 1;
  if (!has_threads(limits) && needs_threads(option))
    return "NO_SYS is 1, there are no sockets and no threads";
  if (option->binds == OPTION_BINDS_POOLS && heap_pools)
    return "MEMP_MEM_MALLOC is 1, the heap is the only bound";
  if (option->binds == OPTION_BINDS_HEAP && system_heap)
    return "MEM_LIBC_MALLOC is 1, the heap is the system's";
  if (strcmp(option->name, "MEMP_NUM_TCP_PCB") == 0 && heap_pools &&
      limits_number(limits, "SOCKFIT_COUNT_TCP_PCB", 0) == 0)
    return "MEMP_MEM_MALLOC is 1 and SOCKFIT_COUNT_TCP_PCB is 0";
  return NULL;
}

int own_apply(const struct variant *variant, struct limits *limits,
              struct diag *diag) {
  for (size_t i = 0; i < variant->limit_count; i++) {
    const struct setting *setting = &variant->limits[i];
    const struct option_spec *option = options_find(setting->name);
    int64_t value = 0;
    if (is_replaced(variant, i))
      continue;
    if (!has_threads(limits) && needs_threads(option))
      continue; /* the warning below says so */
    setting_value(setting, option, &value);
    char because[64];
    snprintf(because, sizeof(because), "set by the scenario, line %d",
             setting->place.line);
    int error = limits_put_number(
        limits, option->name, value, LIMIT_SCENARIO,
        setting->place.line > 0 ? because : "set by the scenario");
    if (error)
      return error;
  }
  /* Only now: SOCKFIT_COUNT_TCP_PCB may be among them. */
  for (size_t i = 0; i < variant->limit_count; i++) {
    const struct setting *setting = &variant->limits[i];
    const char *because = unbound_because(options_find(setting->name), limits);
    if (because && !is_replaced(variant, i))
      diag_add(diag, DIAG_WARNING, &setting->place,
               "%s limits nothing in profile %s: %s", setting->name,
               limits->profile->name, because);
  }
  return 0;
}

void own_warn_if_short(const struct variant *variant,
                       const struct declared *declared, struct diag *diag) {
  const struct setting *own = own_find(variant, "MEMP_NUM_NETCONN");
  if (own && own->is_number && own->value < declared->total)
    diag_add(diag, DIAG_WARNING, &own->place,
             "%s is %" PRId64 " but the consumers declare %d sockets (%d TCP +"
             " %d UDP + %d TCP_LISTEN)",
             own->name, own->value, declared->total, declared->counts.tcp,
             declared->counts.udp, declared->counts.tcp_listen);
}
