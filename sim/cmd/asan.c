/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: AddressSanitizer for images. See asan.h. */
#include "cmd/asan.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/loop.h"
#include "base/text.h"
#include "image/compiler.h"

#define STARTED_AGAIN "SOCKFIT_ASAN"

/* Signals are the world's (world/crash.h), which ends one host, not the
 * program. Tasks that are given up leak what they had. Its symbolizer stumbles
 * over files in memory; lines come from the image (image/symbols.h). */
static const char options[] =
    "halt_on_error=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:"
    "handle_sigill=0:handle_abort=0:use_sigaltstack=0:detect_leaks=0:"
    "detect_stack_use_after_return=0:symbolize=0:verify_asan_link_order=0";

static bool is_wanted(char **argv) {
  while (*argv != NULL && strcmp(*argv, "--asan") != 0)
    argv++;
  return *argv != NULL;
}

static bool is_here(void) {
  return dlsym(RTLD_DEFAULT, "__asan_set_error_report_callback") != NULL;
}

/* Compilers answer with the name alone when they do not have the file. */
static int ask_compiler(struct loop *loop, char *compiler, const char *name,
                        char **ret_path) {
  char *question = text_format("-print-file-name=%s", name);
  char *argv[] = {"sh", "-c", "\"$0\" \"$1\" >&2", compiler, question, NULL};
  struct command command = {.argv = argv};
  int status =
      question == NULL ? -ENOMEM : loop_run_commands(loop, &command, 1);
  char *path = command.error_text;
  free(question);
  if (status == 0) {
    path[strcspn(path, "\n")] = '\0';
    status = path[0] == '/' && files_exist(path) ? 0 : -ENOENT;
  }
  if (status == 0)
    *ret_path = path;
  else
    free(path);
  return status;
}

/* clang's own before gcc's, which clang may find as well. */
static int find_library(char **ret_path, struct diag *diag) {
  static const char *const names[] = {"libclang_rt.asan-x86_64.so",
                                      "libclang_rt.asan-aarch64.so",
                                      "libclang_rt.asan.so", "libasan.so"};
  char *compiler = NULL;
  int status = compiler_find(&compiler, diag);
  if (status != 0)
    return status;
  struct loop *loop = loop_new();
  status = loop == NULL ? -ENOMEM : -ENOENT;
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    if (status == -ENOENT)
      status = ask_compiler(loop, compiler, names[i], ret_path);
  }
  if (status == -ENOENT)
    diag_add(diag, DIAG_ERROR, NULL,
             "--asan: the compiler %s has no libasan.so (Debian: the package "
             "libasan of its version comes with gcc)",
             compiler);
  loop_free(loop);
  free(compiler);
  return status;
}

static int start_again(char **argv, struct diag *diag) {
  char *library = NULL;
  int status = is_here() ? 0 : find_library(&library, diag);
  if (status != 0)
    return status;
  if (library != NULL)
    setenv("LD_PRELOAD", library, 1);
  setenv("ASAN_OPTIONS", options, 1);
  setenv(STARTED_AGAIN, "1", 1);
  execv(files_program(), argv);
  diag_add(diag, DIAG_ERROR, NULL, "--asan: the program does not start again");
  free(library);
  return -EIO;
}

/* What it finds is part of the verdict; its own report, with addresses, would
 * be in the way. */
static void silence(void) {
  void (*set_fd)(void *fd) = NULL;
  *(void **)&set_fd = dlsym(RTLD_DEFAULT, "__sanitizer_set_report_fd");
  int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (set_fd != NULL && fd >= 0)
    set_fd((void *)(intptr_t)fd);
}

int asan_prepare(char **argv, struct diag *diag) {
  if (!is_wanted(argv))
    return 0;
  if (getenv(STARTED_AGAIN) == NULL)
    return start_again(argv, diag);
  /* Compilers are not to be examined. */
  unsetenv("LD_PRELOAD");
  unsetenv("ASAN_OPTIONS");
  unsetenv(STARTED_AGAIN);
  if (is_here()) {
    silence();
    return 0;
  }
  diag_add(diag, DIAG_ERROR, NULL, "--asan: libasan was not loaded");
  return -EIO;
}
