/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: TAP 14. A test point is a variant; one that did not pass has
 * its expectations and its diagnosis as YAML. Names of scenarios and variants
 * have no '#' or '\' (scenario/value.h), so descriptions need no escapes. */
#include <errno.h>

#include "report/escape.h"
#include "report/report.h"

static void write_pair(FILE *out, const char *key, const char *text) {
  fprintf(out, "%s: ", key);
  escape_yaml(out, text ? text : "");
  fputc('\n', out);
}

static void write_diagnosis(FILE *out, const struct report_run *run) {
  const struct judged *judged = run->judged;
  fputs("  ---\n", out);
  write_pair(out, "  verdict", verdict_name(judged->verdict));
  if (judged->count > 0)
    fputs("  expectations:\n", out);
  for (size_t i = 0; i < judged->count; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    const struct place *place = &judgement->expectation->place;
    write_pair(out, "    - text", judgement->expectation->text);
    write_pair(out, "      file", place->file);
    fprintf(out, "      line: %d\n      held: %s\n", place->line,
            judgement->held ? "true" : "false");
    write_pair(out, "      found", judgement->found);
  }
  if (judged->diagnosis_count > 0)
    fputs("  diagnosis:\n", out);
  for (size_t i = 0; i < judged->diagnosis_count; i++) {
    fputs("    - ", out);
    escape_yaml(out, judged->diagnosis[i]);
    fputc('\n', out);
  }
  if (run->repeat_command)
    write_pair(out, "  repeat", run->repeat_command);
  fputs("  ...\n", out);
}

int report_tap(FILE *out, const struct report_run *runs, size_t count) {
  fprintf(out, "TAP version 14\n1..%zu\n", count);
  for (size_t i = 0; i < count; i++) {
    bool passed = runs[i].judged->verdict == VERDICT_PASS;
    fprintf(out, "%sok %zu - %s:%s\n", passed ? "" : "not ", i + 1,
            runs[i].scenario->name, runs[i].variant->name);
    if (!passed)
      write_diagnosis(out, &runs[i]);
  }
  return ferror(out) || fflush(out) != 0 ? -EIO : 0;
}
