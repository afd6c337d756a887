/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: sizes on the device. See target.h. */
#include "image/target.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "image/cache.h"
#include "image/compiler.h"
#include "image/digest.h"
#include "image/tree.h"

#define OBJECT_MAX_OCTETS (1u << 20)

/* ---- compiling ---- */

/* The device's options; those that a 64-bit host made otherwise, as they are
 * on the device. */
static void add_options(struct text *text, const struct limits *limits) {
  for (size_t i = 0; i < limits->option_count; i++) {
    const struct limit *limit = &limits->options[i];
    bool aligns = strcmp(limit->name, "MEM_ALIGNMENT") == 0;
    text_add(text, "#define %s %s\n", limit->name, aligns ? "4" : limit->value);
  }
  text_add(text,
           "#define IPV6_FRAG_COPYHEADER 0\n"
           "#define LWIP_NO_INTTYPES_H 1\n" /* of the C library, which is */
           "#define LWIP_NO_LIMITS_H 1\n"); /* not there for 32 bits */
}

static int make_source(const struct image_places *places,
                       const struct limits *limits, char **ret_source) {
  struct text text = {0};
  add_options(&text, limits);
  text_add(&text, "#include \"%s/target/sizes.c\"\n", places->port);
  *ret_source = text.data;
  return text.failed ? -ENOMEM : 0;
}

static int name_object(const struct image_places *places, const char *compiler,
                       const char *source, char ret_key[DIGEST_HEX_SIZE]) {
  char lwip[DIGEST_HEX_SIZE], port[DIGEST_HEX_SIZE];
  char *folder = text_format("%s/src", places->lwip);
  int status =
      folder == NULL ? -ENOMEM : tree_digest(folder, places->cache, lwip);
  if (status == 0)
    status = tree_digest(places->port, places->cache, port);
  free(folder);
  struct digest *digest = status == 0 ? digest_new() : NULL;
  if (digest == NULL)
    return status == 0 ? -ENOMEM : status;
  compiler_digest(compiler, digest);
  digest_add_text(digest, "target");
  digest_add_text(digest, places->tree.flags);
  digest_add_text(digest, lwip);
  digest_add_text(digest, port);
  digest_add_text(digest, source);
  digest_hex(digest, ret_key);
  digest_free(digest);
  return 0;
}

/* The first line that says "error:". */
static void quote(struct diag *diag, const char *error_text) {
  const char *error = strstr(error_text, "error:");
  const char *from = error == NULL ? error_text : error;
  while (from > error_text && from[-1] != '\n')
    from--;
  diag_add(diag, DIAG_ERROR, NULL,
           "the compiler makes no 32-bit object (-m32): %.*s",
           (int)strcspn(from, "\n"), from);
}

/* Words of flags as arguments from argv[count] on; flags is cut up. */
static size_t add_words(char **argv, size_t count, size_t max, char *flags) {
  char *word;
  while ((word = strsep(&flags, " ")) != NULL && count < max)
    if (*word != '\0')
      argv[count++] = word;
  return count;
}

#define ARGV_MAX 64

/* -malign-double: int64_t is aligned to 8 on the chips, and to 4 on an i386.
 * -fshort-enums: as Arm's ABI has it for bare metal. */
static int run_compiler(const struct image_places *places,
                        const struct limits *limits, struct loop *loop,
                        char *compiler, char *source, char *output,
                        struct diag *diag) {
  bool short_enums = limits_number(limits, "SOCKFIT_SHORT_ENUMS", 0) != 0;
  char *flags = text_format(
      "-std=gnu11 -c -m32 -malign-double %s -ffreestanding -fno-common -w "
      "-fno-pic %s",
      short_enums ? "-fshort-enums" : "-fno-short-enums", places->tree.flags);
  char *includes[] = {text_format("-I%s/target/include", places->port),
                      text_format("-I%s", places->port),
                      text_format("-I%s/include", places->port),
                      text_format("-I%s/src/include", places->lwip)};
  char *argv[ARGV_MAX + 8] = {compiler};
  size_t count = 1;
  int status = flags == NULL ? -ENOMEM : 0;
  if (flags != NULL)
    count = add_words(argv, count, ARGV_MAX, flags);
  for (size_t i = 0; i < 4; i++) {
    argv[count++] = includes[i];
    status = includes[i] == NULL ? -ENOMEM : status;
  }
  argv[count++] = source;
  argv[count++] = "-o";
  argv[count++] = output;
  struct command command = {.argv = argv};
  if (status == 0) {
    status = loop_run_commands(loop, &command, 1);
    if (status == -ECHILD)
      quote(diag, command.error_text);
    free(command.error_text);
  }
  for (size_t i = 0; i < 4; i++)
    free(includes[i]);
  free(flags);
  return status;
}

static int compile_in(const struct image_places *places,
                      const struct limits *limits, struct loop *loop,
                      char *compiler, const char *text, const char *scratch,
                      const char *object, struct diag *diag) {
  char *source = text_format("%s/sizes.c", scratch);
  char *output = text_format("%s/sizes.o", scratch);
  int status = source == NULL || output == NULL
                   ? -ENOMEM
                   : files_write_whole(source, text, strlen(text));
  if (status == 0)
    status = run_compiler(places, limits, loop, compiler, source, output, diag);
  if (status == 0 && rename(output, object) != 0)
    status = -errno;
  free(source);
  free(output);
  return status;
}

/* ---- reading the object ---- */

/* A symbol's table of an object for a 32-bit machine of this byte order. */
struct symbols {
  const char *data;
  size_t len;
  Elf32_Shdr table, strings;
};

static bool section_at(const struct symbols *symbols, const Elf32_Ehdr *header,
                       size_t index, Elf32_Shdr *ret_section) {
  size_t at = header->e_shoff + index * sizeof(*ret_section);
  if (index >= header->e_shnum || at + sizeof(*ret_section) > symbols->len)
    return false;
  memcpy(ret_section, symbols->data + at, sizeof(*ret_section));
  return ret_section->sh_type == SHT_NOBITS ||
         (uint64_t)ret_section->sh_offset + ret_section->sh_size <=
             symbols->len;
}

static bool find_symbols(struct symbols *symbols) {
  Elf32_Ehdr header;
  if (symbols->len < sizeof(header))
    return false;
  memcpy(&header, symbols->data, sizeof(header));
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS32 ||
      header.e_shentsize != sizeof(Elf32_Shdr))
    return false;
  for (size_t i = 0; i < header.e_shnum; i++) {
    if (!section_at(symbols, &header, i, &symbols->table))
      return false;
    if (symbols->table.sh_type == SHT_SYMTAB)
      return section_at(symbols, &header, symbols->table.sh_link,
                        &symbols->strings) &&
             symbols->strings.sh_type == SHT_STRTAB;
  }
  return false;
}

/* The next symbol that begins with sockfit_; false: no more. */
static bool next_symbol(const struct symbols *symbols, size_t *index,
                        const char **ret_name, int64_t *ret_size) {
  static const char prefix[] = "sockfit_";
  const char *names = symbols->data + symbols->strings.sh_offset;
  size_t size = symbols->strings.sh_size;
  Elf32_Sym symbol;
  while ((*index + 1) * sizeof(symbol) <= symbols->table.sh_size) {
    memcpy(&symbol,
           symbols->data + symbols->table.sh_offset +
               (*index)++ * sizeof(symbol),
           sizeof(symbol));
    if (symbol.st_name >= size ||
        memchr(names + symbol.st_name, '\0', size - symbol.st_name) == NULL ||
        strncmp(names + symbol.st_name, prefix, strlen(prefix)) != 0)
      continue;
    *ret_name = names + symbol.st_name + strlen(prefix);
    *ret_size = symbol.st_size;
    return true;
  }
  return false;
}

static struct ram_pool *pool_named(struct ram_sizes *sizes, const char *name) {
  char option[RAM_NAME_SIZE];
  bool pbufs = strcmp(name, "PBUF_POOL") == 0;
  snprintf(option, sizeof(option), "%s%s", pbufs ? "" : "MEMP_NUM_",
           pbufs ? "PBUF_POOL_SIZE" : name);
  for (size_t i = 0; i < sizes->pool_count; i++) {
    if (strcmp(sizes->pools[i].option, option) == 0)
      return &sizes->pools[i];
  }
  if (sizes->pool_count == RAM_POOLS_MAX)
    return NULL;
  struct ram_pool *pool = &sizes->pools[sizes->pool_count++];
  memcpy(pool->option, option, sizeof(option));
  return pool;
}

static void take_size(struct ram_sizes *sizes, const char *name, int64_t size) {
  const struct {
    const char *name;
    int64_t *to;
  } known[] = {
      {"lwip_sock", &sizes->slot_b},
      {"netconn", &sizes->netconn_b},
      {"tcp_pcb", &sizes->tcp_pcb_b},
      {"tcp_pcb_listen", &sizes->tcp_pcb_listen_b},
      {"udp_pcb", &sizes->udp_pcb_b},
      {"raw_pcb", &sizes->raw_pcb_b},
      {"pbuf", &sizes->pbuf_b},
      {"tcp_seg", &sizes->tcp_seg_b},
      {"netbuf", &sizes->netbuf_b},
  };
  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
    if (strcmp(known[i].name, name) == 0)
      *known[i].to = size;
  }
}

static void take_value(struct ram_sizes *sizes, const char *name,
                       int64_t value) {
  const struct {
    const char *name;
    int64_t *to;
  } known[] = {
      {"NUM_SOCKETS", &sizes->sockets},
      {"MEM_SIZE", &sizes->mem_size_b},
      {"TCP_SND_BUF", &sizes->snd_buf_b},
      {"TCP_WND", &sizes->wnd_b},
      {"DEFAULT_TCP_RECVMBOX_SIZE", &sizes->tcp_recvmbox},
      {"DEFAULT_UDP_RECVMBOX_SIZE", &sizes->udp_recvmbox},
      {"DEFAULT_ACCEPTMBOX_SIZE", &sizes->acceptmbox},
  };
  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
    if (strcmp(known[i].name, name) == 0)
      *known[i].to = value;
  }
  if (strcmp(name, "MEM_LIBC_MALLOC") == 0)
    sizes->libc_heap = value != 0;
  if (strcmp(name, "MEMP_MEM_MALLOC") == 0)
    sizes->heap_pools = value != 0;
}

static bool begins(const char *name, const char *with, const char **ret_rest) {
  size_t len = strlen(with);
  *ret_rest = name + len;
  return strncmp(name, with, len) == 0;
}

static void take(struct ram_sizes *sizes, const char *name, int64_t size) {
  const char *rest;
  struct ram_pool *pool;
  if (begins(name, "size_", &rest))
    take_size(sizes, rest, size);
  else if (begins(name, "value_", &rest))
    take_value(sizes, rest, size - 1);
  else if (begins(name, "count_", &rest) &&
           (pool = pool_named(sizes, rest)) != NULL)
    pool->count = size - 1;
  else if (begins(name, "element_", &rest) &&
           (pool = pool_named(sizes, rest)) != NULL)
    pool->element_b = size;
}

static int read_object(const char *path, struct ram_sizes *ret_sizes) {
  struct symbols symbols = {0};
  char *data;
  int status = files_read(path, OBJECT_MAX_OCTETS, &data, &symbols.len);
  if (status != 0)
    return status;
  symbols.data = data;
  struct ram_sizes sizes = {0};
  const char *name;
  int64_t size;
  size_t index = 0;
  if (find_symbols(&symbols))
    while (next_symbol(&symbols, &index, &name, &size))
      take(&sizes, name, size);
  free(data);
  if (sizes.tcp_pcb_b == 0 || sizes.pool_count == 0)
    return -EBADMSG;
  *ret_sizes = sizes;
  return 0;
}

/* ---- both ---- */

static int compile(const struct image_places *places,
                   const struct limits *limits, struct loop *loop,
                   char *compiler, const char *text, const char *key,
                   struct ram_sizes *ret_sizes, struct diag *diag) {
  struct cache cache;
  int status = cache_open(places->cache, &cache, diag);
  if (status != 0)
    return status;
  errno = 0;
  char *scratch = cache_scratch(&cache);
  char *object = text_format("%s/objects/%s.o", cache.folder, key);
  if (scratch == NULL || object == NULL)
    status = scratch == NULL && errno != 0 ? -errno : -ENOMEM;
  else
    status =
        compile_in(places, limits, loop, compiler, text, scratch, object, diag);
  if (status == 0)
    status = read_object(object, ret_sizes);
  if (status == -EBADMSG)
    diag_add(diag, DIAG_ERROR, NULL,
             "%s made no 32-bit object that says what was asked", compiler);
  if (scratch != NULL)
    files_remove_folder(scratch);
  free(scratch);
  free(object);
  cache_close(&cache);
  return status;
}

int target_sizes(const struct image_places *places, const struct limits *limits,
                 struct loop *loop, struct ram_sizes *ret_sizes,
                 struct diag *diag) {
  char *compiler = NULL, *text = NULL, *known = NULL;
  char key[DIGEST_HEX_SIZE];
  int status = compiler_find(&compiler, diag);
  if (status == 0)
    status = make_source(places, limits, &text);
  if (status == 0)
    status = name_object(places, compiler, text, key);
  if (status == 0) {
    known = text_format("%s/objects/%s.o", places->cache, key);
    if (known == NULL)
      status = -ENOMEM;
    else if (read_object(known, ret_sizes) != 0)
      status =
          compile(places, limits, loop, compiler, text, key, ret_sizes, diag);
  }
  free(known);
  free(text);
  free(compiler);
  return status;
}
