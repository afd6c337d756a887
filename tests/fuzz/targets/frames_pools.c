/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: fuzzes the frames that a device with small static pools gets. */
#include "../frames/device.h"
#include "../support.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  static const uint16_t ports[] = {80, 6053, 3232, 8080, 23, 5353, 6052, 1883};
  (void)argc;
  (void)argv;
  device_prepare("pools.yaml", ports);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  device_try(data, size);
  return 0;
}
