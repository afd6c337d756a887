/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: the parser of steps.h. Pure functions. */
#include "steps.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Which arguments a verb takes; read in this order. */
enum {
  WANTS_OCTETS = 1,  /* N */
  WANTS_ANSWER = 2,  /* for M */
  WANTS_PATH = 4,    /* PATH */
  MAY_TIMES = 8,     /* xM */
  MAY_EVERY = 16,    /* every T */
  WANTS_TIME = 32,   /* T */
  MAY_TIME = 64,     /* T, or nothing */
  MAY_COUNT = 128,   /* N without x, or nothing */
  WANTS_AMOUNT = 256 /* N, any or eof */
};

static const struct verb {
  const char *word;
  enum step_verb verb;
  unsigned arguments;
} verbs[] = {
    {"connect", STEP_CONNECT, 0},
    {"send", STEP_SEND, WANTS_OCTETS | MAY_TIMES | MAY_EVERY},
    {"ask", STEP_ASK, WANTS_OCTETS | WANTS_ANSWER | MAY_TIMES | MAY_EVERY},
    {"get", STEP_GET, WANTS_PATH | MAY_TIMES | MAY_EVERY},
    {"recv", STEP_RECV, WANTS_AMOUNT},
    {"expect_close", STEP_EXPECT_CLOSE, WANTS_TIME},
    {"served", STEP_SERVED, 0},
    {"hold", STEP_HOLD, MAY_TIME},
    {"sleep", STEP_SLEEP, WANTS_TIME},
    {"shutdown", STEP_SHUTDOWN, 0},
    {"close", STEP_CLOSE, 0},
    {"abort", STEP_ABORT, 0},
    {"vanish", STEP_VANISH, 0},
    {"reboot", STEP_REBOOT, 0},
    {"repeat", STEP_REPEAT, MAY_COUNT},
};

struct word {
  const char *at;
  size_t len;
};

struct parse {
  const char *text;
  const char *at;
  struct steps_mistake *mistake;
};

/* The next word of this step, without taking it; empty at the step's end. */
static struct word peek(struct parse *parse) {
  parse->at += strspn(parse->at, " ");
  return (struct word){parse->at, strcspn(parse->at, " ;")};
}

static void take(struct parse *parse, struct word word) {
  parse->at = word.at + word.len;
}

static bool is_word(struct word word, const char *text) {
  return strlen(text) == word.len && memcmp(word.at, text, word.len) == 0;
}

static int wrong(struct parse *parse, struct word word, const char *expected) {
  *parse->mistake = (struct steps_mistake){
      .offset = (size_t)(word.at - parse->text),
      .len = word.len,
      .expected = expected,
  };
  return -EINVAL;
}

/* Digits at the front of a word, up to max. Returns how many characters they
 * take; 0 when there are none, or too many. */
static size_t digits(struct word word, uint64_t max, uint64_t *ret_number) {
  uint64_t number = 0;
  size_t i = 0;
  for (; i < word.len && word.at[i] >= '0' && word.at[i] <= '9'; i++) {
    number = number * 10 + (uint64_t)(word.at[i] - '0');
    if (number > max)
      return 0;
  }
  *ret_number = number;
  return i;
}

static bool read_count(struct word word, uint32_t *ret_number) {
  uint64_t number;
  if (word.len == 0 || digits(word, STEPS_OCTETS_MAX, &number) != word.len ||
      number == 0)
    return false;
  *ret_number = (uint32_t)number;
  return true;
}

static bool read_time(struct word word, uint32_t *ret_ms) {
  static const struct {
    const char *unit;
    uint64_t ms;
  } units[] = {{"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}};
  uint64_t number;
  size_t len = digits(word, STEPS_MS_MAX, &number);
  if (len == 0)
    return false;
  struct word unit = {word.at + len, word.len - len};
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    if (!is_word(unit, units[i].unit))
      continue;
    number *= units[i].ms;
    *ret_ms = (uint32_t)number;
    return number > 0 && number <= STEPS_MS_MAX;
  }
  return false;
}

static int parse_octets(struct parse *parse, uint32_t *ret_octets) {
  struct word word = peek(parse);
  if (!read_count(word, ret_octets))
    return wrong(parse, word, "a number of octets, 1 to 10000000");
  take(parse, word);
  return 0;
}

static int parse_answer(struct parse *parse, struct step *step) {
  struct word word = peek(parse);
  if (!is_word(word, "for"))
    return wrong(parse, word, "'for' and the octets of the answer");
  take(parse, word);
  return parse_octets(parse, &step->answer);
}

static int parse_path(struct parse *parse, struct step *step) {
  struct word word = peek(parse);
  if (word.len == 0 || word.at[0] != '/' || word.len >= STEPS_PATH_SIZE)
    return wrong(parse, word, "a path such as /index.html, at most 63 octets");
  memcpy(step->path, word.at, word.len);
  take(parse, word);
  return 0;
}

static int parse_amount(struct parse *parse, struct step *step) {
  struct word word = peek(parse);
  if (is_word(word, "any"))
    step->verb = STEP_RECV_ANY;
  else if (is_word(word, "eof"))
    step->verb = STEP_RECV_EOF;
  else if (!read_count(word, &step->octets))
    return wrong(parse, word, "a number of octets, 'any' or 'eof'");
  take(parse, word);
  return 0;
}

/* xM or x*; nothing is 1. */
static int parse_times(struct parse *parse, struct step *step) {
  struct word word = peek(parse);
  step->times = 1;
  if (word.len == 0 || word.at[0] != 'x')
    return 0;
  struct word number = {word.at + 1, word.len - 1};
  if (is_word(number, "*"))
    step->times = STEPS_FOR_EVER;
  else if (!read_count(number, &step->times))
    return wrong(parse, word, "how often, such as x6, or x* for ever");
  take(parse, word);
  return 0;
}

static int parse_every(struct parse *parse, struct step *step) {
  struct word word = peek(parse);
  if (!is_word(word, "every"))
    return 0;
  take(parse, word);
  word = peek(parse);
  if (!read_time(word, &step->ms))
    return wrong(parse, word, "a time such as 5s or 250ms");
  take(parse, word);
  return 0;
}

static int parse_time(struct parse *parse, struct step *step, bool required) {
  struct word word = peek(parse);
  if (word.len == 0 && !required)
    return 0;
  if (!read_time(word, &step->ms))
    return wrong(parse, word, "a time such as 5s or 250ms");
  take(parse, word);
  return 0;
}

static int parse_count(struct parse *parse, struct step *step) {
  struct word word = peek(parse);
  step->times = STEPS_FOR_EVER;
  if (word.len == 0)
    return 0;
  if (!read_count(word, &step->times))
    return wrong(parse, word, "how often, or nothing for ever");
  take(parse, word);
  return 0;
}

static int parse_arguments(struct parse *parse, unsigned arguments,
                           struct step *step) {
  int result = 0;
  if (arguments & WANTS_OCTETS)
    result = parse_octets(parse, &step->octets);
  if (result == 0 && arguments & WANTS_ANSWER)
    result = parse_answer(parse, step);
  if (result == 0 && arguments & WANTS_PATH)
    result = parse_path(parse, step);
  if (result == 0 && arguments & WANTS_AMOUNT)
    result = parse_amount(parse, step);
  if (result == 0 && arguments & MAY_TIMES)
    result = parse_times(parse, step);
  if (result == 0 && arguments & MAY_EVERY)
    result = parse_every(parse, step);
  if (result == 0 && arguments & (WANTS_TIME | MAY_TIME))
    result = parse_time(parse, step, arguments & WANTS_TIME);
  if (result == 0 && arguments & MAY_COUNT)
    result = parse_count(parse, step);
  if (result == 0 && peek(parse).len > 0)
    result = wrong(parse, peek(parse), "';' or the end of the steps");
  return result;
}

/* A sequence must make sense: something is done with a connection only while
 * there is one, and only repeat may follow its end. */
static const char *misplaced(enum step_verb verb, size_t index,
                             bool *connected) {
  switch (verb) {
  case STEP_CONNECT:
    if (*connected)
      return "another step: it is connected already";
    *connected = true;
    return NULL;
  case STEP_SLEEP:
    return index == 0 ? "'connect' as the first step" : NULL;
  case STEP_REPEAT:
    return index == 0 ? "'connect' as the first step" : NULL;
  case STEP_CLOSE:
  case STEP_ABORT:
  case STEP_VANISH:
  case STEP_REBOOT:
  case STEP_EXPECT_CLOSE:
    if (*connected) {
      *connected = false;
      return NULL;
    }
    break;
  default:
    if (*connected)
      return NULL;
  }
  return index == 0 ? "'connect' as the first step"
                    : "'connect' before this: there is no connection";
}

static int parse_step(struct parse *parse, struct steps *steps,
                      bool *connected) {
  struct word word = peek(parse);
  size_t count = sizeof verbs / sizeof verbs[0];
  size_t i = 0;
  while (i < count && !is_word(word, verbs[i].word))
    i++;
  if (i == count)
    return wrong(parse, word,
                 "connect, send, ask, get, recv, expect_close, served, hold, "
                 "sleep, shutdown, close, abort, vanish, reboot or repeat");
  if (steps->count == STEPS_MAX)
    return wrong(parse, word, "no more than 64 steps");
  if (steps->count > 0 && steps->items[steps->count - 1].verb == STEP_REPEAT)
    return wrong(parse, word, "nothing behind 'repeat'");
  const char *expected = misplaced(verbs[i].verb, steps->count, connected);
  if (expected)
    return wrong(parse, word, expected);
  take(parse, word);
  struct step *step = &steps->items[steps->count++];
  *step = (struct step){.verb = verbs[i].verb, .times = 1};
  return parse_arguments(parse, verbs[i].arguments, step);
}

int steps_parse(const char *text, struct steps *ret_steps,
                struct steps_mistake *ret_mistake) {
  struct parse parse = {.text = text, .at = text, .mistake = ret_mistake};
  bool connected = false;
  ret_steps->count = 0;
  for (;;) {
    int result = parse_step(&parse, ret_steps, &connected);
    if (result < 0)
      return result;
    if (*parse.at == '\0')
      return 0;
    parse.at++; /* ';' */
    if (peek(&parse).len == 0 && *parse.at == '\0')
      return 0; /* one behind the last step does no harm */
  }
}
