/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's log, which the expectation log sees:
 * "[00:00:01.250,000] <inf> module: text". With a prj.conf there is none
 * without CONFIG_LOG, as on the device. */
#ifndef SOCKFIT_SHIMS_ZEPHYR_LOGGING_LOG_H
#define SOCKFIT_SHIMS_ZEPHYR_LOGGING_LOG_H

#include <stddef.h>

#define LOG_LEVEL_NONE 0
#define LOG_LEVEL_ERR 1
#define LOG_LEVEL_WRN 2
#define LOG_LEVEL_INF 3
#define LOG_LEVEL_DBG 4

#ifndef CONFIG_LOG_DEFAULT_LEVEL
#define CONFIG_LOG_DEFAULT_LEVEL LOG_LEVEL_INF
#endif
#if defined(__ZEPHYR__) && !defined(CONFIG_LOG)
#define SHIM_LOG_MOST LOG_LEVEL_NONE
#else
#define SHIM_LOG_MOST LOG_LEVEL_DBG
#endif

#ifdef __cplusplus
extern "C" {
#endif

void shim_zephyr_log(int level, const char *module, const char *function,
                     const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void shim_zephyr_hexdump(int level, const char *module, const void *data,
                         size_t octets, const char *text);

#ifdef __cplusplus
}
#endif

/* NAME or NAME, LEVEL. */
#define LOG_MODULE_REGISTER(...)                                               \
  SHIM_LOG_MODULE(__VA_ARGS__, CONFIG_LOG_DEFAULT_LEVEL, )
#define LOG_MODULE_DECLARE(...) LOG_MODULE_REGISTER(__VA_ARGS__)
#define SHIM_LOG_MODULE(module, level, ...)                                    \
  static const char *const shim_log_module __attribute__((unused)) = #module;  \
  enum { shim_log_level = (level) }

#define SHIM_LOG(level, function, ...)                                         \
  do {                                                                         \
    if ((level) <= shim_log_level && (level) <= SHIM_LOG_MOST)                 \
      shim_zephyr_log(level, shim_log_module, function, __VA_ARGS__);          \
  } while (0)
#define SHIM_LOG_HEXDUMP(level, data, octets, text)                            \
  do {                                                                         \
    if ((level) <= shim_log_level && (level) <= SHIM_LOG_MOST)                 \
      shim_zephyr_hexdump(level, shim_log_module, data, octets, text);         \
  } while (0)
#define LOG_ERR(...) SHIM_LOG(LOG_LEVEL_ERR, NULL, __VA_ARGS__)
#define LOG_WRN(...) SHIM_LOG(LOG_LEVEL_WRN, NULL, __VA_ARGS__)
#define LOG_INF(...) SHIM_LOG(LOG_LEVEL_INF, NULL, __VA_ARGS__)
#define LOG_DBG(...) SHIM_LOG(LOG_LEVEL_DBG, __func__, __VA_ARGS__)
#define LOG_HEXDUMP_ERR(data, octets, text)                                    \
  SHIM_LOG_HEXDUMP(LOG_LEVEL_ERR, data, octets, text)
#define LOG_HEXDUMP_WRN(data, octets, text)                                    \
  SHIM_LOG_HEXDUMP(LOG_LEVEL_WRN, data, octets, text)
#define LOG_HEXDUMP_INF(data, octets, text)                                    \
  SHIM_LOG_HEXDUMP(LOG_LEVEL_INF, data, octets, text)
#define LOG_HEXDUMP_DBG(data, octets, text)                                    \
  SHIM_LOG_HEXDUMP(LOG_LEVEL_DBG, data, octets, text)

#endif
