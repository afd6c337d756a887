/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: fuzzes the import of an lwipopts.h with the real compiler, which has
 * two seconds at the most for each: slow, for a few inputs. */
#include "../support.h"

static struct image_places places;
static struct loop *loop;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  struct diag diag = {0};
  (void)argc;
  (void)argv;
  loop = loop_new();
  if (loop == NULL || image_places_find(NULL, &places, &diag) != 0)
    fuzz_fail("%s", diag.count == 0 ? "no loop" : diag.entries[0].text);
  fuzz_enter_folder();
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  struct imported imported;
  struct diag diag = {0};
  if (size == 0)
    return 0;
  fuzz_file("lwipopts.h", &input);
  int status = import_lwipopts("lwipopts.h", &places, loop, &imported, &diag);
  fuzz_answered(status, &diag);
  if (status == 0)
    fuzz_imported("lwipopts.h", &imported);
  return 0;
}
