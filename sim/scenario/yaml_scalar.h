/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the text of one scalar, for yaml.c only: it shows libfyaml's
 * types. */
#ifndef SOCKFIT_SCENARIO_YAML_SCALAR_H
#define SOCKFIT_SCENARIO_YAML_SCALAR_H

#include <libfyaml.h>
#include <stdbool.h>

#include "scenario/arena.h"
#include "scenario/yaml.h"

/* Is the event a scalar of which nothing is written, as in "key:"? */
bool yaml_scalar_is_absent(struct fy_event *event);

/* Is it a scalar without quotes? */
/* Whether libfyaml's place of it is that of what the quotes hold. */
bool yaml_scalar_starts_in_quotes(struct fy_event *event, const char *text);

bool yaml_scalar_is_plain(struct fy_event *event);

/* The text of a scalar event.
 *
 * source         what is being parsed, as given to libfyaml
 * several_lines  whether the text may have line breaks
 * Returns 0, with ret_type SCALAR or NULL (nothing, ~, null), or BROKEN and no
 * text when it has line breaks or control characters; or -ENOMEM. */
int yaml_scalar_read(struct fy_event *event, const char *source,
                     bool several_lines, struct arena *arena,
                     enum yaml_type *ret_type, const char **ret_text);

#endif
