/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the source that every image gets of its own. See registry.h. */
#include "image/registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"

static void add_kinds(struct text *text, const struct image_request *request) {
  for (size_t i = 0; i < request->kind_count; i++)
    text_add(text, "void %s_main(const struct workload *w);\n",
             request->kinds[i]);
  text_add(text, "const struct port_kind port_kinds[] = {\n");
  for (size_t i = 0; i < request->kind_count; i++)
    text_add(text, "  {\"%s\", %s_main},\n", request->kinds[i],
             request->kinds[i]);
  text_add(text, "  {0, 0}};\n");
  text_add(text, "const size_t port_kind_count = %zu;\n", request->kind_count);
}

/* CONFIG_FREERTOS_HZ, as the defines have it; ESP-IDF's own is 100. */
static long tick_hz(const char *defines) {
  static const char name[] = "CONFIG_FREERTOS_HZ=";
  const char *found = defines == NULL ? NULL : strstr(defines, name);
  long hz = found == NULL ? 0 : strtol(found + sizeof(name) - 1, NULL, 10);
  return hz > 0 && hz <= 1000 ? hz : 100;
}

/* The entries of the consumers that are the user's own source. */
static void add_programs(struct text *text,
                         const struct image_request *request) {
  text_add(text, "#define THREADS __attribute__((weak, "
                 "visibility(\"hidden\")))\n");
  for (size_t i = 0; i < request->program_count; i++)
    text_add(text,
             "void port_program_%zu(void *arg);\n"
             "extern void *__start_sockfit_threads_%zu[] THREADS;\n"
             "extern void *__stop_sockfit_threads_%zu[] THREADS;\n",
             i, i, i);
  text_add(text, "const struct port_program port_programs[] = {\n");
  for (size_t i = 0; i < request->program_count; i++)
    text_add(text,
             "  {\"%s\", %ld, port_program_%zu, __start_sockfit_threads_%zu, "
             "__stop_sockfit_threads_%zu},\n",
             request->programs[i].consumer,
             tick_hz(request->programs[i].defines), i, i, i);
  text_add(text, "  {0, 0, 0, 0, 0}};\n");
}

static void add_limits(struct text *text, const struct limits *limits) {
  text_add(text, "const struct image_limit port_limits[] = {\n");
  for (size_t i = 0; i < limits->option_count; i++)
    text_add(text, "  {\"%s\", (int64_t)(%s)},\n", limits->options[i].name,
             limits->options[i].name);
  text_add(text, "  {0, 0}};\n");
}

int registry_write(const struct image_places *places,
                   const struct image_request *request, const char *path) {
  struct text text = {0};
  text_add(&text, "/* Made by the image stage. */\n"
                  "#include \"lwip/opt.h\"\n"
                  "#include \"netif/ppp/ppp_opts.h\"\n" /* for timeout counts */
                  "#include \"port.h\"\n");
  text_add(&text, "const char port_lwip_version[] = \"%s\";\n",
           places->tree.name);
  add_kinds(&text, request);
  if (request->program_count > 0)
    add_programs(&text, request);
  add_limits(&text, request->limits);
  int status =
      text.failed ? -ENOMEM : files_write_whole(path, text.data, text.len);
  text_done(&text);
  return status;
}
