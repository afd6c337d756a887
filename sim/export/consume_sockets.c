/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: what a component's __init__.py would have to register so that
 * its worst case, by our model, is counted. */
#include <string.h>

#include "export/export.h"
#include "limits/opened.h"

static void add_calls(struct text *text, const char *name,
                      const struct socket_counts *counts) {
  const struct {
    const char *type;
    int count;
  } calls[] = {{"TCP", counts->tcp},
               {"UDP", counts->udp},
               {"TCP_LISTEN", counts->tcp_listen}};

  for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
    if (calls[i].count == 0)
      continue;
    text_add(text,
             "    socket.consume_sockets(%d, \"%s\", socket.SocketType.%s),\n",
             calls[i].count, name, calls[i].type);
  }
}

int export_consume_sockets(const struct export_source *source,
                           struct text *text, struct diag *diag) {
  (void)diag;
  const struct variant *variant = source->variant;
  bool raw = limits_number(source->limits, "NO_SYS", 0) == 1;
  text_add(text,
           "# For the __init__.py of each component: every socket that it may\n"
           "# have open at once in %s:%s.\n"
           "# profile: %s\n"
           "from esphome.components import socket\n"
           "import esphome.config_validation as cv\n",
           source->scenario->name, variant->name,
           source->limits->profile->name);
  for (size_t i = 0; i < variant->consumer_count; i++) {
    const struct item *consumer = &variant->consumers[i];
    struct opened opened = opened_of(consumer, raw);
    const char *name =
        consumer->declared_as ? consumer->declared_as : consumer->name;
    text_add(text, "\n# %s\n", consumer->name);
    if (opened_sum(&opened.worst) == 0) {
      text_add(text, "# opens no socket\n");
      continue;
    }
    text_add(text, "FINAL_VALIDATE_SCHEMA = cv.All(\n");
    add_calls(text, name, &opened.worst);
    text_add(text, ")\n");
  }
  return 0;
}
