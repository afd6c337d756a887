/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit plan: consumers, limits, warnings, and what they cost in RAM.
 * Nothing is run; for the sizes one small file is compiled. */
#include <errno.h>
#include <stdlib.h>

#include "cmd/commands.h"
#include "cmd/forms.h"
#include "cmd/output.h"
#include "cmd/selection.h"
#include "image/image.h"
#include "image/target.h"
#include "report/plan.h"

/* Where sizes come from. */
struct session {
  const struct options *options;
  struct diag *diag;
  struct selection selection;
  struct image_places places;
  struct diag missing; /* why there is no tree or no compiler */
  struct loop *loop;
  struct plan *plans;
  struct ram_sizes *sizes; /* as many as plans */
};

static void session_done(struct session *session) {
  free(session->plans);
  free(session->sizes);
  loop_free(session->loop);
  image_places_done(&session->places);
  selection_done(&session->selection);
  diag_done(&session->missing);
}

/* A plan needs no lwIP, unless one was named. */
static int session_init(struct session *session) {
  const char *lwip_dir = session->options->lwip_dir;
  int status =
      forms_check(session->options, "sockfit plan", "--json", session->diag);
  if (status == 0)
    status =
        selection_make(session->options, &session->selection, session->diag);
  if (status == 0)
    status =
        output_check(session->options, session->selection.count, session->diag);
  if (status == 0)
    status =
        image_places_find(lwip_dir, &session->places,
                          lwip_dir != NULL ? session->diag : &session->missing);
  if (status == -ENOENT && lwip_dir == NULL)
    status = 0;
  if (status != 0)
    return status;
  size_t count = session->selection.count + 1;
  session->plans = calloc(count, sizeof(*session->plans));
  session->sizes = calloc(count, sizeof(*session->sizes));
  session->loop = loop_new();
  return session->plans == NULL || session->sizes == NULL ||
                 session->loop == NULL
             ? -ENOMEM
             : 0;
}

/* Sizes that cannot be had are missing in the plan and no failure. */
static int measure(struct session *session, struct plan *plan,
                   struct ram_sizes *sizes) {
  bool is_there = session->places.lwip != NULL;
  int status = is_there ? target_sizes(&session->places, plan->limits,
                                       session->loop, sizes, &session->missing)
                        : -ENOENT;
  plan->target = (struct plan_target){
      .lwip = is_there ? session->places.tree.name : NULL,
      .sizes = status == 0 ? sizes : NULL,
      .why = session->missing.count == 0 ? "the compile failed"
                                         : session->missing.entries[0].text};
  return status == -ECANCELED || status == -ENOMEM ? status : 0;
}

static int plan_all(struct session *session) {
  int status = 0;
  for (size_t i = 0; i < session->selection.count && status == 0; i++) {
    const struct selected *selected = &session->selection.items[i];
    struct plan *plan = &session->plans[i];
    *plan = (struct plan){.scenario = selected->scenario,
                          .variant = selected->variant,
                          .limits = selected->limits};
    if (session->places.lwip != NULL)
      lwip_tree_compare(&session->places.tree, plan->limits, session->diag);
    /* --quiet prints none of it */
    if (!session->options->quiet ||
        session->options->reports[REPORT_json] != NULL)
      status = measure(session, plan, &session->sizes[i]);
  }
  return status;
}

enum status cmd_plan(const struct options *options, struct diag *diag) {
  struct session session = {.options = options, .diag = diag};
  int status = session_init(&session);
  if (status == 0)
    status = plan_all(&session);
  if (status == 0)
    status =
        output_plans(options, session.plans, session.selection.count, diag);
  session_done(&session);
  return status_of(status);
}
