/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what did not hold, in the form of a compiler's messages
 * (FILE:LINE:COLUMN: error: TEXT), which editors and the problem matcher of
 * the GitHub action understand. */
#include <errno.h>

#include "report/report.h"

/* A message is one line. */
static void add_text(FILE *out, const char *text) {
  for (; *text != '\0'; text++)
    fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
}

static void add_lead(FILE *out, const struct report_run *run,
                     const struct place *place) {
  const char *file = place->file ? place->file : run->scenario->file;
  add_text(out, file);
  if (place->line > 0)
    fprintf(out, ":%d:%d", place->line, place->column);
  fprintf(out, ": error: %s:%s: ", run->scenario->name, run->variant->name);
}

/* A run that ended in an error, or not at all, has no line to blame but its
 * variant's. */
static void annotate_run(FILE *out, const struct report_run *run) {
  const struct judged *judged = run->judged;
  size_t told = 0;
  for (size_t i = 0; i < judged->count; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    if (judgement->held)
      continue;
    add_lead(out, run, &judgement->expectation->place);
    fputs("not held: ", out);
    add_text(out, judgement->expectation->text);
    if (judgement->found) {
      fputs("; ", out);
      add_text(out, judgement->found);
    }
    fputc('\n', out);
    told++;
  }
  if (told > 0 || judged->verdict == VERDICT_PASS)
    return;
  add_lead(out, run, &run->variant->place);
  add_text(out, judged->diagnosis_count > 0 ? judged->diagnosis[0]
                                            : verdict_name(judged->verdict));
  fputc('\n', out);
}

int report_annotations(FILE *out, const struct report_run *runs, size_t count) {
  for (size_t i = 0; i < count; i++)
    annotate_run(out, &runs[i]);
  return ferror(out) || fflush(out) != 0 ? -EIO : 0;
}
