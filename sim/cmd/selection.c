/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: the variants that FILE[:VARIANT]... names. See selection.h. */
#include "cmd/selection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/suggest.h"
#include "base/text.h"
#include "import/import.h"
#include "study/own_code.h"
#include "verdict/verdict.h"

void selection_done(struct selection *selection) {
  for (size_t i = 0; i < selection->count; i++)
    limits_free(selection->items[i].limits);
  for (size_t i = 0; i < selection->scenario_count; i++)
    scenario_free(selection->scenarios[i]);
  free(selection->items);
  free(selection->scenarios);
  *selection = (struct selection){0};
}

static int keep_scenario(struct selection *selection,
                         struct scenario *scenario) {
  struct scenario **scenarios =
      realloc(selection->scenarios,
              (selection->scenario_count + 1) * sizeof(*scenarios));
  if (scenarios == NULL) {
    scenario_free(scenario);
    return -ENOMEM;
  }
  selection->scenarios = scenarios;
  scenarios[selection->scenario_count++] = scenario;
  return 0;
}

static int select_variant(struct selection *selection,
                          const struct scenario *scenario,
                          const struct variant *variant, struct diag *diag) {
  struct selected *items =
      realloc(selection->items, (selection->count + 1) * sizeof(*items));
  if (items == NULL)
    return -ENOMEM;
  selection->items = items;
  items[selection->count] =
      (struct selected){.scenario = scenario, .variant = variant};
  int checked = verdict_check(variant, diag);
  int status = limits_derive(variant, &items[selection->count].limits, diag);
  if (status == 0)
    selection->count++;
  return status != 0 ? status : checked;
}

static int no_such_variant(const struct scenario *scenario, const char *name,
                           struct diag *diag) {
  const char **names = calloc(scenario->variant_count + 1, sizeof(*names));
  struct text all = {0};
  if (names == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < scenario->variant_count; i++) {
    names[i] = scenario->variants[i].name;
    text_add(&all, "%s%s", i == 0 ? "" : ", ", names[i]);
  }
  const char *nearest = suggest_nearest(name, names, scenario->variant_count);
  diag_add(diag, DIAG_ERROR, NULL, "%s has no variant '%s'; %s%s",
           scenario->file, name, nearest ? "did you mean " : "it has ",
           nearest ? nearest : (all.data ? all.data : "none"));
  free(names);
  text_done(&all);
  return -EINVAL;
}

static int select_from(struct selection *selection,
                       const struct scenario *scenario, const char *name,
                       struct diag *diag) {
  int status = 0;
  bool found = name == NULL;
  for (size_t i = 0; i < scenario->variant_count; i++) {
    const struct variant *variant = &scenario->variants[i];
    if (name != NULL && strcmp(variant->name, name) != 0)
      continue;
    found = true;
    int selected = select_variant(selection, scenario, variant, diag);
    if (status == 0)
      status = selected;
  }
  return found ? status : no_such_variant(scenario, name, diag);
}

/* A scenario, or an ESPHome device that is imported on the way. */
static int load(const struct options *options, const char *path,
                struct scenario **ret_scenario, struct diag *diag) {
  if (!import_is_device(path))
    return scenario_load(path, options->overrides, options->override_count,
                         ret_scenario, diag);
  struct imported imported;
  int status = import_device(path, options->components, &imported, diag);
  if (status != 0)
    return status;
  struct scenario_text text = imported_text(&imported, path);
  status = scenario_load_text(&text, options->overrides,
                              options->override_count, ret_scenario, diag);
  imported_done(&imported);
  return status;
}

/* A file whose name has a colon wins over FILE:VARIANT. */
static int select_file(const struct options *options, const char *word,
                       struct selection *selection, struct diag *diag) {
  char *path = strdup(word);
  if (path == NULL)
    return -ENOMEM;
  char *colon = files_exist(path) ? NULL : strrchr(path, ':');
  const char *variant = NULL;
  if (colon != NULL) {
    *colon = '\0';
    variant = colon + 1;
  }
  struct scenario *scenario = NULL;
  int status = load(options, path, &scenario, diag);
  if (status == 0)
    status = keep_scenario(selection, scenario);
  size_t first = selection->count;
  if (status == 0)
    status = select_from(selection, scenario, variant, diag);
  else if (status != -ENOMEM)
    status = -EINVAL; /* a file that cannot be read is bad input */
  for (size_t i = first; i < selection->count; i++)
    selection->items[i].trusted = own_code_trusted(options->allow_source, path);
  free(path);
  return status;
}

int selection_make(const struct options *options,
                   struct selection *ret_selection, struct diag *diag) {
  struct selection selection = {0};
  int status = 0;
  for (size_t i = 0; i < options->file_count; i++) {
    int selected = select_file(options, options->files[i], &selection, diag);
    if (status == 0)
      status = selected;
  }
  if (status != 0)
    selection_done(&selection);
  else
    *ret_selection = selection;
  return status;
}
