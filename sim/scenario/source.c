/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: reading the file and looking at its octets. The only file of
 * this stage that touches the file system. */
#include "scenario/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/suggest.h"
#include "base/text.h"

static int fail(struct diag *diag, const char *path, int error,
                const char *text) {
  struct place place = {.file = path};
  diag_add(diag, DIAG_ERROR, &place, "%s", text);
  return -error;
}

/* ---- a file that is not there ---- */

static int by_name(const struct dirent **left, const struct dirent **right) {
  return strcmp((*left)->d_name, (*right)->d_name); /* in no locale's order */
}

/* What of the folder was probably meant by name, malloc'ed; NULL: nothing. */
static char *nearest_in(const char *folder, const char *name) {
  struct dirent **entries = NULL;
  int found = scandir(folder, &entries, NULL, by_name);
  size_t count = found < 0 ? 0 : (size_t)found;
  const char **names = calloc(count + 1, sizeof(*names));
  for (size_t i = 0; names != NULL && i < count; i++)
    names[i] = entries[i]->d_name;
  const char *nearest =
      names == NULL ? NULL : suggest_nearest(name, names, count);
  char *copy = nearest == NULL || *nearest == '.' ? NULL : strdup(nearest);
  free((void *)names);
  for (size_t i = 0; i < count; i++)
    free(entries[i]);
  free((void *)entries);
  return copy;
}

/* The error with what to do about it. errno is ENOENT or ENOTDIR. */
static int absent(struct diag *diag, const char *path, int error) {
  struct place place = {.file = path};
  const char *slash = strrchr(path, '/');
  const char *name = slash == NULL ? path : slash + 1;
  char *folder = text_format("%.*s", (int)(name - path), path);
  struct stat st;
  bool has_folder = folder != NULL && (slash == NULL || stat(folder, &st) == 0);
  char *nearest = !has_folder ? NULL : nearest_in(slash ? folder : ".", name);
  if (folder != NULL && !has_folder)
    diag_add(diag, DIAG_ERROR, &place, "%s: there is no folder %s",
             strerror(error), folder);
  else if (nearest != NULL)
    diag_add(diag, DIAG_ERROR, &place, "%s; did you mean '%s%s'?",
             strerror(error), folder, nearest);
  else
    diag_add(diag, DIAG_ERROR, &place, "%s", strerror(error));
  free(nearest);
  free(folder);
  return -error;
}

static int check_file(int fd, const char *path, size_t *ret_size,
                      struct diag *diag) {
  struct stat st;
  if (fstat(fd, &st) < 0)
    return fail(diag, path, errno, strerror(errno));
  if (S_ISDIR(st.st_mode))
    return fail(diag, path, EISDIR, "is a directory, not a scenario file");
  if (!S_ISREG(st.st_mode))
    return fail(diag, path, EINVAL, "is not a regular file");
  *ret_size = (size_t)st.st_size;
  return 0;
}

/* Read until the end or size octets. Returns how many, or a negative errno. */
static ssize_t read_all(int fd, char *buffer, size_t size) {
  size_t len = 0;
  while (len < size) {
    ssize_t got = read(fd, buffer + len, size - len);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -errno;
    if (got == 0)
      break;
    len += (size_t)got;
  }
  return (ssize_t)len;
}

static bool is_continuation(unsigned char c) {
  return (c & 0xc0) == 0x80;
}

/* The place of the first octet too many, which an editor can go to. */
static int too_large(const char *text, size_t len, const char *path,
                     struct diag *diag) {
  struct place place = {.file = path, .line = 1, .column = 1};
  for (size_t i = 0; i < len; i++) {
    bool ends = text[i] == '\n';
    place.line += ends;
    place.column =
        ends ? 1 : place.column + !is_continuation((unsigned char)text[i]);
  }
  diag_add(diag, DIAG_ERROR, &place,
           "the file is larger than 1 MiB, which ends here; leave out what is "
           "no setting (a device may !include up to 4 MiB in further files)");
  return -EFBIG;
}

static int read_open(int fd, const char *path, struct arena *arena,
                     const char **ret_text, size_t *ret_len,
                     struct diag *diag) {
  size_t size = 0;
  int r = check_file(fd, path, &size, diag);
  if (r < 0)
    return r;
  bool larger = size > SOURCE_OCTETS_MAX;
  size = larger ? SOURCE_OCTETS_MAX : size;
  char *text = arena_get(arena, size + 1, 1);
  if (!text)
    return -ENOMEM;
  ssize_t len = read_all(fd, text, size);
  if (len < 0)
    return fail(diag, path, (int)-len, strerror((int)-len));
  if (larger)
    return too_large(text, (size_t)len, path, diag);
  size_t mark = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  *ret_text = text + mark;
  *ret_len = (size_t)len - mark;
  return 0;
}

int source_read(const char *path, struct arena *arena, const char **ret_text,
                size_t *ret_len, struct diag *diag) {
  /* O_NONBLOCK: opening a named pipe must not wait for its writer. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
    return absent(diag, path, errno);
  if (fd < 0)
    return fail(diag, path, errno, strerror(errno));
  int r = read_open(fd, path, arena, ret_text, ret_len, diag);
  close(fd);
  return r;
}

/* Length of the UTF-8 sequence at text, 0 when it is not one (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF). */
static size_t utf8_length(const unsigned char *text, size_t left) {
  unsigned char c = text[0];
  if (c < 0x80)
    return 1;
  size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
  if (c < 0xc2 || c > 0xf4 || left < len)
    return 0;
  for (size_t i = 1; i < len; i++)
    if (!is_continuation(text[i]))
      return 0;
  if ((c == 0xe0 && text[1] < 0xa0) || (c == 0xed && text[1] > 0x9f) ||
      (c == 0xf0 && text[1] < 0x90) || (c == 0xf4 && text[1] > 0x8f))
    return 0;
  return len;
}

/* C0, DEL and, as two octets, C1. */
static bool is_control(const unsigned char *here) {
  unsigned char c = *here;
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f ||
         (c == 0xc2 && here[1] < 0xa0);
}

/* Check len octets of one line. */
static int check_line(const char *line, size_t len, struct place place,
                      struct mistakes *mistakes) {
  for (size_t at = 0; at < len; place.column++) {
    const unsigned char *here = (const unsigned char *)line + at;
    size_t step = utf8_length(here, len - at);
    if (step == 0 || is_control(here)) {
      mistakes_add(mistakes, &place,
                   step == 0 ? "octet 0x%02x is not UTF-8 text"
                             : "control character 0x%02x in a text file",
                   step == 2 ? here[1] : here[0]);
      return -EINVAL;
    }
    at += step;
  }
  return 0;
}

/* libfyaml needs time that grows with the square of a directive's length, and
 * maybe of other lines. */
static int check_form(const char *line, size_t len, size_t len_max,
                      const struct place *place, struct mistakes *mistakes) {
  if (len > len_max)
    mistakes_add(mistakes, place, "a line of more than %zu octets", len_max);
  else if (len > 0 && *line == '%')
    mistakes_add(mistakes, place, "YAML directives ('%%') are not supported");
  else
    return 0;
  return -EINVAL;
}

static int check_lines(const char *text, size_t len, const char *file,
                       size_t line_max, struct mistakes *mistakes) {
  struct place place = {.file = file, .line = 1, .column = 1};
  const char *end = text + len;
  for (const char *line = text; line < end; place.line++) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    size_t line_len = (size_t)((stop ? stop : end) - line);
    int r = check_line(line, line_len, place, mistakes);
    if (r == 0)
      r = check_form(line, line_len, line_max, &place, mistakes);
    if (r < 0)
      return r;
    line = stop ? stop + 1 : end;
  }
  return 0;
}

int source_check(const char *text, size_t len, const char *file,
                 struct mistakes *mistakes) {
  return check_lines(text, len, file, SOURCE_LINE_OCTETS_MAX, mistakes);
}

int source_check_foreign(const char *text, size_t len, const char *file,
                         struct mistakes *mistakes) {
  return check_lines(text, len, file, SOURCE_FOREIGN_LINE_MAX, mistakes);
}

/* Where the text of a comment line begins and how long it is. */
static const char *comment_text(const char *line, size_t *ret_len) {
  const char *start = line + 1; /* after '#' */
  while (*start == ' ')
    start++;
  size_t len = strcspn(start, "\r\n");
  while (len > 0 && start[len - 1] == ' ')
    len--;
  *ret_len = len;
  return start;
}

static const char *next_line(const char *line) {
  line += strcspn(line, "\n");
  return *line == '\n' ? line + 1 : line;
}

char *source_intent(const char *text, struct arena *arena) {
  const char *end = text;
  while (*end == '#')
    end = next_line(end);
  /* Joined, the lines only get shorter. */
  char *intent = arena_get(arena, (size_t)(end - text) + 1, 1);
  if (!intent)
    return NULL;
  size_t used = 0;
  for (const char *line = text; line < end; line = next_line(line)) {
    size_t len;
    const char *start = comment_text(line, &len);
    if (used > 0 && len > 0)
      intent[used++] = ' ';
    memcpy(intent + used, start, len);
    used += len;
  }
  return intent;
}
