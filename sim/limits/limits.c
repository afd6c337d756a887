/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: from a variant's consumers to the options of its image. Plain
 * computation; touches nothing but its arguments. */
#include "limits/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/text.h"
#include "limits/derive.h"

/* Where name is, or where it belongs. */
static size_t position_of(const struct limits *limits, const char *name) {
  size_t low = 0;
  size_t high = limits->option_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(limits->options[middle].name, name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void limit_done(struct limit *limit) {
  free(limit->name);
  free(limit->value);
  free(limit->because);
}

int limits_put(struct limits *limits, const char *name, const char *value,
               enum limit_origin origin, const char *because) {
  struct limit limit = {.name = strdup(name),
                        .value = strdup(value),
                        .origin = origin,
                        .because = strdup(because)};
  if (!limit.name || !limit.value || !limit.because)
    goto no_memory;

  size_t at = position_of(limits, name);
  if (at < limits->option_count &&
      strcmp(limits->options[at].name, name) == 0) {
    limit_done(&limits->options[at]);
    limits->options[at] = limit;
    return 0;
  }
  size_t size = (limits->option_count + 1) * sizeof(*limits->options);
  struct limit *options = realloc(limits->options, size);
  if (!options)
    goto no_memory;
  limits->options = options;
  memmove(&options[at + 1], &options[at],
          (limits->option_count - at) * sizeof(*options));
  options[at] = limit;
  limits->option_count++;
  return 0;

no_memory:
  limit_done(&limit);
  return -ENOMEM;
}

int limits_put_number(struct limits *limits, const char *name, int64_t value,
                      enum limit_origin origin, const char *because) {
  char text[24];
  snprintf(text, sizeof(text), "%" PRId64, value);
  return limits_put(limits, name, text, origin, because);
}

int limits_say(struct limits *limits, char *line) {
  if (!line)
    return -ENOMEM;
  size_t size = (limits->message_count + 1) * sizeof(*limits->messages);
  char **messages = realloc(limits->messages, size);
  if (!messages) {
    free(line);
    return -ENOMEM;
  }
  limits->messages = messages;
  messages[limits->message_count++] = line;
  return 0;
}

static struct limits *limits_of_profile(const struct profile *profile) {
  struct limits *limits = calloc(1, sizeof(*limits));
  if (!limits)
    return NULL;
  limits->profile = profile;
  for (size_t i = 0; i < profile->option_count; i++) {
    const struct profile_option *option = &profile->options[i];
    if (limits_put(limits, option->name, option->value, LIMIT_FROM_PROFILE,
                   option->because) != 0) {
      limits_free(limits);
      return NULL;
    }
  }
  return limits;
}

struct limits *limits_peer(void) {
  return limits_of_profile(profile_peer());
}

static const struct profile *find_profile(const struct variant *variant,
                                          struct diag *diag) {
  const struct profile *profile = profile_find(variant->profile);
  if (profile)
    return profile;

  size_t count;
  const struct profile *const *all = profiles_all(&count);
  const char *names[count];
  struct text known = {0};
  for (size_t i = 0; i < count; i++) {
    names[i] = all[i]->name;
    text_add(&known, "%s%s", i > 0 ? ", " : "", names[i]);
  }
  const char *nearest = suggest_nearest(variant->profile, names, count);
  diag_add(diag, DIAG_ERROR, &variant->profile_place,
           "unknown profile '%.60s'; %s%s%s", variant->profile,
           nearest ? "did you mean '" : "known profiles: ",
           nearest ? nearest : (known.data ? known.data : ""),
           nearest ? "'?" : "");
  text_done(&known);
  return NULL;
}

static int derive_steps(const struct variant *variant, struct limits *limits,
                        struct diag *diag) {
  int error = own_check(variant, diag);
  if (!error)
    error = apis_check(variant, limits, diag);
  if (error)
    return error;

  struct declared declared;
  error = declared_add_up(variant, &declared);
  if (error)
    return error;
  limits->declared = declared.counts;
  switch (limits->profile->accounting) {
  case ACCOUNTING_ESP32:
    error = derive_esp32(variant, &declared, limits, diag);
    break;
  case ACCOUNTING_FIXED:
    error = derive_fixed(variant, &declared, limits, diag);
    break;
  case ACCOUNTING_POOLS:
    error = derive_pools(variant, &declared, limits, diag);
    break;
  case ACCOUNTING_LIBRETINY:
    error = derive_libretiny(variant, &declared, limits, diag);
    break;
  case ACCOUNTING_RP2:
    error = derive_rp2(variant, &declared, limits, diag);
    break;
  case ACCOUNTING_ZEPHYR:
    error = derive_zephyr(variant, &declared, limits, diag);
    break;
  }
  declared_done(&declared);
  if (error)
    return error;

  error = addressing_apply(variant, limits);
  if (!error)
    error = own_apply(variant, limits, diag);
  return error ? error : rules_check(variant, limits, diag);
}

int limits_derive(const struct variant *variant, struct limits **ret_limits,
                  struct diag *diag) {
  const struct profile *profile = find_profile(variant, diag);
  if (!profile)
    return -EINVAL;
  struct limits *limits = limits_of_profile(profile);
  if (!limits)
    return -ENOMEM;

  int error = derive_steps(variant, limits, diag);
  if (error) {
    limits_free(limits);
    return error;
  }
  *ret_limits = limits;
  return 0;
}

void limits_free(struct limits *limits) {
  if (!limits)
    return;
  for (size_t i = 0; i < limits->option_count; i++)
    limit_done(&limits->options[i]);
  free(limits->options);
  for (size_t i = 0; i < limits->message_count; i++)
    free(limits->messages[i]);
  free(limits->messages);
  free(limits);
}

const struct limit *limits_find(const struct limits *limits, const char *name) {
  size_t at = position_of(limits, name);
  if (at == limits->option_count || strcmp(limits->options[at].name, name) != 0)
    return NULL;
  return &limits->options[at];
}

/* errno stays as it was: by it a report notices that memory ran out while it
 * was written. */
int64_t limits_number(const struct limits *limits, const char *name,
                      int64_t fallback) {
  const struct limit *limit = limits_find(limits, name);
  if (!limit || limit->value[0] == '\0')
    return fallback;
  char *end;
  int errno_before = errno;
  errno = 0;
  int64_t number = strtoll(limit->value, &end, 0);
  bool is_number = *end == '\0' && errno == 0;
  errno = errno_before;
  return is_number ? number : fallback;
}
