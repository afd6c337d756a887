/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage, internal: what a signal handler, or AddressSanitizer, can find
 * out about code that was interrupted. */
#ifndef SOCKFIT_WORLD_CRASH_SIGNAL_H
#define SOCKFIT_WORLD_CRASH_SIGNAL_H

#include <signal.h>

#include "world/crash.h"

/* In a signal handler, whose third argument is context. A fault that was a call
 * to nowhere: go back in it to the caller. Returns whether it was one. */
bool crash_signal_undo_jump(void *context);

/* The stack below the interruption, innermost first. */
void crash_signal_frames(void *context, struct crash_frames *ret_frames);

/* Whether the first frame that is not a library's is an image's. */
bool crash_signal_is_images(const struct guarded *guarded,
                            const struct crash_frames *frames);

/* Whether the image's own code was interrupted, right there. */
bool crash_signal_is_at(const struct guarded *guarded, void *context);

/* kind and what, of a fault signal; jumped: it was a call to nowhere. */
void crash_signal_describe(struct guarded *guarded, int signal,
                           const siginfo_t *info, void *context, bool jumped);

/* Have AddressSanitizer, if there is one, call hear for what it finds; NULL: no
 * more. crash_signal_finding, in there: what and where. */
void crash_signal_hear_findings(void (*hear)(const char *report));
void crash_signal_finding(struct crash *crash);

#endif
