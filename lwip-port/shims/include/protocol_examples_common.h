/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: ESP-IDF's helper for its examples: the network is up at
 * once. */
#ifndef SOCKFIT_SHIMS_PROTOCOL_EXAMPLES_COMMON_H
#define SOCKFIT_SHIMS_PROTOCOL_EXAMPLES_COMMON_H

#include "esp_err.h"
#include "esp_netif.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EXAMPLE_NETIF_DESC_STA "example_netif_sta"
#define EXAMPLE_INTERFACE get_example_netif()

esp_err_t example_connect(void);
esp_err_t example_disconnect(void);
esp_netif_t *get_example_netif(void);
esp_netif_t *get_example_netif_from_desc(const char *description);

#ifdef __cplusplus
}
#endif

#endif
