/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the HTML report's sources and d3, taken in by the assembler
 * when the program is built; CMakeLists.txt says from where. */
#include "report/embedded.h"

#define EMBED_ALL(name, files)                                                 \
  __asm__(".pushsection .rodata\n"                                             \
          ".global " #name "\n" #name ":\n" files ".byte 0\n"                  \
          ".popsection\n")
#define EMBED(name, file) EMBED_ALL(name, ".incbin \"" file "\"\n")

/* The scripts are one text: what a picture needs stands before it. */
#define JS(file) ".incbin \"" SOCKFIT_HTML_FOLDER "/" file ".js\"\n"

EMBED(embedded_css, SOCKFIT_HTML_FOLDER "/report.css");
EMBED(embedded_page, SOCKFIT_HTML_FOLDER "/page.html");
EMBED(embedded_d3, SOCKFIT_D3);
EMBED_ALL(embedded_js,
          JS("common") JS("slot_marks") JS("slots") JS("pools") JS("consumers")
              JS("packets") JS("events") JS("start"));
EMBED(embedded_sweep_page, SOCKFIT_HTML_FOLDER "/sweep.html");
EMBED_ALL(embedded_sweep_js, JS("sweep"));
