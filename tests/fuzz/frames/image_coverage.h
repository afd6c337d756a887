/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: included into every file of an image that is fuzzed. libFuzzer counts
 * coverage of objects that stay; images come and go, so theirs is handed to
 * device.c, which keeps one count for all of them. */
#ifndef SOCKFIT_FUZZ_IMAGE_COVERAGE_H
#define SOCKFIT_FUZZ_IMAGE_COVERAGE_H

#define IN_EVERY_FILE                                                          \
  __attribute__((weak, visibility("hidden"), no_sanitize("coverage")))

/* Both are called by what the compiler adds. */
void __sanitizer_cov_8bit_counters_init(char *start, char *stop);
void __sanitizer_cov_pcs_init(const void *start, const void *stop);

__attribute__((visibility("default"))) void fuzz_image_counters(char *start,
                                                                char *stop);

IN_EVERY_FILE void __sanitizer_cov_8bit_counters_init(char *start, char *stop) {
  fuzz_image_counters(start, stop);
}

IN_EVERY_FILE void __sanitizer_cov_pcs_init(const void *start,
                                            const void *stop) {
  (void)start;
  (void)stop;
}

#endif
