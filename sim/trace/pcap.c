/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: the capture. The only file that includes libpcap.
 *
 * libpcap's dumper writes through stdio; flushing at frame boundaries of our
 * choice and remembering the length of what is known to be on disk lets us
 * cut a half-written frame off when the disk is full. */
#include "trace/pcap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "base/fifo.h"
#include "base/files.h"
#include "base/units.h"

#define SNAPSHOT_OCTETS 65535
#define HEADER_OCTETS 24 /* of the file */
#define RECORD_OCTETS 16 /* in front of each frame */
#define FLUSH_OCTETS (256 * 1024)

struct pcap_sink {
  pcap_t *pcap;
  pcap_dumper_t *dumper;
  FILE *file;
  char *path;
  long written; /* octets handed to stdio */
  long safe;    /* octets known to be in the file */
  bool stream;  /* somebody reads while it is written */
  int error;    /* first failure, as a negative errno */
};

/* An interruption is told by whoever waits for the run. */
static int refuse(struct diag *diag, const char *path, int error) {
  if (error == ECANCELED)
    return -error;
  diag_add(diag, DIAG_ERROR, NULL, "cannot write the capture %s: %s", path,
           strerror(error));
  return -error;
}

static void sink_free(struct pcap_sink *sink) {
  if (sink->dumper != NULL)
    pcap_dump_close(sink->dumper); /* closes the file */
  else if (sink->file != NULL)
    fclose(sink->file);
  if (sink->pcap != NULL)
    pcap_close(sink->pcap);
  free(sink->path);
  free(sink);
}

/* NULL with errno. */
static FILE *open_file(const char *path) {
  struct stat about;
  if (strcmp(path, "-") == 0)
    return fdopen(dup(STDOUT_FILENO), "wb");
  bool fifo = stat(path, &about) == 0 && S_ISFIFO(about.st_mode);
  int fd = fifo ? fifo_open(path) : files_open_own(path);
  errno = fd < 0 ? -fd : errno;
  return fd < 0 ? NULL : fdopen(fd, "wb");
}

static bool is_stream(FILE *file) {
  struct stat about;
  return fstat(fileno(file), &about) == 0 &&
         (S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode));
}

static void flush(struct pcap_sink *sink) {
  if (sink->stream && (sink->error = fifo_wait(fileno(sink->file))) != 0)
    return;
  if (pcap_dump_flush(sink->dumper) == 0 && !ferror(sink->file))
    sink->safe = sink->written;
  else if (sink->error == 0)
    sink->error = errno != 0 ? -errno : -EIO;
}

int pcap_sink_open(const char *path, struct pcap_sink **ret_sink,
                   struct diag *diag) {
  struct pcap_sink *sink = calloc(1, sizeof(*sink));
  if (sink == NULL)
    return -ENOMEM;
  sink->path = strdup(path);
  sink->file = open_file(path);
  if (sink->file == NULL || sink->path == NULL) {
    int status = refuse(diag, path, errno);
    sink_free(sink);
    return status;
  }
  sink->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, SNAPSHOT_OCTETS,
                                                    PCAP_TSTAMP_PRECISION_NANO);
  if (sink->pcap != NULL)
    sink->dumper = pcap_dump_fopen(sink->pcap, sink->file);
  if (sink->dumper == NULL) {
    sink_free(sink);
    return refuse(diag, path, EIO);
  }
  sink->stream = is_stream(sink->file);
  sink->written = HEADER_OCTETS;
  flush(sink);
  *ret_sink = sink;
  return 0;
}

void pcap_sink_add(struct pcap_sink *sink, int64_t at_ns, const void *frame,
                   size_t len) {
  if (sink->error != 0)
    return;
  /* With nanosecond precision libpcap takes nanoseconds in tv_usec. */
  struct pcap_pkthdr header = {
      .ts = {.tv_sec = at_ns / NS_PER_S, .tv_usec = at_ns % NS_PER_S},
      .caplen = (bpf_u_int32)len,
      .len = (bpf_u_int32)len};
  errno = 0; /* libpcap looks at no result; stdio remembers that one failed */
  pcap_dump((u_char *)sink->dumper, &header, frame);
  if (ferror(sink->file)) {
    sink->error = errno != 0 ? -errno : -EIO;
    return;
  }
  sink->written += RECORD_OCTETS + (long)len;
  if (sink->stream || sink->written - sink->safe > FLUSH_OCTETS)
    flush(sink);
}

void pcap_sink_flush(struct pcap_sink *sink) {
  if (sink->error == 0 && sink->written != sink->safe)
    flush(sink);
}

bool pcap_sink_has_failed(const struct pcap_sink *sink) {
  return sink->error != 0;
}

/* stdio must not write its rest behind the cut, or wait for a reader who does
 * not come. A device or a pipe is left as it is. */
static void cut_off_rest(struct pcap_sink *sink) {
  if (sink->stream) {
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) {
      dup2(nowhere, fileno(sink->file));
      close(nowhere);
    }
  }
  if (strcmp(sink->path, "-") == 0 || files_is_special(sink->path))
    return;
  if (freopen("/dev/null", "wb", sink->file) == NULL ||
      truncate(sink->path, sink->safe) != 0)
    remove(sink->path);
}

int pcap_sink_close(struct pcap_sink *sink, struct diag *diag) {
  if (sink == NULL)
    return 0;
  if (sink->error == 0)
    flush(sink);
  int error = sink->error;
  if (error != 0) {
    refuse(diag, sink->path, -error);
    cut_off_rest(sink);
  }
  sink_free(sink);
  return error;
}
