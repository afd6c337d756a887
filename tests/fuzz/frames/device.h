/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: a device in this process that gets a fuzzer's frames through the
 * switch. It is compiled once, as the target is (sanitizers, coverage), and
 * boots anew for every input, so that one input is all that it takes to repeat
 * what happened. */
#ifndef SOCKFIT_FUZZ_DEVICE_H
#define SOCKFIT_FUZZ_DEVICE_H

#include <stddef.h>
#include <stdint.h>

/* A file of tests/fuzz/devices/: its peers are played by the fuzzer. ports:
 * eight on which it listens. Borrowed. */
void device_prepare(const char *file, const uint16_t *ports);

/* Boot, send the records of the input, wait for what comes of it, power off. */
void device_try(const uint8_t *data, size_t size);

#endif
