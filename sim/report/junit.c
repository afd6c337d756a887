/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: JUnit XML. A suite is a scenario, a test case a variant, the
 * text of a failure its diagnosis. Attributes and their order are those that
 * both schemas in use allow (Ant's JUnitReport and Jenkins' xUnit plugin): one
 * demands what the other does not know of. timestamp is the beginning of
 * virtual time, as in captures, since a result carries no clock. */
#include <errno.h>
#include <string.h>

#include "report/escape.h"
#include "report/report.h"

#define TIMESTAMP "1970-01-01T00:00:00"

static void attribute(FILE *out, const char *name, const char *text) {
  fprintf(out, " %s=\"", name);
  escape_xml(out, text);
  fputc('"', out);
}

/* What did not hold, the diagnosis, how to repeat. */
static void write_text(FILE *out, const struct report_run *run) {
  const struct judged *judged = run->judged;
  for (size_t i = 0; i < judged->count; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    if (judgement->held)
      continue;
    fputs("not held: ", out);
    escape_xml(out, judgement->expectation->text);
    if (judgement->found) {
      fputs("\n  ", out);
      escape_xml(out, judgement->found);
    }
    fputc('\n', out);
  }
  for (size_t i = 0; i < judged->diagnosis_count; i++) {
    escape_xml(out, judged->diagnosis[i]);
    fputc('\n', out);
  }
  if (run->repeat_command) {
    fputs("to repeat: ", out);
    escape_xml(out, run->repeat_command);
    fputc('\n', out);
  }
}

static const char *first_words(const struct report_run *run) {
  return run->judged->diagnosis_count > 0 ? run->judged->diagnosis[0]
                                          : verdict_name(run->judged->verdict);
}

static void write_case(FILE *out, const struct report_run *run) {
  enum verdict verdict = run->judged->verdict;
  fputs("    <testcase", out);
  attribute(out, "name", run->variant->name);
  attribute(out, "classname", run->scenario->name);
  fprintf(out, " time=\"%.3f\"", run->wall_s);
  if (verdict == VERDICT_PASS) {
    fputs("/>\n", out);
    return;
  }
  const char *element = verdict == VERDICT_FAIL ? "failure" : "error";
  fprintf(out, ">\n      <%s", element);
  attribute(out, "message", first_words(run));
  attribute(out, "type", verdict_name(verdict));
  fputc('>', out);
  write_text(out, run);
  fprintf(out, "</%s>\n    </testcase>\n", element);
}

/* Runs of one scenario stand together. Returns how many there are. */
static size_t suite_size(const struct report_run *runs, size_t count) {
  size_t size = 1;
  while (size < count && runs[size].scenario == runs[0].scenario)
    size++;
  return size;
}

static void write_suite(FILE *out, const struct report_run *runs, size_t count,
                        size_t id) {
  size_t failures = 0, errors = 0;
  double wall_s = 0;
  for (size_t i = 0; i < count; i++) {
    failures += runs[i].judged->verdict == VERDICT_FAIL;
    errors += runs[i].judged->verdict == VERDICT_ERROR ||
              runs[i].judged->verdict == VERDICT_UNDECIDED;
    wall_s += runs[i].wall_s;
  }
  fputs("  <testsuite", out);
  attribute(out, "name", runs[0].scenario->name);
  fprintf(out,
          " id=\"%zu\" package=\"sockfit\" hostname=\"localhost\""
          " timestamp=\"" TIMESTAMP
          "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\">\n"
          "    <properties/>\n",
          id, count, failures, errors, wall_s);
  for (size_t i = 0; i < count; i++)
    write_case(out, &runs[i]);
  fputs("    <system-out/>\n    <system-err/>\n  </testsuite>\n", out);
}

int report_junit(FILE *out, const struct report_run *runs, size_t count) {
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
  size_t id = 0;
  for (size_t i = 0, size; i < count; i += size) {
    size = suite_size(&runs[i], count - i);
    write_suite(out, &runs[i], size, id++);
  }
  fputs("</testsuites>\n", out);
  return ferror(out) || fflush(out) != 0 ? -EIO : 0;
}
