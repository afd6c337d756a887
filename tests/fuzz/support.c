/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: what the fuzz targets share. See support.h. */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"

void fuzz_fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "fuzz: ");
  vfprintf(stderr, format, args);
  fprintf(stderr, "\n");
  va_end(args);
  abort();
}

void fuzz_answered(int status, struct diag *diag) {
  if (status != 0 && status != -EINVAL)
    fuzz_fail("status %d (%s)", status, strerror(-status));
  if ((status == 0) != (diag->error_count == 0))
    fuzz_fail("status %d with %zu errors", status, diag->error_count);
  for (size_t i = 0; i < diag->count; i++) {
    char *line = diag_format(&diag->entries[i]);
    if (line == NULL || line[strlen(line) - 1] != '\n')
      fuzz_fail("a diagnostic that is no line");
    free(line);
  }
  diag_done(diag);
}

/* ---- inputs that stand for several files ---- */

bool fuzz_more(const struct fuzz_input *input) {
  return input->left > 0;
}

static bool is_divider(const uint8_t *at, size_t left) {
  return left >= 3 && memcmp(at, "%%\n", 3) == 0;
}

char *fuzz_part(struct fuzz_input *input, size_t *ret_len) {
  size_t len = 0;
  while (len < input->left &&
         !((len == 0 || input->data[len - 1] == '\n') &&
           is_divider(input->data + len, input->left - len)))
    len++;
  char *part = malloc(len + 1);
  if (part == NULL)
    fuzz_fail("no memory");
  if (len > 0)
    memcpy(part, input->data, len);
  part[len] = '\0';
  size_t used = len < input->left ? len + 3 : len;
  input->data += used;
  input->left -= used;
  *ret_len = len;
  return part;
}

static char *folder;

static void leave_folder(void) {
  files_remove_folder(folder);
  free(folder);
}

void fuzz_enter_folder(void) {
  const char *base = getenv("TMPDIR");
  folder = malloc(4096);
  if (folder != NULL)
    snprintf(folder, 4096, "%s/sockfit-fuzz-XXXXXX", base ? base : "/tmp");
  if (folder == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0)
    fuzz_fail("no scratch folder");
  atexit(leave_folder);
}

void fuzz_file(const char *name, struct fuzz_input *input) {
  size_t len;
  unlink(name);
  if (!fuzz_more(input))
    return;
  char *part = fuzz_part(input, &len);
  int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0 || write(fd, part, len) != (ssize_t)len)
    fuzz_fail("cannot write %s", name);
  close(fd);
  free(part);
}
