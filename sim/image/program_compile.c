/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the user's own source: how it is compiled, and what
 * its objects depend on. See program.h. */
#include "image/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "image/make_rule.h"
#include "image/program_own.h"
#include "limits/options.h"

#define FILE_MAX_OCTETS (16u << 20)

static void own_flags(const struct source *source, struct text *flags) {
  const struct image_program *program = source->program;
  const char *at = program->include, *line;
  size_t len;
  while ((line = program_next_line(&at, &len)) != NULL) {
    char *path = program_path_of(program, line, len);
    text_add(flags, "-I\n%s\n", path == NULL ? "" : path);
    free(path);
  }
  struct diag told = {0}; /* by program_sources already */
  program_config(program, flags, &told);
  diag_done(&told);
  at = program->defines;
  while ((line = program_next_line(&at, &len)) != NULL)
    text_add(flags, "-D%.*s\n", (int)len, line);
  text_add(flags,
           "-gdwarf-4\n-fno-omit-frame-pointer\n-U_FORTIFY_SOURCE\n-MMD\n"
           "-fmacro-prefix-map=%s/=\n",
           program->folder);
  if (program_file_is_cxx(source->path))
    text_add(flags, "-std=gnu++20\n-D_GLIBCXX_EXTERN_TEMPLATE=0\n-x\nc++\n");
  else
    text_add(flags, "-std=gnu17\n-Werror=implicit-function-declaration\n");
}

void program_flags(const struct image_places *places,
                   const struct source *source, struct text *flags) {
  if (source->program != NULL)
    own_flags(source, flags);
  bool zephyr = source->program != NULL && source->program->config != NULL;
  text_add(flags, "-D%s=1\n-I\n%s/shims/include\n",
           zephyr ? "__ZEPHYR__" : "ESP_PLATFORM", places->port);
}

void program_kconfig(const struct limits *limits, struct text *text) {
  size_t count;
  const struct option_spec *options = options_all(&count);
  for (size_t i = 0; i < count; i++) {
    const struct option_spec *option = &options[i];
    if (option->kconfig == NULL ||
        strncmp(option->kconfig, "CONFIG_", 7) != 0 ||
        limits_find(limits, option->name) == NULL)
      continue;
    bool is_switch = option->min == 0 && option->max == 1;
    if (is_switch)
      text_add(text, "#if %s\n#define %s 1\n#endif\n", option->name,
               option->kconfig);
    else
      text_add(text, "#define %s %s\n", option->kconfig, option->name);
  }
}

/* ---- what an object depends on ---- */

static int file_digest(const char *path, char ret_hex[DIGEST_HEX_SIZE]) {
  char *data;
  size_t len;
  int status = files_read(path, FILE_MAX_OCTETS, &data, &len);
  if (status != 0)
    return status;
  struct digest *digest = digest_new();
  if (digest != NULL) {
    digest_add(digest, data, len);
    digest_hex(digest, ret_hex);
    digest_free(digest);
  }
  free(data);
  return digest == NULL ? -ENOMEM : 0;
}

bool program_use_agrees(char *use) {
  char hex[DIGEST_HEX_SIZE];
  char *equals = strrchr(use, '=');
  if (equals == NULL)
    return false;
  *equals = '\0';
  return file_digest(use, hex) == 0 && strcmp(hex, equals + 1) == 0;
}

int program_uses(const struct object *object, struct text *uses) {
  char *list = text_format("%.*s.d", (int)strlen(object->output) - 2,
                           object->output); /* NAME.o, NAME.d */
  char *rule = NULL, *path;
  size_t len;
  int status =
      list == NULL ? -ENOMEM : files_read(list, FILE_MAX_OCTETS, &rule, &len);
  char *at = status == 0 ? strchr(rule, ':') : NULL;
  at = at == NULL ? NULL : at + 1;
  while (status == 0 && at != NULL && (path = make_rule_next(&at)) != NULL) {
    char hex[DIGEST_HEX_SIZE];
    if (strcmp(path, object->wrapper) == 0)
      continue;
    status = file_digest(path, hex);
    text_add(uses, "\t@%s=%s", path, hex);
  }
  free(rule);
  free(list);
  return status;
}
