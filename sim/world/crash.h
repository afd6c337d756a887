/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the code of a host crashes, and only that host ends.
 *
 * Whoever calls into an image does so between crash_try and crash_over. A
 * fault signal there, a task that never comes back, an assertion or abort()
 * then lead to crash_over by a longjmp; what is in struct crash says why. A
 * fault of the program's own code, even below an image's, stays what it is. */
#ifndef SOCKFIT_WORLD_CRASH_H
#define SOCKFIT_WORLD_CRASH_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

#include "sockfit/image.h"
#include "world/coroutine.h"

#define CRASH_FRAMES_MAX 48
#define CRASH_SAMPLES 20 /* of a stuck task */
#define CRASH_WHAT_SIZE 320

/* Return addresses, innermost first; those of the program's own are in it. */
struct crash_frames {
  void *at[CRASH_FRAMES_MAX];
  size_t count;
};

/* One crash as it was caught: nothing of it is allocated. */
struct crash {
  bool happened;
  bool interrupted; /* no crash: Ctrl-C while the task did not come back */
  enum image_crash kind;
  char what[CRASH_WHAT_SIZE]; /* "it wrote to address 0" */
  bool exact; /* the innermost frame is an instruction, no return address */
  struct crash_frames frames;
  /* SANITIZER: who allocated and freed the memory. */
  struct crash_frames allocated;
  struct crash_frames freed;
  /* STUCK: where it was at several moments; frames is the first. */
  struct crash_frames samples[CRASH_SAMPLES];
  size_t sample_count;
};

/* What may crash by itself: one host. Zero-initialise. */
struct guarded {
  struct guarded *outer;     /* entered before it, while inside */
  const void *code;          /* where its image begins, as dladdr has it */
  struct coroutine *running; /* NULL: outside tasks */
  sigjmp_buf escape;
  char *top; /* of the stack: where it was entered */
  struct crash crash;
};

/* Watch from now on, for one run, until crash_watch_end: handlers for the fault
 * signals on a stack of their own, and a timer of processor time. A task that
 * stays inside for SOCKFIT_STUCK_AFTER ms of it (environment; default 5000, 0:
 * as long as it likes) is stuck. Returns 0 or -ENOMEM. */
int crash_watch_begin(void);
void crash_watch_end(void);

/* True: go on into the image. False: it has crashed meanwhile. An expression of
 * the function that calls crash_over, too. */
#define crash_try(guarded)                                                     \
  (crash_enter(guarded), sigsetjmp((guarded)->escape, 0) == 0)
void crash_enter(struct guarded *guarded);

/* Whether it is the innermost one that was entered and not left. */
bool crash_is_inside(const struct guarded *guarded);

/* Out of it, in either case. Returns whether it has crashed. */
bool crash_over(struct guarded *guarded);

/* Before a coroutine of it is resumed, and with NULL behind. */
void crash_running(struct guarded *guarded, struct coroutine *coroutine);

/* A sanitizer has found something since it was entered: it should end. */
bool crash_is_found(const struct guarded *guarded);

/* From inside the image: end it. what is copied; NULL: crash.what is set. */
void crash_end(struct guarded *guarded, enum image_crash kind, const char *what)
    __attribute__((noreturn));

#endif
