/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: TCP streams over BSD sockets: what most workloads do the same
 * way. Compiled into an image. Sockets returned from here are non-blocking;
 * callers wait with watch.h or with the functions below. */
#ifndef SOCKFIT_WORKLOADS_STREAM_H
#define SOCKFIT_WORKLOADS_STREAM_H

#include "sockfit/workload.h"

#define STREAM_ADDRESS_TEXT_SIZE 46

/* The wildcard address with this port. IPv6 where the image has it, which
 * takes IPv4 too: esp_http_server and ESPHome choose the same way.
 * Returns the length to give to bind(). */
socklen_t stream_any_address(struct sockaddr_storage *ret_address,
                             uint16_t port);

/* Open a listener: socket, SO_REUSEADDR, non-blocking, bind, listen.
 *
 * ret_step  on failure: "creation", "bind" or "listen"; static
 * Returns the descriptor, or the negative errno of that step (the socket is
 * closed again). */
int stream_listen(uint16_t port, int backlog, const char **ret_step);

/* Accept one connection and make it non-blocking.
 * Returns the descriptor, or the negative errno of accept(). */
int stream_accept(int listener);

/* TCP_NODELAY, as ESPHome's API server, its clients and browsers set it. */
void stream_no_delay(int fd);

/* The remote address as text, "?" when there is none. */
void stream_peer_text(int fd, char ret_text[STREAM_ADDRESS_TEXT_SIZE]);

/* Begin to connect; the socket turns writable when that has ended.
 *
 * ipv4  network byte order
 * Returns the descriptor, or the negative errno of socket() or connect(). */
int stream_connect_start(uint32_t ipv4, uint16_t port);

/* How a finished connect ended: 0 or a negative errno. */
int stream_connect_result(int fd);

/* Connect and wait. Returns the descriptor, or
 *   -ETIMEDOUT  not connected after timeout_ms (lwIP itself never says that)
 *   another negative errno of socket() or connect(). */
int stream_connect(uint32_t ipv4, uint16_t port, uint32_t timeout_ms);

/* As stream_connect, from a source port of its own; 0 is any. The port may
 * still be held by an ended connection (SO_REUSEADDR). */
int stream_connect_from(uint16_t source_port, uint32_t ipv4, uint16_t port,
                        uint32_t timeout_ms);

/* Send everything. Returns 0, -ETIMEDOUT when the stream took nothing more
 * for timeout_ms, or the negative errno of send(). */
int stream_send_all(int fd, const void *data, size_t len, uint32_t timeout_ms);

/* Receive what is there, at most size octets, without waiting.
 * Returns the count, 0 at the end of the stream, or the negative errno of
 * recv(), which is -EWOULDBLOCK when there is nothing. */
int stream_take(int fd, void *ret_data, size_t size);

/* Receive what is there, at most size octets, waiting until deadline_ms.
 * Returns the count, 0 at the end of the stream, -ETIMEDOUT, or the negative
 * errno of recv(). */
int stream_receive(int fd, void *ret_data, size_t size, int64_t deadline_ms);

#endif
