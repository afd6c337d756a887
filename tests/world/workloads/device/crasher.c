/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: listens on port 5000, and a second later comes to the end that
 * value asks for. */
#include <assert.h>

#include "sockfit/workload.h"

static volatile int zero;
static volatile int flag;
static int *volatile nowhere;
static void (*volatile no_function)(void);

struct header {
  char padding[40];
  int length;
};

__attribute__((noinline)) static void write_null(void) {
  *nowhere = 1;
}

__attribute__((noinline)) static void read_member_of_null(void) {
  flag = ((volatile struct header *)nowhere)->length;
}

__attribute__((noinline)) static void call_null(void) {
  no_function();
  flag = 1;
}

__attribute__((noinline)) static void copy_to_null(void) {
  memset(nowhere, 1, 100 + (size_t)zero);
  flag = 1;
}

__attribute__((noinline)) static void divide(void) {
  flag = 7 / zero;
}

__attribute__((noinline)) static int recurse(int depth) {
  volatile char buffer[200];
  buffer[depth % 200] = (char)depth;
  return recurse(depth + 1) + buffer[(depth + 1) % 200];
}

__attribute__((noinline)) static void use_large_array(void) {
  volatile char array[200000];
  for (size_t i = sizeof(array); i > 0; i -= 1000)
    array[i - 1] = 1;
}

__attribute__((noinline)) static void loop_for_ever(void) {
  while (flag == 0)
    ;
}

__attribute__((noinline)) static void work(int much) {
  for (int i = 0; i < much && flag == 0; i++)
    ;
}

__attribute__((noinline)) static void loop_with_calls(void) {
  while (flag == 0) {
    for (volatile int i = 0; i < 1000; i++)
      ;
    work(1000);
  }
}

__attribute__((noinline)) static void wait_busily(void) {
  int64_t until_ns = workload_now_ns() + 1000000;
  while (workload_now_ns() < until_ns)
    ;
}

__attribute__((noinline)) static char *make(void) {
  return malloc(100);
}

__attribute__((noinline)) static void drop(char *memory) {
  free(memory);
}

__attribute__((noinline)) static void use_after_free(void) {
  char *volatile memory = make();
  drop(memory);
  memory[10] = 1;
}

__attribute__((noinline)) static void bind_twice(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bind(fd, (struct sockaddr *)&address, sizeof(address));
  bind(fd, (struct sockaddr *)&address, sizeof(address));
  bind(fd, (struct sockaddr *)&address, sizeof(address));
}

static void wait_for_ever(void *arg) {
  recv(*(int *)arg, &(char){0}, 1, 0);
}

/* Two tasks, each of which would have to be woken by the other. */
__attribute__((noinline)) static void deadlock(const struct workload *w) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5)};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  bind(fd, (struct sockaddr *)&address, sizeof(address));
  workload_task(w, "waiter", wait_for_ever, &fd);
  wait_for_ever(&fd);
}

static void end(const struct workload *w, int64_t how) {
  switch (how) {
  case 1:
    write_null();
    break;
  case 2:
    read_member_of_null();
    break;
  case 3:
    call_null();
    break;
  case 4:
    copy_to_null();
    break;
  case 5:
    divide();
    break;
  case 6:
    __builtin_trap();
  case 7:
    abort();
  case 8:
    assert(flag == 5);
    break;
  case 9:
    exit(3);
  case 10:
    recurse(0);
    break;
  case 11:
    use_large_array();
    break;
  case 12:
    LWIP_ASSERT("never", flag == 5);
    break;
  case 13:
    loop_for_ever();
    break;
  case 14:
    loop_with_calls();
    break;
  case 15:
    wait_busily();
    break;
  case 16:
    bind_twice();
    break;
  case 17:
    deadlock(w);
    break;
  case 18:
    use_after_free();
    break;
  case 19:
    while (accept(-1, NULL, NULL) < 0)
      ;
  }
}

void crasher_main(const struct workload *w);
void crasher_main(const struct workload *w) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5001)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bind(fd, (struct sockaddr *)&address, sizeof(address));
  listen(fd, 1);
  workload_state(w, WORKLOAD_RUNNING);
  workload_sleep_ms(1000);
  end(w, workload_number(w, "value"));
  workload_log(w, 'I', "crasher", "still here");
}
