/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: texts inside other languages. See escape.h. */
#include "report/escape.h"

#include <stdint.h>
#include <string.h>

/* Octets of the character that begins at text, 0 when it is no UTF-8 or one
 * that XML does not allow: surrogates, U+FFFE, U+FFFF, control characters. */
static size_t character(const unsigned char *text) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  size_t len = 1;
  uint32_t code = text[0];
  if (code >= 0xf8 || (code >= 0x80 && code < 0xc0) || code == 0x7f ||
      (code < 0x20 && code != '\n' && code != '\t'))
    return 0;
  if (code >= 0xc0) {
    len = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
    code &= 0x7fu >> len;
  }
  for (size_t i = 1; i < len; i++) {
    if ((text[i] & 0xc0) != 0x80)
      return 0;
    code = code << 6 | (text[i] & 0x3f);
  }
  if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return 0;
  if (code == 0xfffe || code == 0xffff || (code >= 0x80 && code < 0xa0))
    return 0;
  return len;
}

/* Each character as it is, '?' for one that cannot be, or what replace makes
 * of it. */
static void each(FILE *out, const char *text,
                 const char *(*replace)(unsigned char c)) {
  while (*text != '\0') {
    size_t len = character((const unsigned char *)text);
    const char *other = len == 0 ? "?" : replace((unsigned char)*text);
    if (other != NULL)
      fputs(other, out);
    else
      fwrite(text, 1, len, out);
    text += len == 0 ? 1 : len;
  }
}

static const char *in_xml(unsigned char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  case '\n':
    return "&#10;";
  case '\t':
    return "&#9;";
  default:
    return NULL;
  }
}

/* HTML's references work in Markdown and end every meaning of its own. */
static const char *in_markdown(unsigned char c) {
  switch (c) {
  case '\n':
  case '\t':
    return " ";
  case '|':
    return "&#124;";
  case '`':
    return "&#96;";
  case '*':
    return "&#42;";
  case '_':
    return "&#95;";
  case '[':
    return "&#91;";
  case ']':
    return "&#93;";
  case '\\':
    return "&#92;";
  case '@':
    return "&#64;";
  case '#':
    return "&#35;";
  case '~':
    return "&#126;";
  default:
    return in_xml(c);
  }
}

static const char *in_yaml(unsigned char c) {
  switch (c) {
  case '"':
    return "\\\"";
  case '\\':
    return "\\\\";
  case '\n':
    return "\\n";
  case '\t':
    return "\\t";
  default:
    return NULL;
  }
}

void escape_xml(FILE *out, const char *text) {
  each(out, text, in_xml);
}

void escape_markdown(FILE *out, const char *text) {
  each(out, text, in_markdown);
}

void escape_yaml(FILE *out, const char *text) {
  fputc('"', out);
  each(out, text, in_yaml);
  fputc('"', out);
}
