/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: runs the real program. See program.h. */
#include "support/program.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

#define ENV_MAX 256
#define FILE_MAX_OCTETS (256u << 20)

extern char **environ;

/* ---- starting and waiting ---- */

static bool same_name(const char *entry, const char *change) {
  size_t len = strcspn(change, "=");
  return strncmp(entry, change, len) == 0 && entry[len] == '=';
}

/* Our environment with the changes; strings are borrowed. */
static void change_environment(const char *const changes[],
                               char *ret_env[ENV_MAX + 1]) {
  size_t count = 0;
  for (char **entry = environ; *entry != NULL; entry++) {
    bool changed = false;
    for (size_t i = 0; changes[i] != NULL; i++)
      changed = changed || same_name(*entry, changes[i]);
    ck_assert_uint_lt(count, ENV_MAX - PROGRAM_ENV_MAX);
    if (!changed)
      ret_env[count++] = *entry;
  }
  for (size_t i = 0; changes[i] != NULL; i++) {
    if (strchr(changes[i], '=') != NULL)
      ret_env[count++] = (char *)changes[i];
  }
  ret_env[count] = NULL;
}

static int spawn(const struct program *program, char **argv, char **env,
                 struct outcome *outcome) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (program->stdout_closed)
    posix_spawn_file_actions_addclose(&actions, 1);
  else
    posix_spawn_file_actions_adddup2(&actions, outcome->out_fd, 1);
  posix_spawn_file_actions_adddup2(&actions, outcome->err_fd, 2);
  if (program->folder != NULL)
    posix_spawn_file_actions_addchdir_np(&actions, program->folder);
  if (program->own_group) {
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  int error =
      posix_spawnp(&outcome->pid, argv[0], &actions, &attributes, argv, env);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

void program_start(const struct program *program, struct outcome *ret_outcome) {
  char *argv[PROGRAM_ARGS_MAX + 2] = {
      (char *)(program->file == NULL ? TEST_PROGRAM : program->file)};
  char *env[ENV_MAX + 1];
  for (size_t i = 0; program->args[i] != NULL; i++)
    argv[i + 1] = (char *)program->args[i];
  change_environment(program->env, env);
  *ret_outcome = (struct outcome){.out_fd = memfd_create("out", MFD_CLOEXEC),
                                  .err_fd = memfd_create("err", MFD_CLOEXEC)};
  ck_assert_int_ge(ret_outcome->err_fd, 0);
  int error = spawn(program, argv, env, ret_outcome);
  ck_assert_msg(error == 0, "%s: %s", argv[0], strerror(error));
}

static char *take_content(int fd, size_t *ret_len) {
  struct stat about;
  ck_assert_int_eq(fstat(fd, &about), 0);
  char *content = calloc(1, (size_t)about.st_size + 1);
  ck_assert_ptr_nonnull(content);
  ck_assert_int_eq(pread(fd, content, (size_t)about.st_size, 0), about.st_size);
  close(fd);
  *ret_len = (size_t)about.st_size;
  return content;
}

void program_wait(struct outcome *outcome) {
  int status;
  ck_assert_int_eq(waitpid(outcome->pid, &status, 0), outcome->pid);
  outcome->status =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome->out = take_content(outcome->out_fd, &outcome->out_len);
  outcome->err = take_content(outcome->err_fd, &outcome->err_len);
}

void program_run(const struct program *program, struct outcome *ret_outcome) {
  program_start(program, ret_outcome);
  program_wait(ret_outcome);
}

void outcome_done(struct outcome *outcome) {
  free(outcome->out);
  free(outcome->err);
  *outcome = (struct outcome){0};
}

/* ---- what it said ---- */

void outcome_assert_status(const struct outcome *outcome, int status) {
  ck_assert_msg(outcome->status == status,
                "exit status %d instead of %d\n--- stdout\n%.3000s\n"
                "--- stderr\n%.3000s",
                outcome->status, status, outcome->out, outcome->err);
}

size_t outcome_errors(const struct outcome *outcome) {
  size_t count = 0;
  for (const char *at = outcome->err; (at = strstr(at, "error: ")) != NULL;
       at += strlen("error: ")) {
    /* A compiler's own errors are quoted on lines of their own. */
    const char *line = at;
    while (line > outcome->err && line[-1] != '\n')
      line--;
    if (memmem(line, (size_t)(at - line), ".c:", 3) == NULL &&
        memmem(line, (size_t)(at - line), ".h:", 3) == NULL)
      count++;
  }
  return count;
}

void outcome_assert_refused(const struct outcome *outcome, int status,
                            const char *const words[]) {
  outcome_assert_status(outcome, status);
  ck_assert_msg(outcome_errors(outcome) == 1, "not one error but:\n%.3000s",
                outcome->err);
  for (size_t i = 0; words[i] != NULL; i++)
    ck_assert_msg(strstr(outcome->err, words[i]) != NULL,
                  "no '%s' in:\n%.3000s", words[i], outcome->err);
}

/* ---- files ---- */

static char *all_folders;

void program_folders_make(void) {
  all_folders = text_format("/tmp/sockfit-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(all_folders));
}

void program_folders_remove(void) {
  files_remove_folder(all_folders);
  free(all_folders);
}

char *program_folder(void) {
  char *folder = text_format("%s/XXXXXX", all_folders);
  ck_assert_ptr_nonnull(mkdtemp(folder));
  return folder;
}

char *path_in(const char *folder, const char *name) {
  char *path = text_format("%s/%s", folder, name);
  ck_assert_ptr_nonnull(path);
  return path;
}

char *file_content(const char *path, size_t *ret_len) {
  char *data = NULL;
  size_t len = 0;
  int status = files_read(path, FILE_MAX_OCTETS, &data, &len);
  ck_assert_msg(status == 0, "%s: %s", path, strerror(-status));
  if (ret_len != NULL)
    *ret_len = len;
  return data;
}

void file_write(const char *path, const void *data, size_t len) {
  FILE *file = fopen(path, "wb");
  ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
  ck_assert_uint_eq(fwrite(data, 1, len, file), len);
  ck_assert_int_eq(fclose(file), 0);
}

long file_size(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 ? (long)about.st_size : -1;
}

int folder_count(const char *path) {
  DIR *folder = opendir(path);
  int count = 0;
  if (folder == NULL)
    return -1;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
    count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..");
  closedir(folder);
  return count;
}

bool tool_is_there(const char *name, const char *skipped) {
  const char *ci = getenv("CI");
  char *command = text_format("command -v %s >/dev/null 2>&1", name);
  bool there = system(command) == 0;
  free(command);
  if (there)
    return true;
  if (ci != NULL && strcmp(ci, "true") == 0)
    ck_abort_msg("%s is not installed, and CI=true", name);
  fprintf(stderr, "SKIPPED: %s (%s is not installed)\n", skipped, name);
  return false;
}

/* ---- scenarios ---- */

const char *quickstart(void) {
  return TEST_SOURCE_DIR "/scenarios/quickstart.yaml";
}

static char **shipped;
static size_t shipped_count;

static int add_shipped(const char *path, const struct stat *about, int type,
                       struct FTW *where) {
  (void)about;
  const char *dot = strrchr(path, '.');
  if (type != FTW_F || dot == NULL || strcmp(dot, ".yaml") != 0 ||
      strcmp(path + where->base, "secrets.yaml") == 0 ||
      strstr(path, "/esphome/common/") != NULL) /* parts of devices */
    return 0;
  shipped = realloc(shipped, (shipped_count + 1) * sizeof(*shipped));
  shipped[shipped_count++] = strdup(path);
  return 0;
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

size_t shipped_scenarios(char *const **ret_paths) {
  if (shipped == NULL) {
    nftw(TEST_SOURCE_DIR "/scenarios", add_shipped, 16, FTW_PHYS);
    qsort(shipped, shipped_count, sizeof(*shipped), by_text);
  }
  *ret_paths = shipped;
  return shipped_count;
}
