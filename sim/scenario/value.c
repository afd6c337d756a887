/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: scalars by type. Touches memory only. */
#include "scenario/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "scenario/number.h"
#include "workloads/common/steps.h"

/* "NAME: expected WHAT, found ..." */
static void wrong(struct decode *d, const struct yaml_node *node,
                  const char *name, const char *what) {
  if (node->type == YAML_BROKEN)
    return;
  if (node->type == YAML_SCALAR)
    mistakes_add(d->mistakes, &node->place, "%s: expected %s, found '%s'", name,
                 what, clip(node->text).text);
  else
    mistakes_add(d->mistakes, &node->place, "%s: expected %s, found %s", name,
                 what, yaml_type_name(node->type));
}

bool value_expect(struct decode *d, const struct yaml_node *node,
                  const char *name, enum yaml_type type) {
  if (node->type == type)
    return true;
  wrong(d, node, name, yaml_type_name(type));
  return false;
}

static void out_of_range(struct decode *d, const struct yaml_node *node,
                         const char *name, const char *range) {
  mistakes_add(d->mistakes, &node->place, "%s: %s is out of range (%s)", name,
               clip(node->text).text, range);
}

bool value_number(struct decode *d, const struct yaml_node *node,
                  const char *name, int64_t min, int64_t max,
                  int64_t *ret_number) {
  int64_t number = 0;
  int r =
      node->type == YAML_SCALAR ? number_parse(node->text, &number) : -EINVAL;
  char range[64];
  snprintf(range, sizeof(range), "%" PRId64 " to %" PRId64, min, max);
  if (r == -EINVAL) {
    char what[96];
    snprintf(what, sizeof(what), "a whole number from %s", range);
    wrong(d, node, name, what);
    return false;
  }
  if (r < 0 || number < min || number > max) {
    out_of_range(d, node, name, range);
    return false;
  }
  *ret_number = number;
  return true;
}

bool value_seed(struct decode *d, const struct yaml_node *node,
                const char *name, uint64_t *ret_seed) {
  int r = node->type == YAML_SCALAR
              ? number_parse_unsigned(node->text, ret_seed)
              : -EINVAL;
  if (r == -EINVAL)
    wrong(d, node, name, "a whole number, 0 or more");
  else if (r < 0)
    out_of_range(d, node, name, "0 to 18446744073709551615");
  return r == 0;
}

bool value_time(struct decode *d, const struct yaml_node *node,
                const char *name, int64_t min_ns, int64_t *ret_ns) {
  int64_t ns = 0;
  int r =
      node->type == YAML_SCALAR ? units_parse_time(node->text, &ns) : -EINVAL;
  if (r == -EINVAL) {
    wrong(d, node, name, "a time with a unit such as 5s or 250ms");
    return false;
  }
  if (r < 0 || ns < min_ns || ns > VALUE_TIME_MAX_NS) {
    out_of_range(d, node, name,
                 min_ns > 0 ? "1ns to 3650d" : "0s to 3650d, in whole ns");
    return false;
  }
  *ret_ns = ns;
  return true;
}

bool value_rate(struct decode *d, const struct yaml_node *node,
                const char *name, int64_t *ret_bits_per_s) {
  int64_t rate = 0;
  if (node->type == YAML_SCALAR && strcmp(node->text, "unlimited") == 0) {
    *ret_bits_per_s = 0;
    return true;
  }
  int r =
      node->type == YAML_SCALAR ? units_parse_rate(node->text, &rate) : -EINVAL;
  if (r == -EINVAL) {
    wrong(d, node, name, "a rate with a unit such as 20Mbit/s, or unlimited");
    return false;
  }
  if (r < 0 || rate == 0) {
    out_of_range(d, node, name, "1bit/s or more, or unlimited");
    return false;
  }
  *ret_bits_per_s = rate;
  return true;
}

bool value_percent(struct decode *d, const struct yaml_node *node,
                   const char *name, int64_t *ret_ppm) {
  int64_t ppm = 0;
  int r = node->type == YAML_SCALAR ? units_parse_percent(node->text, &ppm)
                                    : -EINVAL;
  if (r == -EINVAL) {
    wrong(d, node, name, "a share with its sign such as 2% or 0.5%");
    return false;
  }
  if (r < 0 || ppm > 100 * PPM_PER_PERCENT) {
    out_of_range(d, node, name, "0% to 100%, at most four decimals");
    return false;
  }
  *ret_ppm = ppm;
  return true;
}

static bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

static bool is_name(const char *text) {
  if (!is_alphanumeric(text[0]) || strlen(text) > VALUE_NAME_MAX)
    return false;
  for (; *text; text++)
    if (!is_alphanumeric(*text) && !strchr("-_.", *text))
      return false;
  return true;
}

bool value_name(struct decode *d, const struct yaml_node *node,
                const char *name, const char **ret_text) {
  if (node->type != YAML_SCALAR || !is_name(node->text)) {
    wrong(d, node, name,
          "a name of letters, digits, '-', '_' and '.' (at most 63, a letter "
          "or digit first)");
    return false;
  }
  *ret_text = node->text;
  return true;
}

#define CHOICES_MAX 32

/* choices is "a|b|c"; there are at most CHOICES_MAX of at most 31 octets. */
bool value_choice(struct decode *d, const struct yaml_node *node,
                  const char *name, const char *choices, int64_t *ret_index) {
  char words[CHOICES_MAX][32];
  const char *known[CHOICES_MAX];
  size_t count = 0;
  for (const char *at = choices; at && count < CHOICES_MAX; count++) {
    size_t len = strcspn(at, "|");
    snprintf(words[count], sizeof(words[count]), "%.*s", (int)len, at);
    known[count] = words[count];
    at = at[len] == '|' ? at + len + 1 : NULL;
  }
  for (size_t i = 0; node->type == YAML_SCALAR && i < count; i++) {
    if (strcmp(node->text, known[i]) != 0)
      continue;
    *ret_index = (int64_t)i;
    return true;
  }
  if (node->type == YAML_SCALAR) {
    char prefix[VALUE_NAME_MAX + 3];
    snprintf(prefix, sizeof(prefix), "%s: ", name);
    mistakes_unknown(d->mistakes, &node->place, prefix, "value", node->text, "",
                     known, count);
  } else {
    wrong(d, node, name, "a single word");
  }
  return false;
}

static bool value_bound(struct decode *d, const struct yaml_node *node,
                        const char *name, struct param *param) {
  if (node->type == YAML_SCALAR &&
      number_parse_bound(node->text, &param->op, &param->number) == 0)
    return true;
  wrong(d, node, name, "a count such as 5, or a bound such as \"<= 19\"");
  return false;
}

/* At most 60 octets of text, cut between characters of UTF-8. */
static int shown_len(const char *text, size_t len) {
  if (len <= 60)
    return (int)len;
  len = 60;
  while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
    len--;
  return (int)len;
}

/* The mistake's place is the value's: quotes and escapes are gone by now. */
static bool value_steps(struct decode *d, const struct yaml_node *node,
                        const char *name) {
  struct steps steps;
  struct steps_mistake mistake;
  if (!value_expect(d, node, name, YAML_SCALAR))
    return false;
  if (steps_parse(node->text, &steps, &mistake) == 0)
    return true;
  const char *word = node->text + mistake.offset;
  if (mistake.offset + mistake.len == 0)
    wrong(d, node, name, mistake.expected);
  else if (mistake.len == 0)
    mistakes_add(d->mistakes, &node->place,
                 "%s: expected %s at character %zu, found nothing", name,
                 mistake.expected, mistake.offset + 1);
  else
    mistakes_add(d->mistakes, &node->place,
                 "%s: expected %s, found '%.*s' at character %zu", name,
                 mistake.expected, shown_len(word, mistake.len), word,
                 mistake.offset + 1);
  return false;
}

/* Elements of a list, one a line; a text alone is a list of one. */
static bool value_list(struct decode *d, const struct yaml_node *node,
                       const char *name, struct param *param) {
  bool is_list = node->type == YAML_SEQUENCE;
  const struct yaml_node *at = is_list ? node->first : node;
  size_t len = 0;
  for (const struct yaml_node *n = at; n; n = is_list ? n->next : NULL) {
    if (n->type != YAML_SCALAR || *n->text == '\0' ||
        strpbrk(n->text, "\r\n")) {
      wrong(d, n, name, "a text, or a list of texts of one line");
      return false;
    }
    len += strlen(n->text) + 1;
  }
  char *to = arena_get(d->arena, len + 1, 1);
  param->text = to;
  for (; to && at; at = is_list ? at->next : NULL)
    to += sprintf(to, "%s%s", to == param->text ? "" : "\n", at->text);
  if (!to)
    mistakes_add(d->mistakes, &node->place, "%s: not enough memory", name);
  return to != NULL;
}

bool value_param(struct decode *d, const struct yaml_node *node,
                 struct param *param) {
  const struct param_spec *spec = param->spec;
  int64_t ignored;
  switch (spec->type) {
  case PARAM_NUMBER:
    return value_number(d, node, spec->name, spec->min, spec->max,
                        &param->number);
  case PARAM_TIME:
    return value_time(d, node, spec->name, 0, &param->number);
  case PARAM_RATE:
    return value_rate(d, node, spec->name, &param->number);
  case PARAM_PERCENT:
    return value_percent(d, node, spec->name, &param->number);
  case PARAM_BOOL: /* the index of "true" is 1 */
    return value_choice(d, node, spec->name, "false|true", &param->number);
  case PARAM_CHOICE:
    return value_choice(d, node, spec->name, spec->choices, &ignored);
  case PARAM_HOST: /* whether there is one is asked later */
  case PARAM_TEXT:
    return value_expect(d, node, spec->name, YAML_SCALAR);
  case PARAM_LIST:
    return value_list(d, node, spec->name, param);
  case PARAM_STEPS:
    return value_steps(d, node, spec->name);
  case PARAM_BOUND:
    return value_bound(d, node, spec->name, param);
  }
  return false;
}
