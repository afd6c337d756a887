/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: an lwipopts.h as a scenario of limits. Its values may be any
 * expression, and lwIP's opt.h may make others of them, so the compiler
 * calculates: a table of constants that include both is compiled to assembly,
 * and the numbers are read from there. Nothing of it is run. Touches a folder
 * of its own below the system's for temporary files, and the compiler. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/compiler.h"
#include "import/finish.h"
#include "import/header_fence.h"
#include "limits/options.h"
#include "scenario/source.h"

#define TABLE "sockfit_values"
/* Added to every value: a compiler writes no .zero for it. */
#define OFFSET (INT64_C(1) << 40)
#define ABSENT (INT64_C(1) << 41)
#define ASSEMBLY_MAX (1 << 20)
#define TABLE_MAX 200

/* Which of a profile's rules they decide on. */
static const char *const switches[] = {"NO_SYS", "MEMP_MEM_MALLOC"};
#define SWITCH_COUNT (sizeof(switches) / sizeof(switches[0]))

struct probe {
  const char *path;
  char *folder;
  const char *header;       /* absolute path of the user's, or an empty one */
  char *source;             /* path of the table */
  char *assembly;           /* and of what it becomes */
  int64_t table[TABLE_MAX]; /* for each name: given, value */
  size_t count;             /* of numbers */
};

/* The table's names: the switches, then every option. */
static const char *name_of(size_t index) {
  size_t count;
  const struct option_spec *options = options_all(&count);
  if (index < SWITCH_COUNT)
    return switches[index];
  index -= SWITCH_COUNT;
  return index < count ? options[index].name : NULL;
}

/* For each name whether the user's header gives it, and its value, which opt.h
 * may have made of something else that the header gives. */
static void add_table(struct text *text, const char *header) {
  text_add(text, "#include \"%s\"\n", header);
  for (size_t i = 0; name_of(i) != NULL; i++)
    text_add(text,
             "#ifdef %s\n#define GIVEN_%zu 1\n#else\n#define GIVEN_%zu 0\n"
             "#endif\n",
             name_of(i), i, i);
  /* opt.h counts with it and leaves it to another header. */
  text_add(text, "#ifndef PPP_NUM_TIMEOUTS\n#define PPP_NUM_TIMEOUTS 0\n"
                 "#endif\n");
  text_add(text, "#include \"lwip/opt.h\"\nconst long long " TABLE "[] = {\n");
  for (size_t i = 0; name_of(i) != NULL; i++)
    text_add(text,
             "GIVEN_%zu + %" PRId64 "LL,\n#ifdef %s\n(long long)(%s) + %" PRId64
             "LL,\n#else\n%" PRId64 "LL,\n#endif\n",
             i, OFFSET, name_of(i), name_of(i), OFFSET, ABSENT);
  text_add(text, "};\n");
}

static int write_table(struct probe *probe) {
  struct text text = {0};
  add_table(&text, probe->header);
  int r = text.failed ? -ENOMEM
                      : files_write_whole(probe->source, text.data, text.len);
  text_done(&text);
  if (r < 0)
    return r;
  /* opt.h asks for a file of this name. */
  char *options = text_format("%s/lwipopts.h", probe->folder);
  char *content = text_format("#include \"%s\"\n", probe->header);
  r = options && content ? files_write_whole(options, content, strlen(content))
                         : -ENOMEM;
  free(options);
  free(content);
  return r;
}

/* A header that is made to explode must not take the machine with it: a second
 * and 200 MB. Of the octets a compiler's own data are counted, which it has
 * besides its program, and address space, of which clang takes some hundred
 * million for anything. A compiler that stands still is given up. */
#define CPU_SECONDS_MAX "1"
#define DATA_KILOBYTES_MAX "100000"
#define SPACE_KILOBYTES_MAX "1000000"
#define WALL_SECONDS_MAX 10
#define BOUNDED                                                                \
  "ulimit -t " CPU_SECONDS_MAX "; ulimit -d " DATA_KILOBYTES_MAX               \
  "; ulimit -v " SPACE_KILOBYTES_MAX "; exec \"$@\""

/* The compiler's words name the user's file, line and column. */
static void tell(const struct probe *probe, const struct command *command,
                 struct diag *diag) {
  struct place place = {.file = probe->path, .line = 1, .column = 1};
  if (command->is_overdue)
    diag_add(diag, DIAG_ERROR, &place,
             "the compiler that was to calculate it has not ended after %d s",
             WALL_SECONDS_MAX);
  else
    diag_add(diag, DIAG_ERROR, &place,
             "cannot be compiled against lwIP (with " CPU_SECONDS_MAX
             " s of processor time and 100 MB):\n%.2000s",
             command->error_text ? command->error_text : "");
}

/* Run the compiler on the table with these words in front, of which the last is
 * followed by a path. Returns 0; -ECHILD; as loop_run_commands. The caller
 * frees command->error_text. */
static int run_compiler(const struct probe *probe, const char *compiler,
                        const struct image_places *places, struct loop *loop,
                        char *const words[3], struct command *command) {
  char *lwip = text_format("-I%s/src/include", places->lwip);
  char *port = text_format("-I%s/include", places->port);
  char *own = text_format("-I%s", probe->folder);
  char *const argv[] = {
      "sh", "-c",         BOUNDED,  "sh",     (char *)compiler,
      "-w", "-std=gnu11", "-O0",    own,      lwip,
      port, words[0],     words[1], words[2], probe->source,
      NULL};
  *command = (struct command){.argv = argv, .seconds_max = WALL_SECONDS_MAX};
  int r = lwip && port && own ? loop_run_commands(loop, command, 1) : -ENOMEM;
  command->argv = NULL; /* it lives no longer than this block */
  free(lwip);
  free(port);
  free(own);
  return r;
}

/* What is included is known before a word of it is quoted or compiled. */
static int check_includes(const struct probe *probe,
                          const struct header_fence *fence, struct loop *loop,
                          struct diag *diag) {
  struct place place = {.file = probe->path, .line = 1, .column = 1};
  char *rule = text_format("-MF%s/table.d", probe->folder);
  struct command command = {0};
  if (rule == NULL)
    return -ENOMEM;
  int r = run_compiler(probe, fence->compiler, fence->places, loop,
                       (char *const[]){"-M", "-H", rule}, &command);
  if ((r == 0 || r == -ECHILD) && command.error_text != NULL &&
      header_fence_listed(fence, command.error_text, &place, diag) != 0) {
    r = -EINVAL;
  } else if (r == -ECHILD) {
    tell(probe, &command, diag);
    r = -EINVAL;
  } else if (r == 0) {
    r = header_fence_rule(fence, rule + strlen("-MF"), &place, diag);
  }
  free(command.error_text);
  free(rule);
  return r;
}

static int compile(const struct probe *probe, const struct image_places *places,
                   struct loop *loop, struct diag *diag) {
  char *compiler = NULL;
  int r = compiler_find(&compiler, diag);
  if (r < 0)
    return r;
  struct header_fence fence = {.places = places,
                               .compiler = compiler,
                               .scratch = probe->folder,
                               .header = probe->header};
  struct command command = {0};
  r = check_includes(probe, &fence, loop, diag);
  if (r == 0)
    r = run_compiler(probe, compiler, places, loop,
                     (char *const[]){"-S", "-o", probe->assembly}, &command);
  if (r == -ECHILD) {
    tell(probe, &command, diag);
    r = -EINVAL;
  }
  free(command.error_text);
  free(compiler);
  return r;
}

/* A long long, as compilers call it. No other is taken: a header may have
 * assembly of its own, and clang reads files into it (.incbin), as octets. */
static bool is_number(const char *directive) {
  static const char *const names[] = {"quad", "xword", "8byte", "dword"};
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
    if (strcmp(directive, names[i]) == 0)
      return true;
  return false;
}

/* The numbers after the table's label: one a line, whatever the directive. */
static int read_assembly(struct probe *probe) {
  char *text;
  size_t len;
  int r = files_read(probe->assembly, ASSEMBLY_MAX, &text, &len);
  if (r < 0)
    return r;
  char *at = strstr(text, "\n" TABLE ":");
  at = at ? at + 1 : text + len;
  at += strcspn(at, "\n");
  while (*at != '\0' && probe->count < TABLE_MAX) {
    char directive[16];
    long long value;
    if (sscanf(at, " .%15s %lld", directive, &value) != 2 ||
        !is_number(directive))
      break;
    probe->table[probe->count++] = value;
    at++;
    at += strcspn(at, "\n");
  }
  free(text);
  return probe->count % 2 == 0 && name_of(probe->count / 2) == NULL ? 0
                                                                    : -EBADMSG;
}

static bool value_of(const struct probe *probe, const char *name,
                     int64_t *ret_value) {
  for (size_t i = 0; i < probe->count / 2; i++) {
    if (strcmp(name_of(i), name) != 0 || probe->table[i * 2 + 1] == ABSENT)
      continue;
    /* Added by the compiler, which wraps: the largest values come back so. */
    *ret_value = (int64_t)((uint64_t)probe->table[i * 2 + 1] - OFFSET);
    return true;
  }
  return false;
}

/* Does the header decide on it: by its name, or by a name that opt.h's default
 * depends on? */
static bool is_decided(const struct probe *probe, const struct probe *plain,
                       size_t index) {
  return probe->table[2 * index] != OFFSET ||
         probe->table[2 * index + 1] != plain->table[2 * index + 1];
}

/* What only follows from other options may lie outside what a scenario can
 * set: fewer timeouts than there are without reassembly, for instance. It
 * follows in the image as well. */
static bool is_settable(const struct probe *probe, size_t index,
                        int64_t value) {
  const struct option_spec *option = options_find(name_of(index));
  return probe->table[2 * index] != OFFSET || option == NULL ||
         (value >= option->min && value <= option->max);
}

static void write_scenario(const struct probe *probe, const struct probe *plain,
                           struct writer *writer) {
  int64_t heap = 0, no_sys = 0, value;
  value_of(probe, "MEMP_MEM_MALLOC", &heap);
  value_of(probe, "NO_SYS", &no_sys);
  write_comment(writer, NULL, 0,
                "The limits that an lwipopts.h sets. Add the consumers that "
                "your firmware has, and who talks to them.");
  write_line(writer, NULL, "scenario: lwipopts");
  write_comment(writer, NULL, 0,
                heap ? "MEMP_MEM_MALLOC is 1: pools come from the heap."
                     : "MEMP_MEM_MALLOC is 0: pools are static.");
  if (no_sys)
    write_comment(writer, NULL, 0, "NO_SYS is 1: the raw API, no sockets.");
  write_line(writer, NULL, "profile: %s",
             no_sys ? (heap ? "esp8266" : "rp2")
                    : (heap ? "libretiny" : "upstream"));
  write_line(writer, NULL, "run_for: 60s");
  bool first = true;
  for (size_t i = SWITCH_COUNT; i < probe->count / 2; i++) {
    if (!is_decided(probe, plain, i) || !value_of(probe, name_of(i), &value) ||
        !is_settable(probe, i, value))
      continue;
    if (first)
      write_line(writer, NULL, "limits:");
    first = false;
    write_line(writer, NULL, "  %s: %" PRId64, name_of(i), value);
  }
  write_line(writer, NULL, "expect:");
  write_line(writer, NULL, "  - no_refusals");
}

/* Calculate the values that header, or an empty one (NULL), leads to. */
static int run_probe(struct probe *probe, const char *header,
                     const struct image_places *places, struct loop *loop,
                     struct diag *diag) {
  char folder[] = "/tmp/sockfit-lwipopts-XXXXXX";
  if (mkdtemp(folder) == NULL)
    return -errno;
  char *empty = text_format("%s/empty.h", folder);
  probe->folder = folder;
  probe->header = header ? header : empty;
  probe->source = text_format("%s/table.c", folder);
  probe->assembly = text_format("%s/table.s", folder);
  int r = empty && probe->source && probe->assembly
              ? files_write_whole(empty, "", 0)
              : -ENOMEM;
  if (r == 0)
    r = write_table(probe);
  if (r == 0)
    r = compile(probe, places, loop, diag);
  if (r == 0)
    r = read_assembly(probe);
  files_remove_folder(folder);
  probe->folder = NULL; /* they live no longer than this block */
  probe->header = NULL;
  free(empty);
  free(probe->source);
  free(probe->assembly);
  return r;
}

static int read_header(const char *path, struct arena *arena,
                       struct mistakes *mistakes, struct diag *diag) {
  const char *text;
  size_t len;
  int r = source_read(path, arena, &text, &len, diag);
  if (r < 0)
    return r == -ENOMEM ? r : -EINVAL; /* cannot be read: bad input */
  return source_check_foreign(text, len, path, mistakes);
}

int import_lwipopts(const char *path, const struct image_places *places,
                    struct loop *loop, struct imported *ret_imported,
                    struct diag *diag) {
  struct probe probe = {.path = path}, plain = {.path = path};
  struct writer writer = {.origin = {.file = path, .line = 1, .column = 1}};
  struct mistakes mistakes;
  mistakes_init(&mistakes, diag);
  struct arena *arena = arena_new();
  char *header = NULL;
  int r = arena ? read_header(path, arena, &mistakes, diag) : -ENOMEM;
  if (r == 0 && (header = realpath(path, NULL)) == NULL)
    r = -ENOMEM;
  if (r == 0)
    r = run_probe(&plain, NULL, places, loop, diag);
  if (r == 0)
    r = run_probe(&probe, header, places, loop, diag);
  if (r == 0)
    write_scenario(&probe, &plain, &writer);
  free(header);
  return import_finish(r, &mistakes, &writer, arena, ret_imported);
}
