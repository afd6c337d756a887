/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables of docs/scenario-format.md are those of kinds.def. With --print
 * the program writes the tables, to be pasted between the page's markers. */
#include "support.h"

#include <inttypes.h>

#define PAGE TEST_DATA_DIR "/../../docs/scenario-format.md"
#define BEGIN "<!-- kinds: begin -->\n"
#define END "<!-- kinds: end -->\n"

/* "a|b" as `a`, `b`: a bar would end the cell. */
static void print_choices(FILE *out, const char *choices) {
  for (const char *at = choices; *at;) {
    size_t len = strcspn(at, "|");
    fprintf(out, "%s`%.*s`", at == choices ? "" : ", ", (int)len, at);
    at += len + (at[len] == '|');
  }
}

static void print_type(FILE *out, const struct param_spec *spec) {
  switch (spec->type) {
  case PARAM_NUMBER:
    fprintf(out, "number, %" PRId64 " to %" PRId64, spec->min, spec->max);
    break;
  case PARAM_TIME:
    fputs("time", out);
    break;
  case PARAM_BOOL:
    fputs("`true` or `false`", out);
    break;
  case PARAM_RATE:
    fputs("rate", out);
    break;
  case PARAM_PERCENT:
    fputs("share", out);
    break;
  case PARAM_HOST:
    fputs("host", out);
    break;
  case PARAM_TEXT:
    fputs("text", out);
    break;
  case PARAM_LIST:
    fputs("list of texts", out);
    break;
  case PARAM_STEPS:
    fputs("[steps](#steps)", out);
    break;
  case PARAM_CHOICE:
    print_choices(out, spec->choices);
    break;
  case PARAM_BOUND:
    fputs("bound", out);
    break;
  }
}

static void print_kind(FILE *out, const struct kind *kind) {
  fprintf(out, "\n### `%s`\n\n%s.", kind->name, kind->help);
  if (kind->family == FAMILY_CONSUMER)
    fprintf(out, " Declares TCP %d, UDP %d, TCP_LISTEN %d.", kind->declared.tcp,
            kind->declared.udp, kind->declared.tcp_listen);
  if (kind->family == FAMILY_CONSUMER && kinds_apis(kind) & KIND_RAW)
    fputs(kinds_apis(kind) & KIND_SOCKETS ? " For socket and raw-API profiles."
                                          : " For raw-API profiles only.",
          out);
  fputs("\n\n| key | type | default | meaning |\n| --- | --- | --- | --- |\n",
        out);
  for (size_t i = 0; i < kind->param_count; i++) {
    const struct param_spec *spec = &kind->params[i];
    fprintf(out, "| `%s` | ", spec->name);
    print_type(out, spec);
    fprintf(out, " | %s | %s |\n",
            spec->fallback   ? spec->fallback
            : spec->required ? "required"
                             : "none",
            spec->help);
  }
}

static void print_family(FILE *out, enum item_family family,
                         const char *heading) {
  size_t count;
  const struct kind *const *kinds = kinds_of(family, &count);
  fprintf(out, "\n## %s\n", heading);
  for (size_t i = 0; i < count; i++)
    print_kind(out, kinds[i]);
}

static void print_tables(FILE *out) {
  print_family(out, FAMILY_CONSUMER, "Kinds of consumers");
  print_family(out, FAMILY_PEER, "Kinds of peers");
  print_family(out, FAMILY_EXPECTATION, "Kinds of expectations");
  print_family(out, FAMILY_FAULT, "Kinds of faults");
  fputs("\n", out);
}

static char *read_page(void) {
  FILE *file = fopen(PAGE, "rb");
  ck_assert_msg(file != NULL, "cannot open %s", PAGE);
  char *page = calloc(1, 1 << 20);
  ck_assert_ptr_nonnull(page);
  ck_assert_uint_gt(fread(page, 1, (1 << 20) - 1, file), 0);
  fclose(file);
  return page;
}

START_TEST(the_page_has_the_tables_of_the_list) {
  char *tables = NULL;
  size_t len = 0;
  FILE *out = open_memstream(&tables, &len);
  ck_assert_ptr_nonnull(out);
  print_tables(out);
  fclose(out);
  char *page = read_page();
  char *begin = strstr(page, BEGIN);
  char *end = strstr(page, END);
  ck_assert(begin && end && begin < end);
  *end = '\0';
  ck_assert_msg(strcmp(begin + strlen(BEGIN), tables) == 0,
                "the tables differ: print them with --print");
  free(page);
  free(tables);
}
END_TEST

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--print") == 0) {
    print_tables(stdout);
    return EXIT_SUCCESS;
  }
  Suite *suite = suite_create("scenario/format page");
  TCase *tcase = tcase_create("format page");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, the_page_has_the_tables_of_the_list);
  return run_suite(suite);
}
