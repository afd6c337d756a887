/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the HTML report's sources and d3, taken in by the assembler
 * when the program is built; CMakeLists.txt says from where. */
#include "report/embedded.h"

#define EMBED(name, file)                                                      \
  __asm__(".pushsection .rodata\n"                                             \
          ".global " #name "\n" #name ":\n"                                    \
          ".incbin \"" file "\"\n"                                             \
          ".byte 0\n"                                                          \
          ".popsection\n")

EMBED(embedded_css, SOCKFIT_HTML_FOLDER "/report.css");
EMBED(embedded_js, SOCKFIT_HTML_FOLDER "/report.js");
EMBED(embedded_page, SOCKFIT_HTML_FOLDER "/page.html");
EMBED(embedded_d3, SOCKFIT_D3);
