/* SPDX-License-Identifier: BSD-3-Clause */
/* study: one variant through the stages. See one_run.h. */
#include "study/one_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "study/functions.h"
#include "study/own_code.h"
#include "study/spin_watch.h"
#include "trace/event_source.h"
#include "verdict/errno_number.h"

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The kinds among items, sorted, each once. */
static int kinds_among(const struct item *items, size_t count,
                       const char ***ret_kinds, size_t *ret_count) {
  const char **kinds = calloc(count + 1, sizeof(*kinds));
  size_t kept = 0;
  if (kinds == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++)
    kinds[i] = items[i].kind->name;
  qsort(kinds, count, sizeof(*kinds), by_text);
  for (size_t i = 0; i < count; i++) {
    if (kept == 0 || strcmp(kinds[kept - 1], kinds[i]) != 0)
      kinds[kept++] = kinds[i];
  }
  *ret_kinds = kinds;
  *ret_count = kept;
  return 0;
}

/* The user's own source on the device; peers have none. */
struct programs {
  struct image_program *items;
  size_t count;
};

/* As if there were a peer of each kind. */
static int every_peer_kind(const char ***ret_kinds, size_t *ret_count) {
  size_t count;
  const struct kind *const *kinds = kinds_of(FAMILY_PEER, &count);
  struct item *items = calloc(count, sizeof(*items));
  if (items == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++)
    items[i].kind = kinds[i];
  int status = kinds_among(items, count, ret_kinds, ret_count);
  free(items);
  return status;
}

static int get_device_image(const struct selected *selected,
                            const struct programs *own, const struct lab *lab,
                            const struct image **ret_image, struct diag *diag) {
  const struct variant *variant = selected->variant;
  struct image_request request = {.limits = selected->limits,
                                  .family = FAMILY_CONSUMER,
                                  .programs = own->items,
                                  .program_count = own->count};
  const char **kinds;
  int status = kinds_among(variant->consumers, variant->consumer_count, &kinds,
                           &request.kind_count);
  if (status != 0)
    return status;
  request.kinds = kinds;
  status = images_get(lab->images, &lab->places, &request, lab->loop, ret_image,
                      diag);
  free(kinds);
  return status;
}

static int get_peer_image(const struct variant *variant, const struct lab *lab,
                          const struct image **ret_image, struct diag *diag) {
  struct image_request request = {.limits = lab->peer_limits,
                                  .family = FAMILY_PEER};
  const char **kinds;
  int status = lab->every_peer_kind
                   ? every_peer_kind(&kinds, &request.kind_count)
                   : kinds_among(variant->peers, variant->peer_count, &kinds,
                                 &request.kind_count);
  if (status != 0)
    return status;
  request.kinds = kinds;
  status = images_get(lab->images, &lab->peer_places, &request, lab->loop,
                      ret_image, diag);
  free(kinds);
  return status;
}

/* The plan has its images; record what the world does. */
static int simulate(struct one_run *run, struct world_plan *plan,
                    struct diag *diag) {
  struct recorder recorder;
  struct pcap_sink *pcap = NULL;
  int64_t ended_at_ns = 0;
  int status =
      run->pcap_path == NULL ? 0 : pcap_sink_open(run->pcap_path, &pcap, diag);
  if (status != 0)
    return status;
  status = recorder_init(&recorder, &run->trace, plan->variant, pcap);
  if (status == 0 && run->detail)
    status = recorder_keep_detail(&recorder);
  const struct event_numbers numbers = {plan->limits, errno_number};
  if (status == 0 && run->event_frames)
    status = recorder_frame_events(&recorder, &numbers);
  if (status == 0) {
    struct world_observer observer = recorder_observer(&recorder);
    struct spin_watch watch;
    plan->observer = &observer;
    if (run->ends_spinning) {
      spin_watch_init(&watch, plan->variant, &observer, &run->trace);
      plan->observer = &watch.observer;
      plan->enough = &watch.enough;
    }
    if (run->live != NULL)
      run->live->begin(run->live->arg, plan, &recorder);
    status = world_run(plan, &ended_at_ns, diag);
    if (run->live != NULL)
      run->live->end(run->live->arg);
    plan->observer = NULL; /* it lives no longer than this block */
    run->judged = status == 0 || status == -ECANCELED;
    int recorded = recorder_finish(&recorder, ended_at_ns,
                                   status == -ECANCELED ? "interrupted" : NULL);
    status = status == 0 ? recorded : status;
  }
  int closed = pcap_sink_close(pcap, diag);
  if (closed != 0)
    run->judged = false; /* results without the promised capture mislead */
  return closed != 0 ? closed : status;
}

static bool asks_for_leaks(const struct variant *variant) {
  for (size_t i = 0; i < variant->expectation_count; i++)
    if (strcmp(variant->expectations[i].kind->name, "no_leak") == 0)
      return true;
  return false;
}

/* Which lines of the user's source opened what is open at the end. */
static int find_sites(struct trace *trace, const struct world_plan *plan,
                      const struct programs *own) {
  const struct trace_slots *end = &trace->end_slots;
  uint64_t sites[TRACE_SLOTS_MAX];
  char *lines[TRACE_SLOTS_MAX];
  size_t count = 0;
  for (size_t i = 0; own->count > 0 && i < end->count; i++)
    if (trace_slot_has_site(trace, &end->slots[i]))
      sites[count++] = end->slots[i].site;
  if (count == 0 || !asks_for_leaks(plan->variant))
    return 0;
  trace->sites = calloc(count, sizeof(*trace->sites));
  if (trace->sites == NULL)
    return -ENOMEM;
  int status = image_lines(plan->device_image, sites, count,
                           own->items[0].folder, plan->loop, lines);
  for (size_t i = 0; i < count && status == 0; i++)
    trace->sites[trace->site_count++] = (struct trace_site){sites[i], lines[i]};
  return status;
}

static int simulate_and_judge(struct one_run *run, struct world_plan *plan,
                              const struct programs *own, struct diag *diag) {
  int64_t *times = NULL;
  int status = verdict_needs(plan->variant, &times, &plan->sample_count,
                             &plan->peers_leave);
  if (status != 0)
    return status;
  plan->sample_times = times;
  status = simulate(run, plan, diag);
  free(times);
  if (status == 0 && run->judged)
    status = find_sites(&run->trace, plan, own);
  if (run->judged) {
    int judged = verdict_judge(plan->variant, &run->trace, &run->judgement);
    run->judged = judged == 0;
    status = status == 0 ? judged : status;
  }
  if (!run->judged)
    trace_done(&run->trace);
  return status;
}

int one_run_execute(struct one_run *run, const struct lab *lab,
                    struct diag *diag) {
  const struct variant *variant = run->selected->variant;
  const struct image *device = NULL, *peer = NULL;
  struct programs own = {0};
  int status = functions_check(run, diag);
  if (status == 0)
    status =
        own_code_list(variant, run->selected->scenario->file,
                      run->selected->trusted, &own.items, &own.count, diag);
  if (status == 0)
    status = get_device_image(run->selected, &own, lab, &device, diag);
  if (status == 0 && variant->peer_count > 0)
    status = get_peer_image(variant, lab, &peer, diag);
  if (status == 0) {
    struct world_plan plan = {.variant = variant,
                              .limits = run->selected->limits,
                              .peer_limits = lab->peer_limits,
                              .device_image = device,
                              .peer_image = peer,
                              .loop = lab->loop,
                              .functions = run->functions,
                              .function_count = run->function_count};
    status = simulate_and_judge(run, &plan, &own, diag);
  }
  own_code_done(own.items, own.count);
  return status;
}

int one_run_measure(struct one_run *run, const struct lab *lab) {
  const struct variant *variant = run->selected->variant;
  size_t i = 0;
  while (i < variant->expectation_count &&
         strcmp(variant->expectations[i].kind->name, "declared") != 0)
    i++;
  if (i == variant->expectation_count)
    return 0;
  run->sizes = calloc(1, sizeof(*run->sizes));
  if (run->sizes == NULL)
    return -ENOMEM;
  int status = target_sizes(&lab->places, run->selected->limits, lab->loop,
                            run->sizes, &run->sizes_missing);
  if (status != 0) {
    free(run->sizes);
    run->sizes = NULL;
  }
  return status == -ECANCELED || status == -ENOMEM ? status : 0;
}

void one_run_done(struct one_run *run) {
  if (run->judged) {
    judged_done(&run->judgement);
    trace_done(&run->trace);
  }
  free(run->sizes);
  diag_done(&run->sizes_missing);
  free(run->pcap_path);
  free(run->repeat_command);
  *run = (struct one_run){0};
}
