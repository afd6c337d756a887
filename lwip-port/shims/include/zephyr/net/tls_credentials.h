/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: not there. */
#error                                                                         \
    "zephyr/net/tls_credentials.h is not simulated: docs/own-code.md says what there is instead"
