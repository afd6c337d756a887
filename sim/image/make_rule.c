/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: rules for make. See make_rule.h. Touches memory only. */
#include "image/make_rule.h"

#include <stddef.h>

char *make_rule_next(char **at) {
  char *from = *at;
  while (*from == ' ' || *from == '\n' || (*from == '\\' && from[1] == '\n'))
    from++;
  char *path = from, *to = from;
  while (*from != '\0' && *from != ' ' && *from != '\n') {
    if ((*from == '\\' && (from[1] == ' ' || from[1] == '#')) ||
        (*from == '$' && from[1] == '$'))
      from++;
    *to++ = *from++;
  }
  *at = *from == '\0' ? from : from + 1;
  *to = '\0';
  return to == path ? NULL : path;
}
