/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: the profile tables, built from lwip-port/profiles. Constant
 * data only. A file there is
 *     PROFILE(id, name, help, accounting, sockets_max, its reason,
 *             call_cost_ns, frame_cost_ns)
 *     OPTION(name, value, reason)   any number of times
 *     PROFILE_END(id) */
#include "limits/profile.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* First reading: the options of each profile. */
#define PROFILE(id, ...)                                                       \
  static const struct profile_option options_of_##id[] = {
#define OPTION(name, value, because) {#name, #value, because},
#define PROFILE_END(id)                                                        \
  }                                                                            \
  ;
#include "limits/profiles.def"

#include "../../lwip-port/profiles/peer.def"
#undef PROFILE
#undef OPTION
#undef PROFILE_END

/* Second reading: what is said about each as a whole. */
#define PROFILE(id, name_, help_, accounting_, max, max_because, call, frame)  \
  static const struct profile profile_##id = {                                 \
      .name = name_,                                                           \
      .help = help_,                                                           \
      .accounting = accounting_,                                               \
      .sockets_max = max,                                                      \
      .sockets_max_because = max_because,                                      \
      .call_cost_ns = call,                                                    \
      .frame_cost_ns = frame,                                                  \
      .options = options_of_##id,                                              \
      .option_count = COUNT(options_of_##id),                                  \
  };
#define OPTION(name, value, because)
#define PROFILE_END(id)
#include "limits/profiles.def"

#include "../../lwip-port/profiles/peer.def"
#undef PROFILE

/* Third reading: the list. */
static const struct profile *const profiles[] = {
#define PROFILE(id, ...) &profile_##id,
#include "limits/profiles.def"
#undef PROFILE
#undef OPTION
#undef PROFILE_END
};

const struct profile *const *profiles_all(size_t *ret_count) {
  *ret_count = COUNT(profiles);
  return profiles;
}

const struct profile *profile_find(const char *name) {
  for (size_t i = 0; i < COUNT(profiles); i++)
    if (strcmp(profiles[i]->name, name) == 0)
      return profiles[i];
  return NULL;
}

const struct profile *profile_peer(void) {
  return &profile_peers;
}
