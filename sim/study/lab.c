/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what every run of one invocation shares. See lab.h. */
#include "study/lab.h"

#include <errno.h>

/* --lwip-dir is about the device. Peers are other machines: they keep the lwIP
 * that was fetched, so that they do not change with it. Where there is none,
 * they have the device's. */
static int find_peer_places(struct lab *lab, const char *lwip_dir,
                            struct diag *diag) {
  struct diag missing = {0};
  int status = image_places_find(NULL, &lab->peer_places, &missing);
  diag_done(&missing);
  return status == -ENOENT
             ? image_places_find(lwip_dir, &lab->peer_places, diag)
             : status;
}

int lab_open(struct lab *lab, const char *lwip_dir, size_t jobs,
             struct diag *diag) {
  int status = image_places_find(lwip_dir, &lab->places, diag);
  if (status == 0)
    status = find_peer_places(lab, lwip_dir, diag);
  if (status == 0) {
    lab->peer_limits = limits_peer();
    lab->images = images_new();
    if (lab->loop == NULL)
      lab->loop = loop_new();
    if (lab->peer_limits == NULL || lab->images == NULL || lab->loop == NULL)
      status = -ENOMEM;
    else
      loop_limit_jobs(lab->loop, jobs);
  }
  if (status != 0)
    lab_close(lab);
  return status;
}

void lab_close(struct lab *lab) {
  loop_free(lab->loop);
  images_free(lab->images);
  limits_free(lab->peer_limits);
  image_places_done(&lab->places);
  image_places_done(&lab->peer_places);
  *lab = (struct lab){0};
}
