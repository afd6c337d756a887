/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: calls of socket.consume_sockets, in the form in which export
 * writes them, as a scenario of components that open what they register. It is
 * no Python: any other code is refused. Reads the file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/finish.h"
#include "import/import.h"
#include "limits/profile.h"
#include "scenario/scenario.h"
#include "scenario/source.h"

#define COMPONENTS_MAX 200
#define COUNT_MAX 200
#define CALL "socket.consume_sockets("
#define BLOCK "FINAL_VALIDATE_SCHEMA = cv.All("
#define PROFILE "# profile: "

/* What one block registers under one name. */
struct component_calls {
  char name[64];
  struct place place;
  struct socket_counts counts;
};

struct fragment {
  struct place place; /* of the line that is read */
  struct mistakes *mistakes;
  char profile[64];
  struct component_calls components[COMPONENTS_MAX];
  size_t count;
  size_t block; /* where the components of this block begin */
  bool in_block;
};

static bool take(const char **at, const char *text) {
  size_t len = strlen(text);
  if (strncmp(*at, text, len) != 0)
    return false;
  *at += len;
  return true;
}

/* A name in double quotes, which a scenario can have too. */
static bool take_name(const char **at, char *ret_name, size_t size) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  if (!take(at, "\""))
    return false;
  size_t len = strspn(*at, letters);
  if (len == 0 || len >= size || strchr("_-.", **at))
    return false;
  snprintf(ret_name, size, "%.*s", (int)len, *at);
  *at += len;
  return take(at, "\"");
}

static bool take_count(const char **at, int *ret_count) {
  size_t len = strspn(*at, "0123456789");
  if (len == 0 || len > 3)
    return false;
  *ret_count = atoi(*at);
  *at += len;
  return *ret_count <= COUNT_MAX;
}

/* `, socket.SocketType.UDP`; without it a socket counts as TCP. */
static int *take_type(const char **at, struct socket_counts *counts) {
  if (!take(at, ", socket.SocketType."))
    return &counts->tcp;
  if (take(at, "TCP_LISTEN"))
    return &counts->tcp_listen;
  if (take(at, "TCP"))
    return &counts->tcp;
  return take(at, "UDP") ? &counts->udp : NULL;
}

static struct component_calls *component_of(struct fragment *f,
                                            const char *name) {
  for (size_t i = f->block; i < f->count; i++)
    if (strcmp(f->components[i].name, name) == 0)
      return &f->components[i];
  if (f->count == COMPONENTS_MAX)
    return NULL;
  struct component_calls *component = &f->components[f->count++];
  *component = (struct component_calls){.place = f->place};
  snprintf(component->name, sizeof(component->name), "%s", name);
  return component;
}

/* `socket.consume_sockets(2, "web_server", socket.SocketType.UDP),` */
static bool read_call(struct fragment *f, const char *at) {
  struct socket_counts types = {0};
  char name[64];
  int count;
  if (!take(&at, CALL) || !take_count(&at, &count) || !take(&at, ", ") ||
      !take_name(&at, name, sizeof(name)))
    return false;
  int *type = take_type(&at, &types);
  if (!type || !take(&at, "),") || *at != '\0')
    return false;
  struct component_calls *component = component_of(f, name);
  if (!component)
    return false;
  *type = count;
  component->counts.tcp += types.tcp;
  component->counts.udp += types.udp;
  component->counts.tcp_listen += types.tcp_listen;
  return true;
}

static bool read_comment(struct fragment *f, const char *line) {
  if (take(&line, PROFILE) && profile_find(line))
    snprintf(f->profile, sizeof(f->profile), "%s", line);
  return true;
}

static bool read_line(struct fragment *f, const char *line) {
  line += strspn(line, " ");
  if (*line == '\0')
    return true;
  if (*line == '#')
    return read_comment(f, line);
  if (f->in_block && strcmp(line, ")") == 0) {
    f->in_block = false;
    return true;
  }
  if (f->in_block)
    return read_call(f, line);
  if (strcmp(line, BLOCK) == 0) {
    f->in_block = true;
    f->block = f->count;
    return true;
  }
  return strcmp(line, "from esphome.components import socket") == 0 ||
         strcmp(line, "import esphome.config_validation as cv") == 0;
}

static int read_lines(struct fragment *f, char *text) {
  for (char *line = text; *line; f->place.line++) {
    size_t len = strcspn(line, "\n");
    bool last = line[len] == '\0';
    line[len] = '\0';
    if (len > 0 && line[len - 1] == '\r')
      line[len - 1] = '\0';
    if (!read_line(f, line)) {
      mistakes_add(f->mistakes, &f->place,
                   "expected what 'sockfit export --as consume_sockets' "
                   "writes, such as " BLOCK " and in it " CALL
                   "2, \"web_server\", "
                   "socket.SocketType.UDP), found '%s'",
                   clip(line).text);
      return -EINVAL;
    }
    line += len + !last;
  }
  if (!f->in_block && f->count > 0)
    return 0;
  mistakes_add(f->mistakes, &f->place,
               f->in_block ? "the call of cv.All( has no end"
                           : "there is no " CALL ") in it");
  return -EINVAL;
}

/* The consumer's name: as registered, and _2, _3 for further ones. */
static int nth_of_name(const struct fragment *f, size_t index) {
  int nth = 1;
  for (size_t i = 0; i < index; i++)
    nth += strcmp(f->components[i].name, f->components[index].name) == 0;
  return nth;
}

static void write_component(const struct fragment *f, size_t index,
                            struct writer *writer) {
  const struct component_calls *c = &f->components[index];
  const struct socket_counts *n = &c->counts;
  int nth = nth_of_name(f, index);
  char suffix[16] = "";
  if (nth > 1)
    snprintf(suffix, sizeof(suffix), "_%d", nth);
  write_line(writer, &c->place, "  - component:");
  write_line(writer, &c->place, "      name: %s%s", c->name, suffix);
  write_line(writer, &c->place, "      tcp: %d", n->tcp);
  write_line(writer, &c->place, "      udp: %d", n->udp);
  write_line(writer, &c->place, "      listeners: %d", n->tcp_listen);
  write_line(writer, &c->place,
             "      declares: {tcp: %d, udp: %d, tcp_listen: %d, under: %s}",
             n->tcp, n->udp, n->tcp_listen, c->name);
}

static void write_scenario(const struct fragment *f, struct writer *writer) {
  write_comment(writer, NULL, 0,
                "What components register: each opens all of it when it is set "
                "up, and keeps it.");
  write_line(writer, NULL, "scenario: consume-sockets");
  write_line(writer, NULL, "profile: %s", f->profile);
  write_line(writer, NULL, "run_for: 60s");
  write_line(writer, NULL, "consumers:");
  for (size_t i = 0; i < f->count; i++)
    write_component(f, i, writer);
  write_line(writer, NULL, "expect:");
  write_line(writer, NULL, "  - no_refusals");
  write_line(writer, NULL, "  - declared: matches");
}

int import_consume_sockets(const char *path, struct imported *ret_imported,
                           struct diag *diag) {
  struct arena *arena = arena_new();
  struct fragment *f = arena ? arena_get(arena, 1, sizeof(*f)) : NULL;
  struct writer writer = {.origin = {.file = path, .line = 1, .column = 1}};
  struct mistakes mistakes;
  const char *text = NULL;
  size_t len = 0;
  mistakes_init(&mistakes, diag);
  int r = f ? source_read(path, arena, &text, &len, diag) : -ENOMEM;
  if (r < 0 && r != -ENOMEM)
    r = -EINVAL; /* a file that cannot be read is bad input */
  if (r == 0)
    r = source_check_foreign(text, len, path, &mistakes);
  if (r == 0) {
    f->place = writer.origin;
    f->mistakes = &mistakes;
    snprintf(f->profile, sizeof(f->profile), "esp-idf");
    r = read_lines(f, (char *)text); /* the arena's, which is ours */
  }
  if (r == 0)
    write_scenario(f, &writer);
  return import_finish(r, &mistakes, &writer, arena, ret_imported);
}
