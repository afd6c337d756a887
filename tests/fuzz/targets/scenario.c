/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: fuzzes a scenario's YAML; a second part (after a line of "%%") is the
 * KEY=VALUE of one --set. */
#include <stdlib.h>
#include <string.h>

#include "../support.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  return 0;
}

/* As the command line takes it apart; without "=" it would be refused there. */
static size_t take_override(struct fuzz_input *input, char **ret_text,
                            struct override *ret_override) {
  size_t len;
  *ret_text = NULL;
  if (!fuzz_more(input))
    return 0;
  *ret_text = fuzz_part(input, &len);
  char *equals = strchr(*ret_text, '=');
  if (equals == NULL)
    return 0;
  *equals = '\0';
  *ret_override = (struct override){.key = *ret_text, .value = equals + 1};
  return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  struct place origin = {"s.yaml", 1, 1};
  struct scenario_text text = {
      .path = "s.yaml", .origins = &origin, .origin_count = 1};
  struct scenario *scenario = NULL;
  struct diag diag = {0};
  struct override override;
  char *owned, *content = fuzz_part(&input, &text.len);
  text.text = content;
  size_t count = take_override(&input, &owned, &override);
  int status = scenario_load_text(&text, &override, count, &scenario, &diag);
  fuzz_answered(status, &diag);
  if (status == 0)
    fuzz_scenario(scenario);
  scenario_free(scenario);
  free(content);
  free(owned);
  return 0;
}
