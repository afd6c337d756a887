/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: libfyaml's events become the tree of yaml.h. Events, not
 * libfyaml's documents: the tree is built without recursion, with a bound on
 * depth and size, and aliases are never expanded. Touches memory only. */
#include "scenario/yaml.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/yaml_foreign.h"
#include "scenario/yaml_scalar.h"

struct builder {
  bool foreign;
  struct arena *arena;
  struct mistakes *mistakes;
  const char *file;
  const char *text;
  struct yaml_node *root;
  struct yaml_node *open[YAML_DEPTH_MAX]; /* collections not yet ended */
  size_t depth;
  size_t node_count;
  size_t document_count;
  bool key_read;   /* the next value belongs to key */
  const char *key; /* NULL: a broken key, whose value is dropped */
  struct place key_place;
  struct place last_place;     /* of the last event that had one */
  struct yaml_anchors anchors; /* foreign */
};

static struct place mark_place(const struct builder *b,
                               const struct fy_mark *mark) {
  struct place place = {.file = b->file};
  if (mark) {
    place.line = mark->line + 1;
    place.column = mark->column + 1;
  }
  return place;
}

/* What is absent has no place; versions of libfyaml differ in what they say.
 * It is reported where the value or key before it began. */
static struct place event_place(struct builder *b, struct fy_event *event) {
  const struct fy_mark *mark = fy_event_start_mark(event);
  if (mark && !yaml_scalar_is_absent(event))
    b->last_place = mark_place(b, mark);
  if (mark && yaml_scalar_starts_in_quotes(event, b->text))
    b->last_place.column--;
  return b->last_place;
}

static bool expects_key(const struct builder *b) {
  return b->depth > 0 && b->open[b->depth - 1]->type == YAML_MAPPING &&
         !b->key_read;
}

/* The scalar's text and type, reported and BROKEN when it is not one line. */
static int scalar_text(struct builder *b, struct fy_event *event,
                       enum yaml_type *ret_type, const char **ret_text) {
  int r = yaml_scalar_read(event, b->text, b->foreign && !expects_key(b),
                           b->arena, ret_type, ret_text);
  if (r == 0 && *ret_type == YAML_BROKEN) {
    struct place place = event_place(b, event);
    mistakes_add(b->mistakes, &place,
                 "a value or key is one line without control characters");
  }
  return r;
}

/* The key to use, or NULL (reported) when it is none or not a new one. */
static const char *check_key(struct builder *b, enum yaml_type type,
                             const char *text, const struct place *place) {
  if (type == YAML_NULL)
    mistakes_add(b->mistakes, place, "a key is missing after this");
  if (type != YAML_SCALAR)
    return NULL;
  bool merge = strcmp(text, "<<") == 0;
  if (merge && b->foreign)
    return text;
  const struct yaml_node *before = yaml_get(b->open[b->depth - 1], text);
  if (before)
    mistakes_add(
        b->mistakes, place, "key '%s' is given twice; the first is at %d:%d",
        clip(text).text, before->key_place.line, before->key_place.column);
  else if (merge)
    mistakes_add(b->mistakes, place, "merge keys ('<<') are not supported");
  else
    return text;
  return NULL;
}

static int read_key(struct builder *b, struct fy_event *event) {
  struct place place = event_place(b, event);
  if (b->open[b->depth - 1]->count == YAML_KEYS_MAX) {
    mistakes_add(b->mistakes, &place, "more than %d keys in one mapping",
                 YAML_KEYS_MAX);
    return -EINVAL;
  }
  enum yaml_type type;
  const char *text;
  int r = scalar_text(b, event, &type, &text);
  if (r < 0)
    return r;
  b->key_read = true;
  b->key = check_key(b, type, text, &place);
  b->key_place = place;
  return 0;
}

/* Hang node below the innermost open collection. */
static void link_node(struct builder *b, struct yaml_node *node) {
  if (b->depth == 0) {
    b->root = node;
    return;
  }
  struct yaml_node *parent = b->open[b->depth - 1];
  if (parent->type == YAML_MAPPING) {
    b->key_read = false;
    if (!b->key)
      return;
    node->key = b->key;
    node->key_place = b->key_place;
  }
  if (parent->last)
    parent->last->next = node;
  else
    parent->first = node;
  parent->last = node;
  parent->count++;
}

/* Tag and anchor of a foreign value. */
static int add_properties(struct builder *b, struct fy_event *event,
                          struct yaml_node *node) {
  if (!b->foreign || event->type == FYET_ALIAS)
    return 0;
  struct fy_token *anchor = fy_event_get_anchor_token(event);
  node->tag = yaml_tag_text(fy_event_get_tag_token(event), b->arena);
  return anchor
             ? yaml_anchor_add(&b->anchors, anchor, node, b->arena, b->mistakes)
             : 0;
}

static int add_node(struct builder *b, struct fy_event *event,
                    enum yaml_type type, const char *text,
                    struct yaml_node **ret_node) {
  struct place place = event_place(b, event);
  if (++b->node_count > YAML_NODES_MAX) {
    mistakes_add(b->mistakes, &place, "more than %d values in one file",
                 YAML_NODES_MAX);
    return -EINVAL;
  }
  struct yaml_node *node = arena_get(b->arena, 1, sizeof(*node));
  if (!node)
    return -ENOMEM;
  node->type = type;
  node->text = text;
  node->place = place;
  link_node(b, node);
  *ret_node = node;
  return add_properties(b, event, node);
}

static int add_scalar(struct builder *b, struct fy_event *event) {
  if (expects_key(b))
    return read_key(b, event);
  enum yaml_type type;
  const char *text;
  struct yaml_node *node;
  int r = scalar_text(b, event, &type, &text);
  if (r == 0)
    r = add_node(b, event, type, text, &node);
  if (r == 0)
    node->is_plain = yaml_scalar_is_plain(event);
  return r;
}

static int add_collection(struct builder *b, struct fy_event *event,
                          enum yaml_type type) {
  struct place place = event_place(b, event);
  if (expects_key(b)) {
    mistakes_add(b->mistakes, &place, "a key must be a single word, found %s",
                 yaml_type_name(type));
    return -EINVAL;
  }
  if (b->depth == YAML_DEPTH_MAX) {
    mistakes_add(b->mistakes, &place, "nested deeper than %d levels",
                 YAML_DEPTH_MAX);
    return -EINVAL;
  }
  struct yaml_node *node;
  int r = add_node(b, event, type, NULL, &node);
  if (r == 0)
    b->open[b->depth++] = node;
  return r;
}

static bool is_open(const struct builder *b, const struct yaml_node *node) {
  for (size_t i = 0; i < b->depth; i++)
    if (b->open[i] == node)
      return true;
  return false;
}

/* An alias: a node that shares the children of the anchor's. */
static int share(struct builder *b, struct fy_event *event) {
  struct place place = event_place(b, event);
  place.column--; /* libfyaml's is that of the name */
  const struct yaml_node *target =
      yaml_anchor_find(&b->anchors, event->alias.anchor);
  if (!target)
    mistakes_add(b->mistakes, &place, "an alias without an anchor before it");
  else if (is_open(b, target))
    mistakes_add(b->mistakes, &place, "an alias inside its own anchor");
  struct yaml_node *node;
  int r = add_node(b, event, YAML_BROKEN, NULL, &node);
  if (r < 0 || !target || is_open(b, target))
    return r;
  node->type = target->type;
  node->text = target->text;
  node->is_plain = target->is_plain;
  node->tag = target->tag;
  node->first = target->first;
  node->last = target->last;
  node->count = target->count;
  return 0;
}

static int add_alias(struct builder *b, struct fy_event *event) {
  struct place place = event_place(b, event);
  if (b->foreign && !expects_key(b))
    return share(b, event);
  mistakes_add(b->mistakes, &place,
               "aliases ('*') are not supported; write the value out");
  if (expects_key(b)) {
    b->key_read = true;
    b->key = NULL;
    b->key_place = place;
    return 0;
  }
  struct yaml_node *node;
  return add_node(b, event, YAML_BROKEN, NULL, &node);
}

static int start_document(struct builder *b, struct fy_event *event) {
  if (++b->document_count == 1)
    return 0;
  struct place place = event_place(b, event);
  mistakes_add(b->mistakes, &place, "%s is one YAML document",
               b->foreign ? "such a file" : "a scenario");
  return -EINVAL;
}

/* Tags and anchors may stand before any value; the value counts without. */
static void refuse_properties(struct builder *b, struct fy_event *event) {
  struct fy_token *tag = fy_event_get_tag_token(event);
  struct fy_token *anchor = fy_event_get_anchor_token(event);
  if (tag) {
    struct place place = mark_place(b, fy_token_start_mark(tag));
    mistakes_add(b->mistakes, &place,
                 "tags ('!') are not supported; put a value that begins with "
                 "'!' in quotes");
  }
  if (anchor && event->type != FYET_ALIAS) {
    struct place place = mark_place(b, fy_token_start_mark(anchor));
    mistakes_add(b->mistakes, &place, "anchors ('&') are not supported");
  }
}

static int add_event(struct builder *b, struct fy_event *event) {
  if (!b->foreign)
    refuse_properties(b, event);
  switch (event->type) {
  case FYET_DOCUMENT_START:
    return start_document(b, event);
  case FYET_ALIAS:
    return add_alias(b, event);
  case FYET_SCALAR:
    return add_scalar(b, event);
  case FYET_SEQUENCE_START:
    return add_collection(b, event, YAML_SEQUENCE);
  case FYET_MAPPING_START:
    return add_collection(b, event, YAML_MAPPING);
  case FYET_SEQUENCE_END:
  case FYET_MAPPING_END:
    b->depth--;
    return 0;
  case FYET_NONE:
  case FYET_STREAM_START:
  case FYET_STREAM_END:
  case FYET_DOCUMENT_END:
    return 0;
  }
  return 0;
}

/* libfyaml's first complaint as ours; later ones follow from it. */
static int syntax_result(struct builder *b, struct fy_parser *parser,
                         struct fy_diag *fy_diag) {
  void *iterator = NULL;
  const struct fy_diag_error *error =
      fy_diag_errors_iterate(fy_diag, &iterator);
  if (!error && !fy_parser_get_stream_error(parser))
    return 0;
  struct place place = {.file = b->file};
  if (error && error->line > 0) {
    place.line = error->line;
    place.column = error->column > 0 ? error->column : 1;
  }
  mistakes_add(b->mistakes, &place, "not valid YAML: %s",
               error ? error->msg : "the parser gave up");
  return -EINVAL;
}

static int read_events(struct builder *b, struct fy_parser *parser,
                       struct fy_diag *fy_diag) {
  struct fy_event *event;
  int r = 0;
  while (r == 0 && (event = fy_parser_parse(parser))) {
    r = add_event(b, event);
    fy_parser_event_free(parser, event);
  }
  return r < 0 ? r : syntax_result(b, parser, fy_diag);
}

/* What libfyaml and the tree take, as a multiple of the text. */
#define PARSER_TIMES 100

static int parse_with(struct builder *b, struct fy_diag *fy_diag,
                      const char *text, size_t len) {
  fy_diag_set_collect_errors(fy_diag, true);
  struct fy_parse_cfg cfg = {
      .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 |
               FYPCF_JSON_NONE,
      .diag = fy_diag,
  };
  struct fy_parser *parser = fy_parser_create(&cfg);
  if (!parser)
    return -ENOMEM;
  bool left = memory_is_left(MEMORY_FEW_OCTETS + PARSER_TIMES * len);
  int r = !left || fy_parser_set_string(parser, text, len) < 0
              ? -ENOMEM
              : read_events(b, parser, fy_diag);
  fy_parser_destroy(parser);
  return r;
}

static int parse(struct builder *b, const char *text, size_t len) {
  if (len == 0)
    return 0;
  struct fy_diag_cfg cfg;
  fy_diag_cfg_default(&cfg);
  cfg.fp = NULL; /* complaints are collected, never printed */
  cfg.level = FYET_ERROR;
  struct fy_diag *fy_diag = fy_diag_create(&cfg);
  if (!fy_diag)
    return -ENOMEM;
  errno = 0;
  int r = parse_with(b, fy_diag, text, len);
  /* Where libfyaml has no memory it leaves values out, or ends in silence. */
  if (errno == ENOMEM)
    r = -ENOMEM;
  fy_diag_destroy(fy_diag);
  return r;
}

static int build(struct builder *b, size_t len, struct yaml_node **ret_root) {
  b->last_place.file = b->file;
  int r = parse(b, b->text, len);
  if (r < 0)
    return r;
  if (!b->root) {
    struct place place = {.file = b->file};
    mistakes_add(b->mistakes, &place, "there is nothing in it");
    return -EINVAL;
  }
  *ret_root = b->root;
  return 0;
}

int yaml_parse(const char *text, size_t len, const char *file,
               struct arena *arena, struct mistakes *mistakes,
               struct yaml_node **ret_root) {
  struct builder b = {
      .arena = arena, .mistakes = mistakes, .file = file, .text = text};
  return build(&b, len, ret_root);
}

int yaml_parse_foreign(const char *text, size_t len, const char *file,
                       struct arena *arena, struct mistakes *mistakes,
                       struct yaml_node **ret_root) {
  struct builder b = {.foreign = true,
                      .arena = arena,
                      .mistakes = mistakes,
                      .file = file,
                      .text = text};
  return build(&b, len, ret_root);
}

const struct yaml_node *yaml_get(const struct yaml_node *mapping,
                                 const char *key) {
  for (const struct yaml_node *node = mapping->first; node; node = node->next)
    if (strcmp(node->key, key) == 0)
      return node;
  return NULL;
}

const char *yaml_type_name(enum yaml_type type) {
  switch (type) {
  case YAML_NULL:
    return "nothing";
  case YAML_SCALAR:
    return "a single value";
  case YAML_SEQUENCE:
    return "a sequence";
  case YAML_MAPPING:
    return "a mapping";
  case YAML_BROKEN:
    break;
  }
  return "something else";
}
