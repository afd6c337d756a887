/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the version that these names are like. */
#ifndef SOCKFIT_SHIMS_ESP_IDF_VERSION_H
#define SOCKFIT_SHIMS_ESP_IDF_VERSION_H

#define ESP_IDF_VERSION_MAJOR 5
#define ESP_IDF_VERSION_MINOR 4
#define ESP_IDF_VERSION_PATCH 0
#define ESP_IDF_VERSION_VAL(major, minor, patch)                               \
  (((major) << 16) | ((minor) << 8) | (patch))
#define ESP_IDF_VERSION                                                        \
  ESP_IDF_VERSION_VAL(ESP_IDF_VERSION_MAJOR, ESP_IDF_VERSION_MINOR,            \
                      ESP_IDF_VERSION_PATCH)

#endif
