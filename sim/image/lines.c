/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: places of an image as lines of the user's source, by binutils'
 * addr2line. */
#include "image/image.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "image/build.h"

/* What addr2line says of one place: "/abs/file.c:57", and perhaps
 * " (discriminator 3)"; "??:0" or "file.c:?" when it does not know. */
static char *take_line(const char *said, size_t len, const char *folder) {
  const char *end = memchr(said, ' ', len);
  size_t prefix = folder == NULL ? 0 : strlen(folder);
  len = end == NULL ? len : (size_t)(end - said);
  if (len < 2 || said[0] == '?' || said[len - 1] == '?')
    return NULL;
  if (prefix > 0 && len > prefix + 1 && strncmp(said, folder, prefix) == 0 &&
      said[prefix] == '/') {
    said += prefix + 1;
    len -= prefix + 1;
  }
  return text_format("%.*s", (int)len, said);
}

/* It says it on standard output; commands are heard on standard error. */
static int ask(const char *path, const uint64_t *sites, size_t count,
               struct loop *loop, char **ret_said) {
  struct text script = {0};
  text_add(&script, "addr2line -e %s", path);
  for (size_t i = 0; i < count; i++)
    text_add(&script, " 0x%" PRIx64, sites[i]);
  text_add(&script, " 3>&2 2>/dev/null >&3");
  if (script.failed)
    return -ENOMEM;
  char *argv[] = {"sh", "-c", script.data, NULL};
  struct command command = {.argv = argv};
  int status = loop_run_commands(loop, &command, 1);
  text_done(&script);
  *ret_said = command.error_text;
  return status == -ECANCELED || status == -ENOMEM ? status : 0;
}

static int copy_to_memory(const struct image *image) {
  int fd = memfd_create("sockfit-lines", MFD_CLOEXEC);
  for (size_t done = 0; fd >= 0 && done < image->len;) {
    ssize_t count = write(fd, image->data + done, image->len - done);
    if (count <= 0) {
      close(fd);
      return -1;
    }
    done += (size_t)count;
  }
  return fd;
}

int image_lines(const struct image *image, const uint64_t *sites, size_t count,
                const char *folder, struct loop *loop, char **ret_lines) {
  for (size_t i = 0; i < count; i++)
    ret_lines[i] = NULL;
  int fd = copy_to_memory(image);
  char *said = NULL;
  char *path = fd < 0 ? NULL : text_format("/proc/%d/fd/%d", (int)getpid(), fd);
  int status = path == NULL ? 0 : ask(path, sites, count, loop, &said);
  const char *at = said;
  for (size_t i = 0; i < count && at != NULL && *at != '\0'; i++) {
    size_t len = strcspn(at, "\n");
    ret_lines[i] = take_line(at, len, folder);
    at += len + (at[len] == '\n');
  }
  free(said);
  free(path);
  if (fd >= 0)
    close(fd);
  return status;
}
