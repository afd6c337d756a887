/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: TCP streams over lwIP's raw API, as ESPHome's lwip_tcp sockets
 * and Arduino's clients use it: copies into the send buffer as far as there is
 * room, keeps the rest, and goes on when something was acknowledged. Compiled
 * into an image without threads. */
#ifndef SOCKFIT_WORKLOADS_RAW_STREAM_H
#define SOCKFIT_WORKLOADS_RAW_STREAM_H

#include "sockfit/workload.h"

#include "lwip/tcp.h"

/* One connection. Memory of the caller, zeroed before first use; must stay as
 * long as pcb is set. */
struct raw_stream {
  struct tcp_pcb *pcb; /* NULL: not open */
  uint8_t *unsent;     /* allocated; what lwIP has not taken yet */
  size_t unsent_len;
  size_t unsent_max; /* set by the caller: send beyond it is refused */
  bool aborted;
  void *arg; /* the caller's */
  /* Octets have come. It may close the stream. */
  void (*input)(struct raw_stream *stream, const uint8_t *data, size_t len);
  /* The peer has closed (ERR_CLSD; pcb is still there to be closed), or the
   * connection is gone (ERR_RST, ERR_ABRT; pcb is NULL). */
  void (*ended)(struct raw_stream *stream, err_t why);
  /* Everything was taken by lwIP and acknowledged; or NULL. */
  void (*drained)(struct raw_stream *stream);
};

/* Give a connected PCB to the stream, which has its callbacks set. */
void raw_stream_open(struct raw_stream *stream, struct tcp_pcb *pcb);

/* Send, or keep for later. Returns 0, or -ENOBUFS when more than unsent_max
 * would wait. Data that lwIP has no memory for waits as well. */
int raw_stream_send(struct raw_stream *stream, const void *data, size_t len);

/* Close with FIN; with RST when there is no memory for that. Allowed in every
 * callback. Does nothing to a stream that is not open. */
void raw_stream_close(struct raw_stream *stream);

/* Close with RST. */
void raw_stream_abort(struct raw_stream *stream);

/* "198.18.0.2" */
void raw_stream_peer_text(const struct raw_stream *stream,
                          char ret_text[IPADDR_STRLEN_MAX]);

/* Listen on a port.
 *
 * ret_step  on failure: "creation", "bind" or "listen"; static
 * Returns ERR_OK and the listener, or the error of that step (nothing is left
 * behind). */
err_t raw_listen(uint16_t port, uint8_t backlog, void *arg,
                 tcp_accept_fn accept, struct tcp_pcb **ret_listener,
                 const char **ret_step);

/* The same for a consumer: with the lines that it logs, and its state. */
bool raw_listen_or_fail(const struct workload *w, const char *tag,
                        uint16_t port, uint8_t backlog, void *arg,
                        tcp_accept_fn accept);

#endif
