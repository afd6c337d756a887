/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: context switch by Boost.Context's C symbols. */
#include "world/context.h"

/* As boost/context/detail/fcontext.hpp declares them (that header is C++). */
typedef void *fcontext;
struct transfer {
  fcontext from;
  void *data;
};
extern struct transfer jump_fcontext(fcontext to, void *data);
extern fcontext make_fcontext(void *top, size_t size,
                              void (*entry)(struct transfer transfer));

struct start {
  void (*entry)(void *arg);
  void *arg;
};

/* What travels with a switch is the place where the one that left is kept. */
static void arrived(struct transfer transfer) {
  *(void **)transfer.data = transfer.from;
}

/* Entered twice: by context_make, to take entry and arg along, and by the
 * first context_switch. */
static void first_entry(struct transfer transfer) {
  struct start start = *(struct start *)transfer.data;
  arrived(jump_fcontext(transfer.from, NULL));
  start.entry(start.arg);
}

void *context_make(void *bottom, size_t size, void (*entry)(void *arg),
                   void *arg) {
  struct start start = {entry, arg};
  fcontext fresh = make_fcontext((char *)bottom + size, size, first_entry);
  return jump_fcontext(fresh, &start).from;
}

void context_switch(void **ret_from, void *to) {
  arrived(jump_fcontext(to, ret_from));
}

void context_drop(void *context) {
  (void)context;
}
