/* SPDX-License-Identifier: BSD-3-Clause */
/* study: which limits a fit is about, and how much of each a run had in use.
 * See fit.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "study/fit.h"

#define SOCKETS "MEMP_NUM_NETCONN"

/* A limit whose value is a count of things that a pool of that name holds. */
static bool counts_things(const struct option_spec *option) {
  const char *name = option->name;
  size_t len = strlen(name);
  const char *mailbox = "MBOX_SIZE";
  return strncmp(name, "MEMP_NUM_", strlen("MEMP_NUM_")) == 0 ||
         strcmp(name, "PBUF_POOL_SIZE") == 0 ||
         (len > strlen(mailbox) &&
          strcmp(name + len - strlen(mailbox), mailbox) == 0);
}

/* Where pools come from the heap their counts limit nothing. */
static bool binds(const struct fit *fit, const struct option_spec *option) {
  const struct limits *limits = fit->selected->limits;
  return option->binds == OPTION_BINDS_ALWAYS ||
         (option->binds == OPTION_BINDS_POOLS &&
          limits_number(limits, "MEMP_MEM_MALLOC", 0) == 0);
}

static bool has_sockets(const struct fit *fit) {
  return limits_number(fit->selected->limits, "NO_SYS", 0) == 0;
}

static int add(struct fit *fit, const struct option_spec *option) {
  for (size_t i = 0; i < fit->limit_count; i++) {
    if (fit->limits[i].option == option)
      return 0;
  }
  struct fit_limit *limits =
      realloc(fit->limits, (fit->limit_count + 1) * sizeof(*limits));
  if (limits == NULL)
    return -ENOMEM;
  fit->limits = limits;
  int64_t now = limits_number(fit->selected->limits, option->name, option->min);
  limits[fit->limit_count++] = (struct fit_limit){
      .option = option, .now = now, .roomy = now, .smallest = -1};
  return 0;
}

static int add_all(struct fit *fit) {
  size_t count;
  const struct option_spec *options = options_all(&count);
  int status = 0;
  for (size_t i = 0; i < count && status == 0; i++) {
    bool sockets = strcmp(options[i].name, SOCKETS) == 0;
    if (counts_things(&options[i]) && binds(fit, &options[i]) &&
        limits_find(fit->selected->limits, options[i].name) != NULL &&
        (!sockets || has_sockets(fit)))
      status = add(fit, &options[i]);
  }
  return status;
}

static int refuse(const char *name, const char *why, struct diag *diag) {
  const char *nearest = options_nearest(name);
  if (why != NULL)
    diag_add(diag, DIAG_ERROR, NULL, "--limits: %s %s", name, why);
  else
    diag_add(diag, DIAG_ERROR, NULL,
             "--limits: unknown limit '%s'%s%s%s; also: sockets, all", name,
             nearest ? "; did you mean '" : "", nearest ? nearest : "",
             nearest ? "'?" : "");
  return -EINVAL;
}

static int add_named(struct fit *fit, const char *name, struct diag *diag) {
  const char *pcbs = "MEMP_NUM_TCP_PCB";
  if (strcmp(name, "all") == 0)
    return add_all(fit);
  if (strcmp(name, "sockets") == 0)
    return add(fit, options_find(has_sockets(fit) ? SOCKETS : pcbs));
  const struct option_spec *option = options_find(name);
  if (option == NULL)
    return refuse(name, NULL, diag);
  if (!counts_things(option))
    return refuse(name,
                  "counts nothing that a run could measure; try sockfit sweep "
                  "--vary",
                  diag);
  if (!binds(fit, option) ||
      limits_find(fit->selected->limits, option->name) == NULL)
    return refuse(name,
                  "limits nothing on this profile (the heap does, or it is "
                  "not there)",
                  diag);
  return add(fit, option);
}

int fit_name_limits(struct fit *fit, const char *names, struct diag *diag) {
  char *copy = strdup(names == NULL ? "sockets" : names);
  char *rest = copy, *name;
  int status = copy == NULL ? -ENOMEM : 0;
  while (status == 0 && (name = strsep(&rest, ",")) != NULL)
    status = add_named(fit, name, diag);
  free(copy);
  return status;
}

int64_t fit_peak(const struct trace *trace, const struct option_spec *option,
                 bool *ret_refused) {
  const struct image_pool *pool = trace_pool(trace, option->name);
  bool counted = pool != NULL && pool->limit >= 0;
  int64_t peak = counted ? pool->peak : -1;
  *ret_refused = counted && pool->refused > 0;
  if (strcmp(option->name, SOCKETS) == 0 && trace->sockets_limit >= 0) {
    const struct image_pool *slots = trace_pool(trace, "NUM_SOCKETS");
    if (trace->sockets_peak > peak)
      peak = trace->sockets_peak;
    if (slots != NULL && slots->refused > 0)
      *ret_refused = true;
  }
  return peak;
}
