/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: objects into a shared object. See build_own.h. */
#include "image/build_own.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "image/program.h"

void build_quote_error(struct diag *diag, const char *what, const char *marker,
                       const char *error_text) {
  const char *error = strstr(error_text, marker);
  const char *from = error == NULL ? error_text : error;
  while (from > error_text && from[-1] != '\n')
    from--;
  size_t len = 0, lines = 0;
  while (from[len] != '\0' && lines < 6) {
    if (from[len++] == '\n')
      lines++;
  }
  diag_add(diag, DIAG_ERROR, NULL, "%s:\n%.*s", what, (int)len, from);
}

/* The words of flags, which is cut up. */
static void split_words(char *flags, char **ret_words) {
  size_t count = 0;
  char *word;
  while ((word = strsep(&flags, " ")) != NULL) {
    if (*word != '\0')
      ret_words[count++] = word;
  }
}

/* What the sources were compiled with comes last: a sanitizer wants to be named
 * at the link as well, and may need another say on symbols. */
static int run_linker(struct build *build, char *output) {
  const char *const *extra = sources_link_arguments(build->request);
  /* AddressSanitizer's functions come from the process. */
  bool asan = build->compilation.places->asan;
  char *fixed[] = {build->compiler,
                   "-shared",
                   "-Wl,-Bsymbolic",
                   asan ? "-Wl,-z,undefs" : "-Wl,-z,defs",
                   "-o",
                   output};
  size_t count = sizeof(fixed) / sizeof(fixed[0]), extra_count = 0;
  while (extra[extra_count] != NULL)
    extra_count++;
  char *flags = strdup(build->compilation.extra_flags);
  size_t flags_max = flags == NULL ? 0 : strlen(flags) / 2 + 1;
  struct text own = {0};
  program_link_arguments(build->request, &own);
  char **argv = calloc(count + build->object_count + extra_count + flags_max +
                           build->request->program_count + own.len + 1,
                       sizeof(*argv));
  if (flags == NULL || argv == NULL) {
    free(flags);
    free(argv);
    text_done(&own);
    return -ENOMEM;
  }
  memcpy(argv, fixed, sizeof(fixed));
  for (size_t i = 0; i < build->object_count; i++)
    argv[count++] = build->objects[i].path;
  for (size_t i = 0; i < build->request->program_count; i++)
    argv[count++] = build->joined[i];
  for (size_t i = 0; i < extra_count; i++)
    argv[count++] = (char *)extra[i];
  for (char *rest = own.data, *word; (word = strsep(&rest, "\n")) != NULL;)
    if (*word != '\0')
      argv[count++] = word;
  split_words(flags, argv + count);
  struct command command = {.argv = argv};
  int status = loop_run_commands(build->loop, &command, 1);
  if (status == -ECHILD && build->request->program_count > 0) {
    program_tell_link(build->request, command.error_text, build->diag);
    status = -EINVAL;
  } else if (status == -ECHILD)
    build_quote_error(build->diag, "the image does not link", "",
                      command.error_text);
  free(command.error_text);
  free(flags);
  free(argv);
  text_done(&own);
  return status;
}

int build_link(struct build *build, const char *image_path) {
  char *output = text_format("%s/image.so", build->scratch);
  int status = output == NULL ? -ENOMEM : run_linker(build, output);
  if (status == 0 && rename(output, image_path) != 0) {
    status = -errno;
    diag_add(build->diag, DIAG_ERROR, NULL, "cannot keep the image %s: %s",
             image_path, strerror(-status));
  }
  free(output);
  return status;
}
