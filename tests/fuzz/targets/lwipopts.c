/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: fuzzes the import of an lwipopts.h with a compiler that is played
 * here. Parts of the input, divided by a line of "%%": the header, and what
 * the compiler makes of it: lines of "INDEX VALUE", the numbers that its table
 * has at these indices; after "!" octets of assembly; after "?" its errors. */
#include <stdlib.h>
#include <string.h>

#include "../support.h"

struct loop;
struct command;
static int played_compiler(struct loop *loop, struct command *commands,
                           size_t count);

/* The compiler is started in one place only. */
#define loop_run_commands played_compiler
#include "../../../sim/import/lwipopts.c"

static char *words; /* of the compiler, about the user's header */
static int calls;

static void write_numbers(FILE *out, const char *at) {
  int64_t table[TABLE_MAX] = {0};
  size_t count = 0, index;
  long long value;
  int used;
  while (name_of(count / 2) != NULL) {
    table[count] = OFFSET;
    count++;
  }
  while (sscanf(at, "%zu %lld\n%n", &index, &value, &used) == 2) {
    table[index % count] = (int64_t)((uint64_t)value + OFFSET);
    at += used;
  }
  fprintf(out, "\t.text\n%s:\n", TABLE);
  for (size_t i = 0; i < count; i++)
    fprintf(out, "\t.quad\t%lld\n", (long long)table[i]);
  fprintf(out, "\t.ident\t\"cc\"\n");
}

/* What is included is asked for first: nothing but the source. */
static int played_preprocessor(struct command *command) {
  for (char *const *word = command->argv; *word != NULL; word++) {
    if (strncmp(*word, "-MF", 3) == 0) {
      FILE *rule = fopen(*word + 3, "w");
      if (rule == NULL)
        fuzz_fail("no rule for the compiler");
      fputs("table.o:\n", rule);
      fclose(rule);
      command->error_text = strdup("");
      return 1;
    }
  }
  return 0;
}

/* The first call is about lwIP's own defaults, the second about the header. */
static int played_compiler(struct loop *loop, struct command *commands,
                           size_t count) {
  (void)loop;
  (void)count;
  if (played_preprocessor(commands))
    return 0;
  const char *said = calls++ == 0 ? "" : words;
  const char *output = NULL;
  commands->error_text = strdup(*said == '?' ? said + 1 : "");
  if (*said == '?')
    return -ECHILD;
  for (char *const *word = commands->argv; *word != NULL; word++) {
    if (strcmp(*word, "-o") == 0)
      output = word[1];
  }
  FILE *out = output == NULL ? NULL : fopen(output, "w");
  if (out == NULL)
    fuzz_fail("no output for the compiler");
  if (*said == '!')
    fputs(said + 1, out);
  else
    write_numbers(out, said);
  fclose(out);
  return 0;
}

static struct image_places places;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  struct diag diag = {0};
  (void)argc;
  (void)argv;
  if (image_places_find(NULL, &places, &diag) != 0)
    fuzz_fail("%s", diag.entries[0].text);
  fuzz_enter_folder();
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  struct imported imported;
  struct diag diag = {0};
  size_t len;
  if (size == 0)
    return 0;
  fuzz_file("lwipopts.h", &input);
  words = fuzz_part(&input, &len);
  calls = 0;
  int status = import_lwipopts("lwipopts.h", &places, NULL, &imported, &diag);
  if (status == -EBADMSG && *words == '!')
    diag_done(&diag); /* no compiler would write that */
  else
    fuzz_answered(status, &diag);
  if (status == 0)
    fuzz_imported("lwipopts.h", &imported);
  free(words);
  return 0;
}
