/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the device's console: printf and its kin, and esp_log.h.
 * Every line is an event of the consumer that printed it. */
#include "esp_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "shims/shims.h"

static void emit(const char *text) {
  struct image_event event = {.kind = IMAGE_WORKLOAD_LOG,
                              .owner = port_owner(),
                              .slot = -1,
                              .call = -1,
                              .text = text};
  port_task_end_if_over();
  port_services->event(port_services->host, &event);
}

static void end_line(struct shim_app *app) {
  app->line[app->line_len] = '\0';
  app->line_len = 0;
  emit(app->line);
}

void shim_print(const char *text, size_t len) {
  struct shim_app *app = shim_app();
  for (size_t i = 0; i < len; i++) {
    if (text[i] == '\n' || app->line_len == sizeof(app->line) - 1)
      end_line(app);
    if (text[i] != '\n' && text[i] != '\r' && text[i] != '\0')
      app->line[app->line_len++] = text[i];
  }
}

void shim_vprint(const char *format, va_list arguments) {
  char text[4 * SHIM_LINE_OCTETS];
  int len = vsnprintf(text, sizeof(text), format, arguments);
  if (len >= (int)sizeof(text))
    len = sizeof(text) - 1;
  if (len > 0)
    shim_print(text, (size_t)len);
}

/* ---- stdio.h ---- */

int shim_vprintf(const char *format, va_list arguments);
int shim_vprintf(const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int len = vsnprintf(NULL, 0, format, again);
  va_end(again);
  shim_vprint(format, arguments);
  return len;
}

int shim_printf(const char *format, ...);
int shim_printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int len = shim_vprintf(format, arguments);
  va_end(arguments);
  return len;
}

int shim_vfprintf(FILE *file, const char *format, va_list arguments);
int shim_vfprintf(FILE *file, const char *format, va_list arguments) {
  if (file == stdout || file == stderr)
    return shim_vprintf(format, arguments);
  return vfprintf(file, format, arguments);
}

int shim_fprintf(FILE *file, const char *format, ...);
int shim_fprintf(FILE *file, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int len = shim_vfprintf(file, format, arguments);
  va_end(arguments);
  return len;
}

int shim_puts(const char *text);
int shim_puts(const char *text) {
  shim_print(text, strlen(text));
  shim_print("\n", 1);
  return 0;
}

int shim_putchar(int octet);
int shim_putchar(int octet) {
  shim_print(&(char){(char)octet}, 1);
  return octet;
}

size_t shim_fwrite(const void *data, size_t size, size_t count, FILE *file);
size_t shim_fwrite(const void *data, size_t size, size_t count, FILE *file) {
  if (file != stdout && file != stderr)
    return fwrite(data, size, count, file);
  shim_print(data, size * count);
  return count;
}

int shim_fputs(const char *text, FILE *file);
int shim_fputs(const char *text, FILE *file) {
  shim_fwrite(text, 1, strlen(text), file);
  return 0;
}

int shim_fputc(int octet, FILE *file);
int shim_fputc(int octet, FILE *file) {
  shim_fwrite(&(char){(char)octet}, 1, 1, file);
  return octet;
}

int shim_fflush(FILE *file);
int shim_fflush(FILE *file) {
  return file == NULL || file == stdout || file == stderr ? 0 : fflush(file);
}

int ets_printf(const char *format, ...);
int ets_printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int len = shim_vprintf(format, arguments);
  va_end(arguments);
  return len;
}

/* ---- esp_log.h ---- */

static int level_of(const struct shim_app *app, const char *tag) {
  for (size_t i = 0; i < app->level_count; i++)
    if (strncmp(app->levels[i].tag, tag, sizeof(app->levels[i].tag) - 1) == 0)
      return app->levels[i].level;
  return app->level;
}

void esp_log_level_set(const char *tag, esp_log_level_t level) {
  struct shim_app *app = shim_app();
  if (strcmp(tag, "*") == 0) {
    app->level = level;
    app->level_count = 0;
    return;
  }
  size_t i = 0;
  while (i < app->level_count && strcmp(app->levels[i].tag, tag) != 0)
    i++;
  if (i == SHIM_LEVELS_MAX)
    return;
  snprintf(app->levels[i].tag, sizeof(app->levels[i].tag), "%s", tag);
  app->levels[i].level = level;
  app->level_count += i == app->level_count;
}

esp_log_level_t esp_log_level_get(const char *tag) {
  return (esp_log_level_t)level_of(shim_app(), tag);
}

uint32_t esp_log_timestamp(void) {
  return (uint32_t)(shim_uptime_ns() / NS_PER_MS);
}

uint32_t esp_log_early_timestamp(void) {
  return esp_log_timestamp();
}

void esp_log_writev(esp_log_level_t level, const char *tag, const char *format,
                    va_list arguments) {
  if ((int)level <= level_of(shim_app(), tag))
    shim_vprint(format, arguments);
}

void esp_log_write(esp_log_level_t level, const char *tag, const char *format,
                   ...) {
  va_list arguments;
  va_start(arguments, format);
  esp_log_writev(level, tag, format, arguments);
  va_end(arguments);
}

void shim_log(esp_log_level_t level, const char *tag, const char *format, ...) {
  char text[SHIM_LINE_OCTETS];
  struct shim_app *app = shim_app();
  if ((int)level > level_of(app, tag))
    return;
  if (app->line_len > 0) /* a line that was begun by printf */
    end_line(app);
  int used =
      snprintf(text, sizeof(text), "%c (%" PRIu32 ") %s: ", "NEWIDV"[level],
               esp_log_timestamp(), tag);
  va_list arguments;
  va_start(arguments, format);
  if ((size_t)used < sizeof(text))
    vsnprintf(text + used, sizeof(text) - (size_t)used, format, arguments);
  va_end(arguments);
  emit(text);
}

void esp_log_buffer_hex_internal(const char *tag, const void *data,
                                 uint16_t octets, esp_log_level_t level) {
  const uint8_t *at = data;
  for (size_t i = 0; i < octets; i += 16) {
    char line[64];
    size_t len = 0;
    for (size_t k = i; k < octets && k < i + 16; k++)
      len += (size_t)snprintf(line + len, sizeof(line) - len, "%02x ", at[k]);
    shim_log(level, tag, "%s", line);
  }
}
