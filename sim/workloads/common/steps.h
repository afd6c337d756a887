/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: what a scripted TCP client does with a connection, as text:
 *
 *     connect; send 500 x6; recv 100; sleep 5s; close
 *
 * The one file of workloads that the program compiles too: the scenario stage
 * checks with this parser what an image will then run, so that a mistake is
 * reported with its place in the file. Knows no sockets and no memory.
 *
 *     step    := VERB [arguments]; steps are separated by ';'
 *     connect                       first of all, and once more after an end
 *     send N [xM] [every T]         M times N octets, T apart; x* for ever
 *     ask N for M [xK] [every T]    send N octets, read M
 *     get PATH [xM] [every T]       an HTTP GET and its whole answer
 *     recv N | recv any | recv eof  N octets, one octet or more, all there is
 *     expect_close T                the device ends the connection within T
 *     served                        the attempt counts as served here
 *     hold [T]                      keep it open, for ever without T; if the
 *                                   device ends it, the steps have failed
 *     sleep T                       look at nothing
 *     shutdown                      a FIN, and go on reading
 *     close | abort | vanish | reboot   FIN, RST, silence, silence and then
 *                                   an RST for whatever comes
 *     repeat [N]                    last of all: the steps before it N times
 *                                   in all, for ever without N
 *
 * T is a duration in whole ms with its unit: 250ms, 5s, 2min, 1h. */
#ifndef SOCKFIT_WORKLOADS_STEPS_H
#define SOCKFIT_WORKLOADS_STEPS_H

#include <stddef.h>
#include <stdint.h>

#define STEPS_MAX 64
#define STEPS_PATH_SIZE 64
#define STEPS_FOR_EVER UINT32_MAX
#define STEPS_OCTETS_MAX 10000000
#define STEPS_MS_MAX 604800000 /* a week */

enum step_verb {
  STEP_CONNECT,
  STEP_SEND,
  STEP_ASK,
  STEP_GET,
  STEP_RECV,
  STEP_RECV_ANY,
  STEP_RECV_EOF,
  STEP_EXPECT_CLOSE,
  STEP_SERVED,
  STEP_HOLD,
  STEP_SLEEP,
  STEP_SHUTDOWN,
  STEP_CLOSE,
  STEP_ABORT,
  STEP_VANISH,
  STEP_REBOOT,
  STEP_REPEAT,
};

struct step {
  enum step_verb verb;
  uint32_t octets;            /* send, ask: to send; recv: to read */
  uint32_t answer;            /* ask: to read */
  uint32_t times;             /* send, ask, get, repeat; STEPS_FOR_EVER */
  uint32_t ms;                /* every, hold, sleep, expect_close; 0: none */
  char path[STEPS_PATH_SIZE]; /* get */
};

struct steps {
  struct step items[STEPS_MAX];
  size_t count;
};

/* What is wrong with a text. */
struct steps_mistake {
  size_t offset;        /* octets before the word that is wrong */
  size_t len;           /* of that word; 0: something is missing there */
  const char *expected; /* such as "a number of octets"; static */
};

/* Parse a text into ret_steps. Returns 0, or -EINVAL with *ret_mistake set. */
int steps_parse(const char *text, struct steps *ret_steps,
                struct steps_mistake *ret_mistake);

#endif
