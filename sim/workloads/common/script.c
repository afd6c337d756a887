/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: runs the steps of a scripted TCP client. See script.h. */
#include "script.h"

#include "http_message.h"
#include "moment.h"
#include "stream.h"

/* A step's way to say that the turn is over although nothing failed. */
#define LEFT (-ESHUTDOWN)

void script_init(struct script *script, const struct workload *w,
                 const struct steps *steps) {
  *script = (struct script){
      .w = w,
      .steps = steps,
      .ipv4 = workload_target(),
      .port = (uint16_t)workload_number(w, "port"),
      .timeout_ms = workload_ms(w, "timeout"),
      .read_delay_ms = workload_ms(w, "read_delay"),
      .on_failure = STEP_CLOSE,
      .fd = -1,
  };
  if (strcmp(workload_text(w, "syn_retry"), "lwip") == 0)
    workload_retry_syn_like_lwip();
}

struct steps *script_parse(const char *text) {
  struct steps_mistake mistake;
  struct steps *steps = malloc(sizeof *steps);
  if (steps && steps_parse(text, steps, &mistake) < 0)
    steps->count = 0; /* cannot be: the scenario stage has read it */
  return steps;
}

/* --- sending and receiving ---------------------------------------------- */

static int receive(struct script *script, void *data, size_t size,
                   int64_t deadline_ms) {
  workload_sleep_ms(script->read_delay_ms);
  return stream_receive(script->fd, data, size, deadline_ms);
}

static int64_t timeout_from_now(const struct script *script) {
  return moment_now_ms() + script->timeout_ms;
}

static int send_octets(struct script *script, uint32_t octets) {
  char data[1460];
  memset(data, 'x', sizeof data);
  while (octets > 0) {
    size_t len = octets < sizeof data ? octets : sizeof data;
    int result = stream_send_all(script->fd, data, len, script->timeout_ms);
    if (result < 0)
      return result;
    octets -= (uint32_t)len;
  }
  return 0;
}

static int receive_octets(struct script *script, uint32_t octets) {
  char data[1460];
  while (octets > 0) {
    int got = receive(script, data, octets < sizeof data ? octets : sizeof data,
                      timeout_from_now(script));
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    octets -= (uint32_t)got;
  }
  return 0;
}

/* Read until the device ends the connection: 0 for FIN, or recv()'s error. */
static int receive_all(struct script *script, int64_t deadline_ms) {
  char data[1460];
  int got;
  do
    got = receive(script, data, sizeof data, deadline_ms);
  while (got > 0);
  return got;
}

static int get_once(struct script *script, const char *path) {
  char data[1460];
  struct http_message message;
  int len = http_message_get(data, sizeof data, "device", path, true);
  int result = len < 0 ? len
                       : stream_send_all(script->fd, data, (size_t)len,
                                         script->timeout_ms);
  http_message_init(&message, HTTP_MESSAGE_RESPONSE, NULL, NULL);
  while (result == 0 && !message.complete) {
    int got = receive(script, data, sizeof data, timeout_from_now(script));
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    int taken = http_message_feed(&message, data, (size_t)got);
    result = taken < 0 ? taken : 0;
  }
  return result;
}

/* --- steps --------------------------------------------------------------- */

static int connect_step(struct script *script) {
  uint16_t source = 0;
  if (script->ports && script->ports->next != 0) {
    source = (uint16_t)script->ports->next;
    script->ports->next += script->ports->step;
    workload_forget_time_wait(source);
  }
  script->was_served = false;
  attempt_begin(&script->attempt, script->w);
  int fd = stream_connect_from(source, script->ipv4, script->port,
                               script->timeout_ms);
  if (fd < 0)
    return fd;
  script->fd = fd;
  attempt_connected(&script->attempt);
  stream_no_delay(fd);
  return 0;
}

static int exchange_once(struct script *script, const struct step *step) {
  int result;
  switch (step->verb) {
  case STEP_GET:
    return get_once(script, step->path);
  case STEP_ASK:
    result = send_octets(script, step->octets);
    return result < 0 ? result : receive_octets(script, step->answer);
  default:
    return send_octets(script, step->octets);
  }
}

static int exchange_step(struct script *script, const struct step *step) {
  int64_t due_ms = moment_now_ms();
  for (uint32_t i = 0; i < step->times || step->times == STEPS_FOR_EVER; i++) {
    if (workload_leaving())
      return LEFT;
    int result = exchange_once(script, step);
    if (result < 0)
      return result;
    due_ms += step->ms;
    if (step->ms > 0 && i + 1 < step->times)
      workload_sleep_until_ns(due_ms * 1000000);
  }
  return 0;
}

static int hold_step(struct script *script, const struct step *step) {
  int64_t deadline_ms =
      step->ms == 0 ? MOMENT_NEVER : moment_now_ms() + step->ms;
  int result = receive_all(script, deadline_ms);
  if (result == -ETIMEDOUT)
    return 0;
  return result < 0 ? result : -ENOTCONN;
}

/* FIN and RST are both what was waited for. */
static int expect_close_step(struct script *script, const struct step *step) {
  int result = receive_all(script, moment_now_ms() + step->ms);
  return result == -ETIMEDOUT ? result : 0;
}

static void leave(struct script *script, enum step_verb verb) {
  int fd = script->fd;
  script->fd = -1;
  switch (verb) {
  case STEP_ABORT:
    workload_abort_connection(fd);
    break;
  case STEP_VANISH:
  case STEP_REBOOT:
    workload_drop_connection(fd, verb == STEP_REBOOT);
    break;
  default:
    close(fd);
  }
}

/* The connection is at its end, and all its steps have been done. */
static int leave_step(struct script *script, enum step_verb verb) {
  attempt_served(&script->attempt);
  leave(script, verb);
  return 0;
}

static int run_step(struct script *script, const struct step *step) {
  int result;
  switch (step->verb) {
  case STEP_CONNECT:
    return connect_step(script);
  case STEP_SEND:
  case STEP_ASK:
  case STEP_GET:
    return exchange_step(script, step);
  case STEP_RECV:
    return receive_octets(script, step->octets);
  case STEP_RECV_ANY:
    return receive_octets(script, 1);
  case STEP_RECV_EOF:
    return receive_all(script, timeout_from_now(script));
  case STEP_SERVED:
    attempt_served(&script->attempt);
    script->was_served = true;
    return 0;
  case STEP_HOLD:
    return hold_step(script, step);
  case STEP_SLEEP:
    workload_sleep_ms(step->ms);
    return 0;
  case STEP_SHUTDOWN:
    return shutdown(script->fd, SHUT_WR) < 0 ? -errno : 0;
  case STEP_EXPECT_CLOSE:
    result = expect_close_step(script, step);
    return result < 0 ? result : leave_step(script, STEP_CLOSE);
  case STEP_CLOSE:
  case STEP_ABORT:
  case STEP_VANISH:
  case STEP_REBOOT:
    return leave_step(script, step->verb);
  case STEP_REPEAT: /* script_run's */
    return 0;
  }
  return 0;
}

static int run_once(struct script *script) {
  int result = 0;
  for (size_t i = 0; i < script->steps->count && result == 0; i++)
    result =
        workload_leaving() ? LEFT : run_step(script, &script->steps->items[i]);
  return result;
}

/* What is open is closed, and the attempt counted. */
static void finish(struct script *script, int result) {
  if (result == 0)
    attempt_served(&script->attempt);
  else if (!script->was_served)
    attempt_failed(&script->attempt, result == -ENOTCONN ? 0 : result);
  else if (result != LEFT)
    attempt_lost(&script->attempt);
  if (script->fd >= 0)
    leave(script,
          result == 0 || result == LEFT ? STEP_CLOSE : script->on_failure);
}

int script_run(struct script *script) {
  const struct steps *steps = script->steps;
  uint32_t times = 1;
  int result = 0;
  if (steps->count > 0 && steps->items[steps->count - 1].verb == STEP_REPEAT)
    times = steps->items[steps->count - 1].times;
  for (uint32_t i = 0; i < times && result == 0; i += times != STEPS_FOR_EVER) {
    result = run_once(script);
    finish(script, result);
  }
  return result == LEFT ? 0 : result;
}

void script_run_for_ever(const struct workload *w, const char *text,
                         uint32_t pause_ms, enum step_verb on_failure) {
  struct script script;
  struct steps *steps = script_parse(text);
  if (!steps)
    return;
  script_init(&script, w, steps);
  script.on_failure = on_failure;
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    script_run(&script);
    /* A turn that did nothing must not be for ever at one instant. */
    if (!workload_leaving())
      workload_sleep_ms(pause_ms > 0 ? pause_ms : 1);
  }
  free(steps);
}
