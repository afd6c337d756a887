/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: from addresses in an image to functions and lines, by
 * elfutils' libdwfl. See symbols.h. */
#include "image/symbols.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>

#include "image/build.h"

struct image_symbols {
  Dwfl *dwfl;
  Dwfl_Module *module;
  Dwarf_Addr begins_at;
};

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = NULL,
};

struct image_symbols *image_symbols_open(const struct image *image) {
  struct image_symbols *symbols = calloc(1, sizeof(*symbols));
  if (symbols == NULL)
    return NULL;
  symbols->dwfl = dwfl_begin(&callbacks);
  if (symbols->dwfl != NULL) {
    dwfl_report_begin(symbols->dwfl);
    symbols->module = dwfl_report_offline_memory(
        symbols->dwfl, "image", "image", image->data, image->len);
    dwfl_report_end(symbols->dwfl, NULL, NULL);
  }
  if (symbols->module == NULL ||
      dwfl_module_info(symbols->module, NULL, &symbols->begins_at, NULL, NULL,
                       NULL, NULL, NULL) == NULL) {
    image_symbols_close(symbols);
    return NULL;
  }
  return symbols;
}

static int line_of(const struct image_symbols *symbols, Dwarf_Addr address,
                   const char **ret_file) {
  int line = 0;
  Dwfl_Line *found = dwfl_module_getsrc(symbols->module, address);
  const char *file = found == NULL
                         ? NULL
                         : dwfl_lineinfo(found, NULL, &line, NULL, NULL, NULL);
  if (ret_file != NULL)
    *ret_file = file;
  return file == NULL ? 0 : line;
}

bool image_symbols_find(const struct image_symbols *symbols, uint64_t offset,
                        struct image_symbol *ret_symbol) {
  Dwarf_Addr address = symbols->begins_at + offset;
  GElf_Off into;
  GElf_Sym symbol;
  struct image_symbol found = {0};
  found.function = dwfl_module_addrinfo(symbols->module, address, &into,
                                        &symbol, NULL, NULL, NULL);
  found.line = line_of(symbols, address, &found.file);
  if (found.function != NULL)
    found.first_line = line_of(symbols, address - into, NULL);
  *ret_symbol = found;
  return found.function != NULL;
}

void image_symbols_close(struct image_symbols *symbols) {
  if (symbols == NULL)
    return;
  if (symbols->dwfl != NULL)
    dwfl_end(symbols->dwfl);
  free(symbols);
}
