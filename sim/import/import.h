/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: files of others become the text of a scenario. Reads the file,
 * what it includes, and the secrets' names beside it; fetches nothing. */
#ifndef SOCKFIT_IMPORT_IMPORT_H
#define SOCKFIT_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/loop.h"
#include "image/image.h"
#include "scenario/arena.h"
#include "scenario/scenario.h"

/* A scenario's text. All is owned, places included; free with imported_done.
 */
struct imported {
  char *text;
  size_t len;
  struct place *origins; /* of each line */
  size_t origin_count;
  struct arena *memory; /* names of files */
};

/* Does path look like an ESPHome device rather than a scenario: a key of
 * ESPHome's at the top level (esphome:, packages:, esp32:, ...), and no
 * `scenario:`? A file that cannot be read does not. */
bool import_is_device(const char *path);

/* An ESPHome device's YAML.
 *
 * components  a file that describes more components, or NULL
 * Returns 0; -EINVAL with at least one error that has file:line:column; or
 * -ENOMEM. Warnings (what is not counted, what takes sockets and registers
 * none) go to diag. No secret's value is in the text or in diag. */
int import_device(const char *path, const char *components,
                  struct imported *ret_imported, struct diag *diag);

/* An sdkconfig or sdkconfig.defaults of ESP-IDF, or a prj.conf of Zephyr: a
 * scenario of limits. Returns as import_device. */
int import_sdkconfig(const char *path, struct imported *ret_imported,
                     struct diag *diag);

/* An lwipopts.h, compiled against lwIP's own defaults: a scenario of the limits
 * that it sets. places and loop are for the compiler.
 * Returns as import_device, or -ENOENT without a compiler. */
int import_lwipopts(const char *path, const struct image_places *places,
                    struct loop *loop, struct imported *ret_imported,
                    struct diag *diag);

/* Calls of consume_sockets() as `export --as consume_sockets` writes them for
 * a component's __init__.py: a scenario of components that open what they
 * register. Returns as import_device. */
int import_consume_sockets(const char *path, struct imported *ret_imported,
                           struct diag *diag);

/* As scenario_load_text wants it; borrowed. */
struct scenario_text imported_text(const struct imported *imported,
                                   const char *path);

void imported_done(struct imported *imported);

#endif
