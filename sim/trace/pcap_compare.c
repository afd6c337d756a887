/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: two captures side by side. See pcap_compare.h. */
#include "trace/pcap_compare.h"

#include <errno.h>
#include <stddef.h>

#include <pcap/pcap.h>

#include "base/units.h"

struct frame {
  struct pcap_pkthdr *header;
  const u_char *octets;
};

static pcap_t *open_capture(const char *path, struct diag *diag) {
  char text[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline_with_tstamp_precision(
      path, PCAP_TSTAMP_PRECISION_NANO, text);
  if (pcap == NULL)
    diag_add(diag, DIAG_ERROR, NULL, "cannot read the capture %s", text);
  return pcap;
}

/* 1: there is one; 0: the end; -EBADMSG. */
static int next_frame(pcap_t *pcap, const char *path, struct frame *frame,
                      struct diag *diag) {
  int status = pcap_next_ex(pcap, &frame->header, &frame->octets);
  if (status == 1)
    return 1;
  if (status == PCAP_ERROR_BREAK)
    return 0;
  diag_add(diag, DIAG_ERROR, NULL, "the capture %s: %s", path,
           pcap_geterr(pcap));
  return -EBADMSG;
}

static int64_t time_of(const struct frame *frame) {
  return (int64_t)frame->header->ts.tv_sec * NS_PER_S +
         frame->header->ts.tv_usec;
}

/* The first octet in which they are not equal; the shorter one's length when
 * there is none. */
static uint32_t first_octet(const struct frame *a, const struct frame *b) {
  uint32_t at = 0;
  while (at < a->header->caplen && at < b->header->caplen &&
         a->octets[at] == b->octets[at])
    at++;
  return at;
}

static bool are_equal(const struct frame *a, const struct frame *b) {
  return time_of(a) == time_of(b) && a->header->caplen == b->header->caplen &&
         first_octet(a, b) == a->header->caplen;
}

/* there: which of them has such a frame. */
static void point_at(const struct frame frames[2], const int there[2],
                     struct pcap_difference *difference) {
  difference->differs = true;
  for (int i = 0; i < 2; i++) {
    difference->at_ns[i] = there[i] ? time_of(&frames[i]) : -1;
    difference->octets[i] = there[i] ? frames[i].header->caplen : 0;
  }
  if (there[0] && there[1])
    difference->octet = first_octet(&frames[0], &frames[1]);
}

static int compare(pcap_t *const pcaps[2], const char *const paths[2],
                   struct pcap_difference *difference, struct diag *diag) {
  for (;;) {
    struct frame frames[2];
    int there[2];
    for (int i = 0; i < 2; i++) {
      there[i] = next_frame(pcaps[i], paths[i], &frames[i], diag);
      if (there[i] < 0)
        return there[i];
    }
    if (!there[0] && !there[1])
      return 0;
    difference->frame++;
    if (there[0] != there[1] || !are_equal(&frames[0], &frames[1])) {
      point_at(frames, there, difference);
      return 0;
    }
  }
}

int pcap_compare(const char *path, const char *other,
                 struct pcap_difference *ret_difference, struct diag *diag) {
  const char *const paths[2] = {path, other};
  pcap_t *pcaps[2] = {open_capture(path, diag), NULL};
  struct pcap_difference difference = {0};
  int status = -EBADMSG;
  if (pcaps[0] != NULL)
    pcaps[1] = open_capture(other, diag);
  if (pcaps[1] != NULL)
    status = compare(pcaps, paths, &difference, diag);
  for (int i = 0; i < 2; i++) {
    if (pcaps[i] != NULL)
      pcap_close(pcaps[i]);
  }
  if (status == 0)
    *ret_difference = difference;
  return status;
}
