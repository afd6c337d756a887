/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: CONFIG_ names of Zephyr's Kconfig for the user's own source. See
 * program_own.h. */
#include "image/program_own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"

#define CONFIG_MAX_OCTETS (1u << 20)
#define NAME_LETTERS                                                           \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* One line without its end; false: it is no setting. */
static bool add_setting(const char *line, size_t len, struct text *flags) {
  while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\r'))
    len--;
  if (len == 0 || *line == '#')
    return true;
  size_t name = strspn(line, NAME_LETTERS);
  if (strncmp(line, "CONFIG_", 7) != 0 || name >= len || line[name] != '=')
    return false;
  const char *value = line + name + 1;
  size_t octets = len - name - 1;
  bool is_text = octets >= 2 && *value == '"' && value[octets - 1] == '"';
  bool is_number =
      octets > 0 && strspn(value, "-+xX0123456789abcdefABCDEF") >= octets;
  if (octets == 1 && *value == 'n')
    return true;
  if (octets == 1 && *value == 'y') {
    value = "1";
  } else if (!is_text && !is_number) {
    return false;
  }
  text_add(flags, "-D%.*s=%.*s\n", (int)name, line, (int)octets, value);
  return true;
}

static int add_settings(const char *path, const char *data,
                        const struct image_program *program, struct text *flags,
                        struct diag *diag) {
  const char *at = data, *line;
  size_t len;
  for (int number = 1; *at != '\0'; number++) {
    line = at;
    len = strcspn(at, "\n");
    at += len + (at[len] == '\n');
    if (add_setting(line, len, flags))
      continue;
    diag_add(diag, DIAG_ERROR, &program->place,
             "consumer '%s': %s:%d: '%.*s' is no setting of Kconfig: expected "
             "CONFIG_NAME=y, =n, a number or a text in quotes",
             program->consumer, path, number, (int)(len > 60 ? 60 : len), line);
    return -EINVAL;
  }
  return 0;
}

int program_config(const struct image_program *program, struct text *flags,
                   struct diag *diag) {
  if (program->config == NULL)
    return 0;
  char *data = NULL;
  size_t len;
  char *path =
      program_path_of(program, program->config, strlen(program->config));
  int status =
      path == NULL ? -ENOMEM : files_read(path, CONFIG_MAX_OCTETS, &data, &len);
  if (status == 0)
    status = add_settings(path, data, program, flags, diag);
  else if (status != -ENOMEM) {
    diag_add(diag, DIAG_ERROR, &program->place,
             "consumer '%s': cannot read config %s: %s (it is looked for "
             "beside the scenario)",
             program->consumer, path, strerror(-status));
    status = -EINVAL;
  }
  free(data);
  free(path);
  return status;
}
