/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: fuzzes the import of an sdkconfig or a prj.conf. */
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
  if (size == 0)
    return 0;
  fuzz_file("sdkconfig", &input);
  int status = import_sdkconfig("sdkconfig", &imported, &diag);
  fuzz_answered(status, &diag);
  if (status == 0)
    fuzz_imported("sdkconfig", &imported);
  return 0;
}
