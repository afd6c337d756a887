/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: the loop of a TCP server. See tcp_service.h. */
#include "tcp_service.h"

#include "firmware.h"
#include "moment.h"
#include "stream.h"
#include "watch.h"

#define INPUT_SIZE 1460
#define LINK_LOOK_EVERY_MS 100

/* --- clients ---------------------------------------------------------------
 */

static void unlink_client(struct tcp_service_client *client) {
  struct tcp_service_client **link = &client->service->clients;
  while (*link != client)
    link = &(*link)->next;
  *link = client->next;
  client->service->client_count--;
}

/* The service is through with a client: closes it, or forgets to. */
static void drop(struct tcp_service_client *client, int error) {
  struct tcp_service *service = client->service;
  const struct tcp_service_policy *policy = &service->policy;
  service->ended_count++;
  bool leaks =
      policy->leak_every > 0 && service->ended_count % policy->leak_every == 0;
  if (service->on_close)
    service->on_close(client, error);
  if (!leaks && policy->close_by_abort && error == -ESHUTDOWN)
    workload_abort_connection(client->fd);
  else if (!leaks)
    close(client->fd);
  unlink_client(client);
  free(client);
}

static void drop_all(struct tcp_service *service) {
  while (service->clients)
    drop(service->clients, -ESHUTDOWN);
}

/* Take what is there. Returns 0 to keep the client, 1 at the end of its
 * stream, or a negative errno. */
static int receive(struct tcp_service_client *client) {
  char data[INPUT_SIZE];
  int got = stream_take(client->fd, data, sizeof data);
  if (got == -EWOULDBLOCK)
    return 0;
  if (got <= 0)
    return got < 0 ? got : 1;
  int result = client->service->on_input(client, data, (size_t)got);
  return result == 0 ? 0 : -ESHUTDOWN;
}

/* One look at one client; drops it when it is at its end. Returns whether it
 * is still there. */
static bool serve_client(struct tcp_service_client *client, bool readable) {
  int result = 0;
  if (client->close_at_ms <= moment_now_ms())
    result = -ESHUTDOWN;
  else if (readable)
    result = receive(client);
  if (result != 0)
    drop(client, result > 0 ? 0 : result);
  return result == 0;
}

/* When a client is to be looked at whether it speaks or not. */
static int64_t due_of(const struct tcp_service_client *client) {
  int64_t due_ms = client->close_at_ms;
  if (client->read_from_ms > moment_now_ms())
    due_ms = moment_earlier(due_ms, client->read_from_ms);
  return due_ms;
}

static void watch_client(struct watch *watch,
                         const struct tcp_service_client *client) {
  if (client->read_from_ms <= moment_now_ms())
    watch_read(watch, client->fd);
}

/* threads: a task serves its client and nothing else. */
static void client_task(void *arg) {
  struct tcp_service_client *client = arg;
  workload_sleep_ms(client->service->policy.accept_cost_ms);
  for (;;) {
    struct watch watch;
    watch_init(&watch);
    watch_client(&watch, client);
    /* The service cannot end a select() of another task but by its time. */
    int64_t due_ms = due_of(client);
    if (client->service->policy.close_when_link_down_for_ms != MOMENT_NEVER ||
        client->service->policy.stop_at_ms != MOMENT_NEVER)
      due_ms = moment_earlier(due_ms, moment_now_ms() + LINK_LOOK_EVERY_MS);
    watch_wait(&watch, due_ms);
    if (workload_leaving())
      client->close_at_ms = 0;
    if (!serve_client(client, watch_can_read(&watch, client->fd)))
      return;
  }
}

/* --- accepting ---------------------------------------------------------------
 */

static void close_listener(struct tcp_service *service) {
  if (service->listener >= 0)
    close(service->listener);
  service->listener = -1;
}

static void accept_failed(struct tcp_service *service, int error) {
  if (error == -EWOULDBLOCK)
    return;
  workload_log(service->w, 'E', workload_name(service->w),
               "Unable to accept connection: errno %d", firmware_errno(error));
  if (!service->policy.exit_on_accept_error)
    return;
  close_listener(service);
  workload_state(service->w, WORKLOAD_STOPPED);
}

static void accept_client(struct tcp_service *service) {
  const struct tcp_service_policy *policy = &service->policy;
  int fd = stream_accept(service->listener);
  service->accept_from_ms = moment_now_ms() + policy->accept_every_ms;
  if (fd < 0) {
    accept_failed(service, fd);
    return;
  }
  struct tcp_service_client *client =
      calloc(1, sizeof *client + service->state_size);
  if (!client) {
    close(fd);
    return;
  }
  tcp_service_configure(service, fd);
  client->fd = fd;
  client->service = service;
  client->state = client + 1;
  client->read_from_ms = moment_now_ms() + policy->read_after_ms;
  client->close_at_ms = policy->close_after_ms == MOMENT_NEVER
                            ? MOMENT_NEVER
                            : moment_now_ms() + policy->close_after_ms;
  client->next = service->clients;
  service->clients = client;
  service->client_count++;
  if (service->on_open)
    service->on_open(client);
  if (!policy->threads)
    workload_sleep_ms(policy->accept_cost_ms);
  else if (workload_task(service->w, "client", client_task, client) < 0)
    drop(client, -ENOMEM);
}

static bool may_accept(const struct tcp_service *service) {
  return service->listener >= 0 &&
         service->client_count < service->policy.max_clients &&
         service->accept_from_ms <= moment_now_ms();
}

/* --- the link
 * ------------------------------------------------------------------ */

/* Close every client once the link has been down for so long. */
static void look_at_link(struct tcp_service *service) {
  int64_t limit_ms = service->policy.close_when_link_down_for_ms;
  if (limit_ms == MOMENT_NEVER)
    return;
  if (workload_link_up())
    service->link_down_since_ms = MOMENT_NEVER;
  else if (service->link_down_since_ms == MOMENT_NEVER)
    service->link_down_since_ms = moment_now_ms();
  if (service->link_down_since_ms == MOMENT_NEVER ||
      moment_now_ms() - service->link_down_since_ms < limit_ms)
    return;
  for (struct tcp_service_client *c = service->clients; c; c = c->next)
    c->close_at_ms = 0;
}

/* --- the loop
 * ------------------------------------------------------------------ */

static int64_t next_due(const struct tcp_service *service) {
  int64_t due_ms = service->due_stop_ms;
  if (service->listener >= 0 && service->accept_from_ms > moment_now_ms())
    due_ms = moment_earlier(due_ms, service->accept_from_ms);
  if (service->policy.close_when_link_down_for_ms != MOMENT_NEVER)
    due_ms = moment_earlier(due_ms, moment_now_ms() + LINK_LOOK_EVERY_MS);
  /* A task that drops its client frees a place that nobody tells us of. */
  if (service->policy.threads &&
      service->client_count >= service->policy.max_clients)
    due_ms = moment_earlier(due_ms, moment_now_ms() + LINK_LOOK_EVERY_MS);
  for (const struct tcp_service_client *c = service->clients;
       c && !service->policy.threads; c = c->next)
    due_ms = moment_earlier(due_ms, due_of(c));
  return due_ms;
}

static void serve_clients(struct tcp_service *service,
                          const struct watch *watch) {
  struct tcp_service_client *next;
  for (struct tcp_service_client *c = service->clients; c; c = next) {
    next = c->next;
    serve_client(c, watch_can_read(watch, c->fd));
  }
}

static void serve_round(struct tcp_service *service) {
  struct watch watch;
  bool selects = !service->policy.threads;
  watch_init(&watch);
  if (may_accept(service))
    watch_read(&watch, service->listener);
  for (struct tcp_service_client *c = service->clients; c && selects;
       c = c->next)
    watch_client(&watch, c);
  if (watch_wait(&watch, next_due(service)) < 0 || workload_leaving())
    return;
  look_at_link(service);
  if (selects)
    serve_clients(service, &watch);
  if (may_accept(service) && watch_can_read(&watch, service->listener))
    accept_client(service);
}

/* Whether there is anything to wait for. */
static bool is_alive(const struct tcp_service *service) {
  return service->listener >= 0 || service->clients ||
         service->due_stop_ms != MOMENT_NEVER;
}

/* Open the listener, again and again if that is the policy. Returns false when
 * the service has given up. */
static bool open_listener(struct tcp_service *service) {
  while (tcp_service_open(service) < 0) {
    if (service->policy.restart_every_ms == MOMENT_NEVER)
      return false;
    workload_sleep_ms((uint32_t)service->policy.restart_every_ms);
    if (workload_leaving())
      return false;
  }
  service->accept_from_ms = service->policy.accept_after_ms;
  return true;
}

/* End everything; returns whether it is to start again, after its pause. */
static bool stop(struct tcp_service *service) {
  const struct tcp_service_policy *policy = &service->policy;
  for (struct tcp_service_client *c = service->clients; c && policy->threads;
       c = c->next)
    c->close_at_ms = 0; /* its task does it */
  if (!policy->threads)
    drop_all(service);
  close_listener(service);
  workload_log(service->w, 'I', workload_name(service->w), "stopped");
  workload_state(service->w, WORKLOAD_STOPPED);
  service->due_stop_ms = MOMENT_NEVER;
  if (policy->restart_after_ms == MOMENT_NEVER)
    return false;
  workload_sleep_ms((uint32_t)policy->restart_after_ms);
  return !workload_leaving();
}

void tcp_service_run(struct tcp_service *service) {
  service->listener = -1;
  service->link_down_since_ms = MOMENT_NEVER;
  service->due_stop_ms = service->policy.stop_at_ms;
  bool again = true;
  while (again) {
    if (!open_listener(service)) {
      if (!workload_leaving())
        workload_state(service->w, WORKLOAD_FAILED);
      return;
    }
    workload_state(service->w, WORKLOAD_RUNNING);
    while (is_alive(service) && !workload_leaving() &&
           service->due_stop_ms > moment_now_ms())
      serve_round(service);
    again = !workload_leaving() && service->due_stop_ms != MOMENT_NEVER &&
            stop(service);
  }
  if (!service->policy.threads)
    drop_all(service);
  close_listener(service);
}
