/* SPDX-License-Identifier: BSD-3-Clause */
/* base: whole files and folders. */
#ifndef SOCKFIT_BASE_FILES_H
#define SOCKFIT_BASE_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* The whole file, NUL-terminated, malloc'ed. Returns 0, -EFBIG when it is
 * larger than max octets, or the negative errno of open or read. */
int files_read(const char *path, size_t max, char **ret_data, size_t *ret_len);

/* Write data to path so that path holds all of it or is as it was: a file
 * beside it, then rename. What is no regular file (a device, a pipe) is
 * written to directly, never replaced. Returns 0 or a negative errno (ENOSPC
 * included; ECANCELED as in base/fifo.h). */
int files_write_whole(const char *path, const void *data, size_t len);

/* Open path for writing from its beginning. A symbolic link to a regular file,
 * or to nothing, is replaced by a file: it may be a stranger's, and what it
 * points to anybody's. Links to devices and pipes are followed. Returns a
 * descriptor (yours to close) or a negative errno. */
int files_open_own(const char *path);

/* mkdir -p. Returns 0 or a negative errno. */
int files_make_folder(const char *path);

/* rm -r of a folder that we made; follows no symbolic links. */
void files_remove_folder(const char *path);

bool files_exist(const char *path);

/* It is there and is no regular file: a device, a pipe, a folder. */
bool files_is_special(const char *path);

/* Is path, with all symbolic links followed, somewhere below folder ("": the
 * current one)? False when either is not there. */
bool files_is_below(const char *path, const char *folder);

/* Folder of the running program, or of the shared library when this is in one;
 * malloc'ed; NULL when it is not known. */
char *files_program_folder(void);

/* This program, to be started again: its path, or, when that is another file
 * now or none, the kernel's name for it. By the path it can be started below
 * tools that stand between (valgrind). Kept by the function. */
const char *files_program(void);

#endif
