/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: fuzzes the import of an ESPHome device. Parts of the input, divided by
 * lines of "%%": device.yaml, common.yaml, secrets.yaml, components.yaml. */
#include "../support.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  fuzz_enter_folder();
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  struct imported imported;
  struct diag diag = {0};
  fuzz_file("device.yaml", &input);
  if (size == 0)
    return 0;
  fuzz_file("common.yaml", &input);
  fuzz_file("secrets.yaml", &input);
  bool described = fuzz_more(&input);
  fuzz_file("components.yaml", &input);
  import_is_device("device.yaml");
  int status = import_device(
      "device.yaml", described ? "components.yaml" : NULL, &imported, &diag);
  fuzz_answered(status, &diag);
  if (status == 0)
    fuzz_imported("device.yaml", &imported);
  return 0;
}
