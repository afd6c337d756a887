/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: not there. */
#error                                                                         \
    "esp_sleep.h is not simulated: docs/own-code.md says what there is instead"
