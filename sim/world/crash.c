/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the code of a host crashes, and only that host ends. See
 * crash.h. Signal handlers have nothing but file-scope variables to go by:
 * hence the one here. */
#include "world/crash.h"

#include <assert.h>
#include <errno.h>
#include <execinfo.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>

#include "world/crash_signal.h"

#define STACK_OCTETS (256u << 10)
#define STUCK_AFTER_MS 5000
/* Ticks of the timer until a task is stuck: at least half of them to be sure,
 * then looks at where it is. None is longer than what Ctrl-C may take. */
#define TICKS_LEAST (2 * CRASH_SAMPLES)
#define TICK_MAX_US 100000

static const int signals[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
                              SIGABRT, SIGPROF, SIGINT, SIGTERM};
#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

static struct {
  bool on;
  struct guarded *inside; /* the innermost one */
  bool handling;          /* a fault in the handler must not start it anew */
  volatile sig_atomic_t interrupted;
  unsigned long turn; /* counts up whenever control comes back */
  unsigned long turn_seen;
  long ticks;    /* since turn has changed */
  long patience; /* so many are nothing */
  void *stack;
  stack_t stack_before;
  struct sigaction before[SIGNAL_COUNT];
} watch;

/* ---- leaving ---- */

__attribute__((noreturn)) static void escape(struct guarded *guarded) {
  guarded->crash.happened = true;
  watch.handling = false;
  if (guarded->running != NULL)
    coroutine_leave(guarded->running);
  siglongjmp(guarded->escape, 1);
}

void crash_end(struct guarded *guarded, enum image_crash kind,
               const char *what) {
  struct crash *crash = &guarded->crash;
  if (!crash_is_found(guarded)) {
    crash->kind = kind;
    snprintf(crash->what, sizeof(crash->what), "%s", what);
    crash->frames.count = (size_t)backtrace(crash->frames.at, CRASH_FRAMES_MAX);
  }
  escape(guarded);
}

/* ---- faults ---- */

static struct sigaction *before(int signal) {
  size_t i = 0;
  while (signals[i] != signal)
    i++;
  return &watch.before[i];
}

/* None of an image's: whoever would have had it gets it. Returning repeats the
 * instruction; a signal that somebody sent has to be sent again. */
static void pass_on(int signal, const siginfo_t *info) {
  sigaction(signal, before(signal), NULL);
  if (info->si_code <= 0)
    raise(signal);
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  struct guarded *guarded = watch.inside;
  if (guarded != NULL && watch.handling)
    escape(guarded); /* its stack cannot be read further */
  if (guarded == NULL) {
    pass_on(signal, info);
    return;
  }
  struct crash *crash = &guarded->crash;
  bool found = crash_is_found(guarded);
  struct crash_frames *frames = found ? &crash->samples[0] : &crash->frames;
  watch.handling = true;
  frames->count = 0;
  bool jumped = signal == SIGSEGV && crash_signal_undo_jump(context);
  crash_signal_frames(context, frames);
  if (!crash_signal_is_images(guarded, frames)) {
    watch.handling = false;
    pass_on(signal, info);
    return;
  }
  if (!found) {
    crash->exact = !jumped;
    crash_signal_describe(guarded, signal, info, context, jumped);
  }
  escape(guarded);
}

/* ---- tasks that do not come back ---- */

/* Only where nothing of the program itself is interrupted; at first not in the
 * C library either, which may be in the middle of something. */
static bool look(struct guarded *guarded, void *context) {
  struct crash *crash = &guarded->crash;
  struct crash_frames *sample = &crash->samples[crash->sample_count];
  bool late = watch.ticks > watch.patience + TICKS_LEAST;
  sample->count = 0;
  watch.handling = true;
  crash_signal_frames(context, sample);
  watch.handling = false;
  if (!(late ? crash_signal_is_images(guarded, sample)
             : crash_signal_is_at(guarded, context)))
    return false;
  crash->sample_count++;
  return true;
}

static void on_tick(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  int saved_errno = errno;
  struct guarded *guarded = watch.inside;
  if (guarded == NULL || watch.handling || watch.turn != watch.turn_seen) {
    watch.turn_seen = watch.turn;
    watch.ticks = 0;
    if (guarded != NULL && !watch.handling)
      guarded->crash.sample_count = 0;
  } else if (++watch.ticks > watch.patience || watch.interrupted) {
    struct crash *crash = &guarded->crash;
    if (look(guarded, context) &&
        (watch.interrupted || crash->sample_count == CRASH_SAMPLES)) {
      crash->interrupted = watch.interrupted;
      if (!crash_is_found(guarded)) {
        crash->kind = IMAGE_CRASH_STUCK;
        crash->exact = true;
        snprintf(crash->what, sizeof(crash->what),
                 "it did not give the processor back");
        crash->frames = crash->samples[0];
      }
      escape(guarded);
    }
  }
  errno = saved_errno;
}

/* The loop, whose handler this calls, hears of it when it runs again: which a
 * task that does not come back prevents. */
static void on_interrupt(int signal, siginfo_t *info, void *context) {
  const struct sigaction *loops = before(signal);
  watch.interrupted = 1;
  if (loops->sa_flags & SA_SIGINFO)
    loops->sa_sigaction(signal, info, context);
  else if (loops->sa_handler == SIG_DFL)
    pass_on(signal, info);
  else if (loops->sa_handler != SIG_IGN)
    loops->sa_handler(signal);
}

/* ---- sanitizer ---- */

bool crash_is_found(const struct guarded *guarded) {
  return guarded->crash.kind == IMAGE_CRASH_SANITIZER;
}

/* Called by AddressSanitizer, in the middle of it: the image goes on when it
 * returns, and ends when it next comes back. The first finding counts. */
static void on_finding(const char *report) {
  (void)report;
  struct guarded *guarded = watch.inside;
  if (guarded == NULL || crash_is_found(guarded))
    return;
  guarded->crash.kind = IMAGE_CRASH_SANITIZER;
  crash_signal_finding(&guarded->crash);
}

/* ---- watching ---- */

static long stuck_after_ms(void) {
  const char *text = getenv("SOCKFIT_STUCK_AFTER");
  char *end;
  long ms = text == NULL ? -1 : strtol(text, &end, 10);
  return ms < 0 || ms > 3600000 || *end != '\0' ? STUCK_AFTER_MS : ms;
}

static void set_timer(long tick_us) {
  struct timeval tick = {tick_us / 1000000, tick_us % 1000000};
  struct itimerval timer = {tick, tick};
  setitimer(ITIMER_PROF, &timer, NULL);
}

static void start_timer(long after_ms) {
  long tick_us = after_ms * 1000 / TICKS_LEAST;
  if (tick_us == 0 || tick_us > TICK_MAX_US)
    tick_us = TICK_MAX_US;
  watch.patience = after_ms == 0 ? LONG_MAX - TICKS_LEAST
                                 : after_ms * 1000 / tick_us - CRASH_SAMPLES;
  set_timer(tick_us);
}

static void set_handlers(void) {
  for (size_t i = 0; i < SIGNAL_COUNT; i++) {
    bool tick = signals[i] == SIGPROF;
    bool stops = signals[i] == SIGINT || signals[i] == SIGTERM;
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
    action.sa_sigaction = tick ? on_tick : stops ? on_interrupt : on_fault;
    /* A handler that is left by a longjmp must leave nothing blocked. */
    action.sa_flags |= tick || stops ? SA_RESTART | SA_NODEFER : SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(signals[i], &action, &watch.before[i]);
  }
}

int crash_watch_begin(void) {
  void *one;
  void *stack = mmap(NULL, STACK_OCTETS, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED)
    return -ENOMEM;
  memset(&watch, 0, sizeof(watch));
  watch.stack = stack;
  stack_t mine = {.ss_sp = stack, .ss_size = STACK_OCTETS};
  sigaltstack(&mine, &watch.stack_before);
  backtrace(&one, 1); /* loads the unwinder, which no handler may do */
  set_handlers();
  crash_signal_hear_findings(on_finding);
  start_timer(stuck_after_ms());
  watch.on = true;
  return 0;
}

void crash_watch_end(void) {
  if (!watch.on)
    return;
  set_timer(0);
  crash_signal_hear_findings(NULL);
  for (size_t i = 0; i < SIGNAL_COUNT; i++) {
    struct sigaction *action = &watch.before[i];
    /* A last tick may be on its way, and by default it would be the end. */
    if (signals[i] == SIGPROF && action->sa_handler == SIG_DFL)
      action->sa_handler = SIG_IGN;
    sigaction(signals[i], action, NULL);
  }
  sigaltstack(&watch.stack_before, NULL);
  munmap(watch.stack, STACK_OCTETS);
  watch.on = false;
}

/* ---- inside ---- */

bool crash_is_inside(const struct guarded *guarded) {
  return watch.inside == guarded;
}

/* Everything that a longjmp skips is below the frame of who called this; the
 * functions that are called behind it may lie on a part of that. */
__attribute__((noinline)) void crash_enter(struct guarded *guarded) {
  assert(!crash_is_inside(guarded));
  guarded->top = __builtin_frame_address(0);
  guarded->outer = watch.inside;
  guarded->crash.happened = false;
  guarded->crash.interrupted = false;
  guarded->crash.kind = IMAGE_CRASH_COUNT;
  guarded->crash.exact = false;
  guarded->crash.sample_count = 0;
  guarded->crash.frames.count = 0;
  watch.inside = guarded;
  watch.turn++;
}

bool crash_over(struct guarded *guarded) {
  watch.inside = guarded->outer;
  watch.turn++;
  if (guarded->crash.happened && guarded->running != NULL)
    coroutine_left();
  if (guarded->crash.happened)
    coroutine_forget_left(guarded->top);
  guarded->running = NULL;
  return guarded->crash.happened || crash_is_found(guarded);
}

void crash_running(struct guarded *guarded, struct coroutine *coroutine) {
  guarded->running = coroutine;
  watch.turn++;
}
