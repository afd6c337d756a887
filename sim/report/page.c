/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: lines and colours. Writes to page->out only. */
#include "report/page.h"

#include <string.h>

void page_color(const struct page *page, enum page_color color) {
  if (!page->style->color)
    return;
  const char *code = "0";
  switch (color) {
  case PAGE_PLAIN:
    break;
  case PAGE_BOLD:
    code = "1";
    break;
  case PAGE_DIM:
    code = "2";
    break;
  case PAGE_GOOD:
    code = "1;32";
    break;
  case PAGE_BAD:
    code = "1;31";
    break;
  }
  fprintf(page->out, "\033[%sm", code);
}

void page_wrapped(const struct page *page, enum page_color color,
                  const char *lead, const char *text) {
  size_t indent = strlen(lead);
  size_t column = indent;
  if (color != PAGE_PLAIN)
    page_color(page, color);
  fputs(lead, page->out);
  if (color != PAGE_PLAIN)
    page_color(page, PAGE_PLAIN);
  while (*text != '\0') {
    size_t blanks = strspn(text, " ");
    size_t word = strcspn(text + blanks, " ");
    if (column > indent && column + blanks + word > PAGE_COLUMNS) {
      fprintf(page->out, "\n%*s", (int)indent, "");
      column = indent;
      text += blanks;
      blanks = 0;
    }
    fprintf(page->out, "%.*s", (int)(blanks + word), text);
    column += blanks + word;
    text += blanks + word;
  }
  fputc('\n', page->out);
}
