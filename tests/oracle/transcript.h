/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: what one cell brought to light on one side. */
#ifndef ORACLE_TRANSCRIPT_H
#define ORACLE_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The order within a list is a result, the order between lists is not: calls
 * return while frames are on their way. */
enum transcript_list { LIST_CALLS, LIST_TASKS, LIST_WIRE, LIST_COUNT };

struct entry {
  int64_t at_ms; /* since the cell began */
  char text[104];
};

struct transcript {
  struct entry *entries[LIST_COUNT];
  size_t counts[LIST_COUNT];
  bool rule; /* the reference needed a rule that plain lwIP lacks */
};

/* Two sides agree when lists are equal and times differ by no more. lwIP acts
 * on ticks of 500 ms (and 250 ms for delayed ACKs), and so less than a tick:
 * what is left is how late threads of the host get to run. lwIP arms its TCP
 * timer anew when it has run, so that lateness adds up: half a percent. */
#define TRANSCRIPT_TOLERANCE_MS 300
#define TRANSCRIPT_DRIFT_DIVISOR 200

/* list: 'c', 'w' or 'r' as the reference prints them. */
void transcript_add(struct transcript *transcript, char list, int64_t at_ms,
                    const char *text);

/* What a reference printed. False: it is not that. */
bool transcript_parse(struct transcript *transcript, FILE *in);

bool transcript_equal(const struct transcript *a, const struct transcript *b);

/* The cell does not exist for this profile. */
bool transcript_not_applicable(const struct transcript *transcript);

/* One line of Markdown; the caller's to free. */
char *transcript_line(const struct transcript *transcript);

/* Both, side by side. */
void transcript_print_both(FILE *out, const struct transcript *expected,
                           const struct transcript *found);

void transcript_done(struct transcript *transcript);

#endif
