/* SPDX-License-Identifier: BSD-3-Clause */
/* study: consumers and peers that are C functions. See functions.h. */
#include "study/functions.h"

#include <errno.h>
#include <string.h>

static int check(const struct one_run *run, const struct item *items,
                 size_t count, const char *what, struct diag *diag) {
  int status = 0;
  for (size_t i = 0; i < count; i++) {
    if (strcmp(items[i].kind->name, "function") != 0 ||
        world_function_of(run->functions, run->function_count, &items[i]))
      continue;
    diag_add(diag, DIAG_ERROR, &items[i].place,
             "%s '%s' is a C function, which nobody gave: a test program does, "
             "with sockfit_bind() (docs/library.md)",
             what, items[i].name);
    status = -EINVAL;
  }
  return status;
}

int functions_check(const struct one_run *run, struct diag *diag) {
  const struct variant *variant = run->selected->variant;
  int consumers =
      check(run, variant->consumers, variant->consumer_count, "consumer", diag);
  int peers = check(run, variant->peers, variant->peer_count, "peer", diag);
  return consumers != 0 ? consumers : peers;
}
