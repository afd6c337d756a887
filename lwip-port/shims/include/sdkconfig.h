/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: an ESP-IDF project's defaults. CONFIG_LWIP_* names come from
 * the limits of the scenario, in front of each file of yours
 * (sim/image/object.c); your own come from defines. */
#ifndef SOCKFIT_SHIMS_SDKCONFIG_H
#define SOCKFIT_SHIMS_SDKCONFIG_H

#ifndef CONFIG_FREERTOS_HZ
#define CONFIG_FREERTOS_HZ 100
#elif CONFIG_FREERTOS_HZ < 1 || CONFIG_FREERTOS_HZ > 1000
#error "CONFIG_FREERTOS_HZ is 1 to 1000 here, and from defines: own-code.md"
#endif
#ifndef CONFIG_LOG_DEFAULT_LEVEL
#define CONFIG_LOG_DEFAULT_LEVEL 3
#endif
#ifndef CONFIG_LOG_MAXIMUM_LEVEL
#define CONFIG_LOG_MAXIMUM_LEVEL CONFIG_LOG_DEFAULT_LEVEL
#endif
#ifndef CONFIG_HTTPD_WS_SUPPORT
#define CONFIG_HTTPD_WS_SUPPORT 1
#endif
#ifndef CONFIG_IDF_TARGET
#define CONFIG_IDF_TARGET "esp32"
#define CONFIG_IDF_TARGET_ESP32 1
#endif
#ifndef CONFIG_LWIP_MAX_SOCKETS
#define CONFIG_LWIP_MAX_SOCKETS MEMP_NUM_NETCONN
#endif

#endif
