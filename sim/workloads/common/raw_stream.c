/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: TCP streams over lwIP's raw API. */
#include "raw_stream.h"

#include "lwip/priv/tcp_priv.h"

/* What lwIP takes now. ERR_MEM is no error here: ACKs, or the poll, come. */
static void flush(struct raw_stream *stream) {
  size_t done = 0;
  while (done < stream->unsent_len) {
    size_t len = stream->unsent_len - done;
    size_t room = tcp_sndbuf(stream->pcb);
    if (len > room)
      len = room;
    if (len == 0 || tcp_sndqueuelen(stream->pcb) >= TCP_SND_QUEUELEN ||
        tcp_write(stream->pcb, stream->unsent + done, (u16_t)len,
                  TCP_WRITE_FLAG_COPY) != ERR_OK)
      break;
    done += len;
  }
  if (done == 0)
    return;
  stream->unsent_len -= done;
  memmove(stream->unsent, stream->unsent + done, stream->unsent_len);
  tcp_output(stream->pcb);
}

int raw_stream_send(struct raw_stream *stream, const void *data, size_t len) {
  if (stream->pcb == NULL || stream->unsent_len + len > stream->unsent_max)
    return -ENOBUFS;
  memcpy(stream->unsent + stream->unsent_len, data, len);
  stream->unsent_len += len;
  flush(stream);
  return 0;
}

static void forget(struct raw_stream *stream) {
  stream->pcb = NULL;
  stream->unsent_len = 0;
  free(stream->unsent);
  stream->unsent = NULL;
}

static void let_go_of_callbacks(struct tcp_pcb *pcb) {
  tcp_recv(pcb, NULL);
  tcp_sent(pcb, NULL);
  tcp_err(pcb, NULL);
  tcp_poll(pcb, NULL, 0);
}

void raw_stream_abort(struct raw_stream *stream) {
  struct tcp_pcb *pcb = stream->pcb;
  if (pcb == NULL)
    return;
  let_go_of_callbacks(pcb);
  forget(stream);
  tcp_abort(pcb);
  stream->aborted = true;
}

void raw_stream_close(struct raw_stream *stream) {
  struct tcp_pcb *pcb = stream->pcb;
  if (pcb == NULL)
    return;
  let_go_of_callbacks(pcb);
  forget(stream);
  if (tcp_close(pcb) == ERR_OK)
    return;
  tcp_abort(pcb);
  stream->aborted = true;
}

/* ---- callbacks ---- */

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p,
                     err_t error) {
  struct raw_stream *stream = arg;
  (void)error;
  stream->aborted = false;
  if (p == NULL) {
    stream->ended(stream, ERR_CLSD);
    return stream->aborted ? ERR_ABRT : ERR_OK;
  }
  tcp_recved(pcb, p->tot_len);
  for (struct pbuf *q = p; q != NULL && stream->pcb == pcb; q = q->next)
    stream->input(stream, q->payload, q->len);
  pbuf_free(p);
  return stream->aborted ? ERR_ABRT : ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len) {
  struct raw_stream *stream = arg;
  (void)len;
  stream->aborted = false;
  flush(stream);
  if (stream->drained != NULL && stream->unsent_len == 0 &&
      tcp_sndqueuelen(pcb) == 0)
    stream->drained(stream);
  return stream->aborted ? ERR_ABRT : ERR_OK;
}

/* Where no ACK will come: memory ran out when nothing was under way. */
static err_t on_poll(void *arg, struct tcp_pcb *pcb) {
  (void)pcb;
  flush(arg);
  return ERR_OK;
}

static void on_err(void *arg, err_t error) {
  struct raw_stream *stream = arg;
  forget(stream);
  stream->ended(stream, error);
}

void raw_stream_open(struct raw_stream *stream, struct tcp_pcb *pcb) {
  stream->pcb = pcb;
  stream->unsent_len = 0;
  stream->unsent = malloc(stream->unsent_max);
  if (stream->unsent == NULL)
    stream->unsent_max = 0;
  tcp_arg(pcb, stream);
  tcp_recv(pcb, on_recv);
  tcp_sent(pcb, on_sent);
  tcp_err(pcb, on_err);
  tcp_poll(pcb, on_poll, 1);
}

void raw_stream_peer_text(const struct raw_stream *stream,
                          char ret_text[IPADDR_STRLEN_MAX]) {
  ipaddr_ntoa_r(&stream->pcb->remote_ip, ret_text, IPADDR_STRLEN_MAX);
}

/* ---- listening ---- */

err_t raw_listen(uint16_t port, uint8_t backlog, void *arg,
                 tcp_accept_fn accept, struct tcp_pcb **ret_listener,
                 const char **ret_step) {
  err_t error = ERR_MEM;
  *ret_step = "creation";
  struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_ANY);
  if (pcb == NULL)
    return ERR_MEM;
  *ret_step = "bind";
  error = tcp_bind(pcb, IP_ANY_TYPE, port);
  struct tcp_pcb *listener = NULL;
  if (error == ERR_OK) {
    *ret_step = "listen";
    listener = tcp_listen_with_backlog_and_err(pcb, backlog, &error);
  }
  if (listener == NULL) {
    tcp_abort(pcb);
    return error;
  }
  tcp_arg(listener, arg);
  tcp_accept(listener, accept);
  *ret_listener = listener;
  return ERR_OK;
}

bool raw_listen_or_fail(const struct workload *w, const char *tag,
                        uint16_t port, uint8_t backlog, void *arg,
                        tcp_accept_fn accept) {
  struct tcp_pcb *listener;
  const char *step;
  err_t error = raw_listen(port, backlog, arg, accept, &listener, &step);
  if (error != ERR_OK) {
    workload_log(w, 'W', tag, "Socket %s: err %d", step, (int)error);
    workload_log(w, 'E', "component", "%s is marked FAILED", tag);
    workload_state(w, WORKLOAD_FAILED);
    return false;
  }
  workload_state(w, WORKLOAD_RUNNING);
  return true;
}
