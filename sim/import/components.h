/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: the table of components, ESPHome's and the user's. */
#ifndef SOCKFIT_IMPORT_COMPONENTS_H
#define SOCKFIT_IMPORT_COMPONENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "import/tree.h"
#include "scenario/kinds.h"

enum needs_httpd { HTTPD_NEVER, HTTPD_AT_TIMES, HTTPD_ALWAYS };

/* A count that a configuration key of the component gives. */
struct count_key {
  const char *key; /* NULL: the count is a plain number */
  int fallback;    /* when the device does not give the key */
  int plus;
};

struct component {
  const char *key;
  const char *platform;          /* NULL: the key itself */
  const char *kind;              /* of the consumer; NULL: "component" */
  const char *as;                /* what it registers as; NULL: key */
  struct socket_counts declared; /* for each instance */
  struct count_key keys[3];      /* TCP, UDP, TCP_LISTEN; user files only */
  struct socket_counts opens;
  int clients;           /* of its listener */
  int port;              /* 0: any */
  bool each;             /* an instance for each entry of a list */
  bool by_role;          /* role: server has a listener and registers it */
  bool anywhere;         /* the key may stand anywhere in the tree */
  bool only_note;        /* no consumer: it only takes sockets at times */
  bool high_performance; /* asks for the network's high performance mode */
  enum needs_httpd needs_httpd;
  const char *note; /* what it takes without registering; NULL: nothing */
};

struct components {
  const struct component *items;
  size_t count;
};

/* ESPHome's own table, and after it the user's file (NULL: none): a key that is
 * in the user's is left out of ours. Mistakes in the file are added.
 * Returns 0, -ENOMEM or -EINVAL. */
int components_load(struct tree *tree, const char *path,
                    struct components *ret_components);

#endif
