/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the C library's clock, random numbers, copies of texts and
 * ends. Time since boot, as on a device that was never told what time it is. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "shims/shims.h"

/* ---- memory ---- */

char *shim_strndup(const char *text, size_t max);
char *shim_strndup(const char *text, size_t max) {
  size_t len = strnlen(text, max);
  char *copy = workload_malloc(len + 1);
  if (copy == NULL)
    return NULL;
  memcpy(copy, text, len);
  copy[len] = '\0';
  return copy;
}

char *shim_strdup(const char *text);
char *shim_strdup(const char *text) {
  return shim_strndup(text, strlen(text));
}

int shim_vasprintf(char **ret_text, const char *format, va_list arguments);
int shim_vasprintf(char **ret_text, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int len = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *text = len < 0 ? NULL : workload_malloc((size_t)len + 1);
  if (text == NULL)
    return -1;
  *ret_text = text;
  return vsnprintf(text, (size_t)len + 1, format, arguments);
}

int shim_asprintf(char **ret_text, const char *format, ...);
int shim_asprintf(char **ret_text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int len = shim_vasprintf(ret_text, format, arguments);
  va_end(arguments);
  return len;
}

/* ---- time ---- */

time_t shim_time(time_t *ret_s);
time_t shim_time(time_t *ret_s) {
  shim_work();
  time_t s = (time_t)(shim_uptime_ns() / NS_PER_S);
  if (ret_s != NULL)
    *ret_s = s;
  return s;
}

int shim_gettimeofday(struct timeval *ret_now, void *zone);
int shim_gettimeofday(struct timeval *ret_now, void *zone) {
  (void)zone;
  shim_work();
  int64_t ns = shim_uptime_ns();
  *ret_now = (struct timeval){.tv_sec = ns / NS_PER_S,
                              .tv_usec = ns % NS_PER_S / NS_PER_US};
  return 0;
}

int shim_settimeofday(const struct timeval *now, const void *zone);
int shim_settimeofday(const struct timeval *now, const void *zone) {
  (void)now;
  (void)zone;
  return 0;
}

int shim_clock_gettime(clockid_t clock, struct timespec *ret_now);
int shim_clock_gettime(clockid_t clock, struct timespec *ret_now) {
  (void)clock;
  shim_work();
  int64_t ns = shim_uptime_ns();
  *ret_now =
      (struct timespec){.tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S};
  return 0;
}

clock_t shim_clock(void);
clock_t shim_clock(void) {
  shim_work();
  return (clock_t)(shim_uptime_ns() / NS_PER_US);
}

static void pause_ns(int64_t ns) {
  shim_work();
  port_sleep_until(shim_now_ns() + ns);
}

unsigned shim_sleep(unsigned s);
unsigned shim_sleep(unsigned s) {
  pause_ns(s * NS_PER_S);
  return 0;
}

int shim_usleep(unsigned us);
int shim_usleep(unsigned us) {
  pause_ns(us * NS_PER_US);
  return 0;
}

int shim_nanosleep(const struct timespec *time, struct timespec *ret_left);
int shim_nanosleep(const struct timespec *time, struct timespec *ret_left) {
  (void)ret_left;
  pause_ns(time->tv_sec * NS_PER_S + time->tv_nsec);
  return 0;
}

void esp_rom_delay_us(uint32_t us);
void esp_rom_delay_us(uint32_t us) {
  pause_ns(us * NS_PER_US);
}

void ets_delay_us(uint32_t us);
void ets_delay_us(uint32_t us) {
  pause_ns(us * NS_PER_US);
}

void shim_tzset(void);
void shim_tzset(void) {
}

char *shim_getenv(const char *name);
char *shim_getenv(const char *name) {
  (void)name;
  return NULL;
}

int shim_setenv(const char *name, const char *value, int replace);
int shim_setenv(const char *name, const char *value, int replace) {
  (void)name;
  (void)value;
  (void)replace;
  return 0;
}

int shim_putenv(char *text);
int shim_putenv(char *text) {
  (void)text;
  return 0;
}

/* ---- random numbers: the same each time, as newlib's are ---- */

void shim_srand(unsigned seed);
void shim_srand(unsigned seed) {
  shim_app()->random_state = seed;
}

int shim_rand(void);
int shim_rand(void) {
  struct shim_app *app = shim_app();
  app->random_state =
      app->random_state * UINT64_C(6364136223846793005) + 1442695040888963407;
  return (int)(app->random_state >> 33);
}

void shim_srandom(unsigned seed);
void shim_srandom(unsigned seed) {
  shim_srand(seed);
}

long shim_random(void);
long shim_random(void) {
  return shim_rand();
}

/* ---- the end ---- */

__attribute__((noreturn)) void shim_abort(void);
void shim_abort(void) {
  shim_panic(NULL, 0, "abort was called");
}

__attribute__((noreturn)) void shim_exit(int status);
void shim_exit(int status) {
  shim_panic(NULL, 0, "exit was called with %d", status);
}

__attribute__((noreturn)) void shim_assert_fail(const char *text,
                                                const char *file, unsigned line,
                                                const char *function);
void shim_assert_fail(const char *text, const char *file, unsigned line,
                      const char *function) {
  shim_panic(file, (int)line, "assertion '%s' failed in %s", text, function);
}

int shim_atexit(void (*call)(void));
int shim_atexit(void (*call)(void)) {
  (void)call;
  return 0;
}

int shim_cxa_atexit(void (*call)(void *), void *argument, void *library);
int shim_cxa_atexit(void (*call)(void *), void *argument, void *library) {
  (void)call;
  (void)argument;
  (void)library;
  return 0;
}
