/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: ESPHome's rule for the esp32 platform, its log lines word for
 * word. Only the number of sockets is derived; ESPHome leaves the PCB counts
 * at ESP-IDF's defaults (facts/esphome.md, 2.1). */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "limits/derive.h"

#define SOCKETS_DEFAULT 10 /* ESPHome never writes less */

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* What Python's int(text) gives, or 0 where it raises ValueError: ESPHome
 * counts such a value, "0x14" for instance, as 0. */
static int64_t python_int(const char *text) {
  const char *blanks = " \t\n\r\f\v";
  text += strspn(text, blanks);
  bool negative = *text == '-';
  if (*text == '-' || *text == '+')
    text++;
  if (!is_digit(*text))
    return 0;
  int64_t value = 0;
  while (is_digit(*text) || (*text == '_' && is_digit(text[1]))) {
    if (is_digit(*text) && value <= INT32_MAX)
      value = value * 10 + (*text - '0');
    text++;
  }
  text += strspn(text, blanks);
  if (*text != '\0')
    return 0;
  return negative ? -value : value;
}

/* The user's own number always wins; ESPHome warns when it is below the sum. */
static int keep_own(const struct setting *own, const struct declared *declared,
                    struct limits *limits, struct diag *diag) {
  int error = limits_say(limits, text_format("INFO Using user-provided"
                                             " CONFIG_LWIP_MAX_SOCKETS: %s",
                                             own->text));
  int64_t value = python_int(own->text);
  if (error || value >= declared->total)
    return error;
  char *line = text_format(
      "WARNING CONFIG_LWIP_MAX_SOCKETS is set to %" PRId64
      " but your configuration needs %d sockets (%d TCP + %d UDP + %d"
      " TCP_LISTEN). You may experience socket exhaustion errors. Consider"
      " increasing to at least %d.",
      value, declared->total, declared->counts.tcp, declared->counts.udp,
      declared->counts.tcp_listen, declared->total);
  if (line)
    diag_add(diag, DIAG_WARNING, &own->place, "%s", line + strlen("WARNING "));
  return limits_say(limits, line);
}

int derive_esp32(const struct variant *variant, const struct declared *declared,
                 struct limits *limits, struct diag *diag) {
  const struct setting *own = own_find(variant, "MEMP_NUM_NETCONN");
  if (own)
    return keep_own(own, declared, limits, diag);

  int sockets =
      declared->total > SOCKETS_DEFAULT ? declared->total : SOCKETS_DEFAULT;
  int error = limits_say(
      limits, text_format("%s Setting CONFIG_LWIP_MAX_SOCKETS to %d%s"
                          " (TCP=%d [%s], UDP=%d [%s], TCP_LISTEN=%d [%s])",
                          sockets > SOCKETS_DEFAULT ? "INFO" : "DEBUG", sockets,
                          sockets > declared->total ? " (min)" : "",
                          declared->counts.tcp, declared->tcp,
                          declared->counts.udp, declared->udp,
                          declared->counts.tcp_listen, declared->tcp_listen));
  if (error)
    return error;

  char *because = text_format(
      "max(%d, %d TCP + %d UDP + %d TCP_LISTEN), ESPHome's rule for esp32",
      SOCKETS_DEFAULT, declared->counts.tcp, declared->counts.udp,
      declared->counts.tcp_listen);
  if (!because)
    return -ENOMEM;
  error = limits_put_number(limits, "MEMP_NUM_NETCONN", sockets, LIMIT_DERIVED,
                            because);
  free(because);
  return error;
}
