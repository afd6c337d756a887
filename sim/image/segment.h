/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the program headers of an image's file (ELF-64, elf(5)). */
#ifndef SOCKFIT_IMAGE_SEGMENT_H
#define SOCKFIT_IMAGE_SEGMENT_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>

#include "image/build.h"

/* The program header with that index, 0, 1 and so on. False: there is none, or
 * it is not within the file. */
bool segment_at(const struct image *image, size_t index,
                Elf64_Phdr *ret_segment);

#endif
