/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: what can be found out about code that was interrupted. See
 * crash_signal.h. */
#include "world/crash_signal.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define NULL_PAGE 4096 /* p->member of a p that is NULL */
/* The handler's own frames and the kernel's, in front of those wanted. */
#define OWN_FRAMES_MAX 8

/* ---- the machine ---- */

#if defined(__x86_64__)
static uintptr_t *program_counter(ucontext_t *context) {
  return (uintptr_t *)&context->uc_mcontext.gregs[REG_RIP];
}

static uintptr_t stack_pointer(const ucontext_t *context) {
  return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
}

/* A call to nowhere has pushed where it came from. */
static void undo_call(ucontext_t *context) {
  uintptr_t *top = (uintptr_t *)stack_pointer(context);
  *program_counter(context) = *top;
  context->uc_mcontext.gregs[REG_RSP] += (greg_t)sizeof(*top);
}

static const char *access_of(const ucontext_t *context) {
  return context->uc_mcontext.gregs[REG_ERR] & 2 ? "wrote to" : "read from";
}
#elif defined(__aarch64__)
static uintptr_t *program_counter(ucontext_t *context) {
  return (uintptr_t *)&context->uc_mcontext.pc;
}

static uintptr_t stack_pointer(const ucontext_t *context) {
  return context->uc_mcontext.sp;
}

static void undo_call(ucontext_t *context) {
  context->uc_mcontext.pc = context->uc_mcontext.regs[30];
}

static const char *access_of(const ucontext_t *context) {
  (void)context;
  return "used";
}
#else
#error "crash_signal.c knows x86-64 and aarch64: add this machine's registers"
#endif

/* ---- whose code ---- */

enum code { CODE_NOWHERE, CODE_LIBRARY, CODE_PROGRAM, CODE_IMAGE };

static enum code code_at(const struct guarded *guarded, const void *address) {
  Dl_info here, program;
  if (dladdr(address, &here) == 0)
    return CODE_NOWHERE;
  if (here.dli_fbase == guarded->code)
    return CODE_IMAGE;
  dladdr((const void *)(uintptr_t)crash_signal_frames, &program);
  if (here.dli_fbase == program.dli_fbase)
    return CODE_PROGRAM;
  return strncmp(here.dli_fname, "/proc/", 6) == 0 ? CODE_IMAGE : CODE_LIBRARY;
}

bool crash_signal_is_images(const struct guarded *guarded,
                            const struct crash_frames *frames) {
  for (size_t i = 0; i < frames->count; i++) {
    enum code code = code_at(guarded, frames->at[i]);
    if (code == CODE_IMAGE || code == CODE_PROGRAM)
      return code == CODE_IMAGE;
  }
  return guarded->running != NULL; /* a stack that cannot be read is a task's */
}

bool crash_signal_is_at(const struct guarded *guarded, void *context) {
  return code_at(guarded, (void *)*program_counter(context)) == CODE_IMAGE;
}

/* ---- frames ---- */

bool crash_signal_undo_jump(void *context_arg) {
  ucontext_t *context = context_arg;
  Dl_info info;
  bool nowhere = dladdr((void *)*program_counter(context), &info) == 0;
  if (nowhere)
    undo_call(context);
  return nowhere;
}

void crash_signal_frames(void *context_arg, struct crash_frames *ret_frames) {
  ucontext_t *context = context_arg;
  void *all[CRASH_FRAMES_MAX + OWN_FRAMES_MAX];
  void *first = (void *)*program_counter(context);
  ret_frames->at[0] = first;
  ret_frames->count = 1;
  size_t count = (size_t)backtrace(all, CRASH_FRAMES_MAX + OWN_FRAMES_MAX);
  size_t from = 0;
  while (from < count && all[from] != first)
    from++;
  for (size_t i = from + 1; i < count && ret_frames->count < CRASH_FRAMES_MAX;
       i++)
    ret_frames->at[ret_frames->count++] = all[i];
}

/* ---- what happened ---- */

/* Addresses differ from run to run, but for those near NULL. */
static void describe_access(struct crash *crash, const void *address,
                            const ucontext_t *context) {
  uintptr_t at = (uintptr_t)address;
  const char *access = access_of(context);
  if (at == 0)
    snprintf(crash->what, sizeof(crash->what), "it %s address 0 (NULL)",
             access);
  else if (at < NULL_PAGE)
    snprintf(crash->what, sizeof(crash->what),
             "it %s address %u (a member or element of NULL)", access,
             (unsigned)at);
  else
    snprintf(crash->what, sizeof(crash->what),
             "it %s an address where nothing is", access);
}

void crash_signal_describe(struct guarded *guarded, int signal,
                           const siginfo_t *info, void *context_arg,
                           bool jumped) {
  struct crash *crash = &guarded->crash;
  const ucontext_t *context = context_arg;
  const void *sp = (const void *)stack_pointer(context);
  const char *what = NULL;
  bool overflows = guarded->running != NULL &&
                   (coroutine_overflows(guarded->running, info->si_addr) ||
                    coroutine_overflows(guarded->running, sp));
  crash->kind = IMAGE_CRASH_MEMORY;
  if (signal == SIGFPE) {
    crash->kind = IMAGE_CRASH_ARITHMETIC;
    what = info->si_code == FPE_INTDIV ? "it divided an integer by zero"
                                       : "an arithmetic error";
  } else if (signal == SIGILL) {
    crash->kind = IMAGE_CRASH_ILLEGAL;
    what = "it came to an illegal instruction";
  } else if (signal == SIGABRT) {
    crash->kind = IMAGE_CRASH_ABORT;
    what = "the C library called abort";
  } else if (overflows) {
    crash->kind = IMAGE_CRASH_STACK_OVERFLOW;
    what = "the stack of its task overflowed";
  } else if (jumped) {
    what = info->si_addr == NULL ? "it called a function at address 0 (NULL)"
                                 : "it called a function where none is";
  }
  if (what != NULL)
    snprintf(crash->what, sizeof(crash->what), "%s", what);
  else
    describe_access(crash, info->si_addr, context);
}

/* ---- AddressSanitizer ---- */

/* ISO C has no cast from an object to a function; POSIX has this one. */
#define ASAN_FUNCTION(result, name, ...)                                       \
  result (*name)(__VA_ARGS__) = NULL;                                          \
  *(void **)&name = dlsym(RTLD_DEFAULT, "__asan_" #name)

void crash_signal_hear_findings(void (*hear)(const char *report)) {
  ASAN_FUNCTION(void, set_error_report_callback, void (*)(const char *));
  if (set_error_report_callback != NULL)
    set_error_report_callback(hear);
}

static void stack_of(struct crash_frames *ret,
                     size_t (*get)(void *address, void **trace, size_t size,
                                   int *thread),
                     void *address) {
  int thread;
  ret->count =
      get == NULL ? 0 : get(address, ret->at, CRASH_FRAMES_MAX, &thread);
}

void crash_signal_finding(struct crash *crash) {
  ASAN_FUNCTION(const char *, get_report_description, void);
  ASAN_FUNCTION(void *, get_report_address, void);
  ASAN_FUNCTION(int, get_report_access_type, void);
  ASAN_FUNCTION(size_t, get_report_access_size, void);
  ASAN_FUNCTION(size_t, get_alloc_stack, void *, void **, size_t, int *);
  ASAN_FUNCTION(size_t, get_free_stack, void *, void **, size_t, int *);
  if (get_report_description == NULL || get_report_address == NULL ||
      get_report_access_type == NULL || get_report_access_size == NULL)
    return;
  snprintf(crash->what, sizeof(crash->what),
           "AddressSanitizer: %s, %s of %zu octets", get_report_description(),
           get_report_access_type() ? "write" : "read",
           get_report_access_size());
  void *address = get_report_address();
  stack_of(&crash->allocated, get_alloc_stack, address);
  stack_of(&crash->freed, get_free_stack, address);
  crash->exact = false;
  crash->frames.count = (size_t)backtrace(crash->frames.at, CRASH_FRAMES_MAX);
}
