/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: fuzzes results that are read again. The input is two files, divided by
 * a line of "%%". Whatever else reads results belongs into read_results. */
#include <stdio.h>
#include <stdlib.h>

#include "../support.h"
#include "report/diff.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  fuzz_enter_folder();
  return 0;
}

static void write_diff(const struct diff *diff) {
  char *text = NULL;
  size_t len;
  FILE *out = open_memstream(&text, &len);
  struct report_style style = {0};
  if (out == NULL)
    fuzz_fail("no memory");
  diff_text(out, diff, &style);
  diff_markdown(out, diff);
  diff_html(out, diff);
  fclose(out);
  free(text);
}

static void read_results(const char *a, const char *b) {
  struct diff diff;
  struct diag diag = {0};
  int status = diff_make(a, b, &diff, &diag);
  fuzz_answered(status, &diag);
  if (status != 0)
    return;
  write_diff(&diff);
  diff_done(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  if (size == 0)
    return 0;
  fuzz_file("a.json", &input);
  bool two = fuzz_more(&input);
  fuzz_file("b.json", &input);
  read_results("a.json", two ? "b.json" : "a.json");
  return 0;
}
