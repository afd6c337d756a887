/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the rules for make in which a compiler says what it read. */
#ifndef SOCKFIT_IMAGE_MAKE_RULE_H
#define SOCKFIT_IMAGE_MAKE_RULE_H

/* The next path behind the colon of a rule: blanks end it, a backslash keeps
 * the character behind it, "$$" is "$". *at moves over it; the path is put
 * together in place, and borrowed. NULL: no further one. */
char *make_rule_next(char **at);

#endif
