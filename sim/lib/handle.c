/* SPDX-License-Identifier: BSD-3-Clause */
/* lib: a scenario and what a test adds to it. See sockfit/sockfit.h. */
#include "lib/own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *sockfit_version(void) {
  return SOCKFIT_VERSION;
}

static struct sockfit *open_either(const char *path, const char *text) {
  struct sockfit *sockfit = calloc(1, sizeof(*sockfit));
  if (sockfit == NULL)
    return NULL;
  sockfit->path = strdup(path);
  sockfit->text = text == NULL ? NULL : strdup(text);
  if (sockfit->path == NULL || (text != NULL && sockfit->text == NULL)) {
    sockfit_close(sockfit);
    return NULL;
  }
  return sockfit;
}

struct sockfit *sockfit_open(const char *path) {
  return open_either(path, NULL);
}

struct sockfit *sockfit_open_text(const char *name, const char *text) {
  return open_either(name, text);
}

void sockfit_close(struct sockfit *sockfit) {
  if (sockfit == NULL)
    return;
  if (sockfit->lab_is_open)
    lab_close(&sockfit->lab);
  for (size_t i = 0; i < sockfit->override_count; i++) {
    free((char *)sockfit->overrides[i].key);
    free((char *)sockfit->overrides[i].value);
  }
  for (size_t i = 0; i < sockfit->function_count; i++)
    free((char *)sockfit->functions[i].name);
  free(sockfit->overrides);
  free(sockfit->functions);
  free(sockfit->path);
  free(sockfit->text);
  free(sockfit->pcap_path);
  free(sockfit->lwip_dir);
  free(sockfit->error);
  free(sockfit);
}

const char *sockfit_error(const struct sockfit *sockfit) {
  if (sockfit == NULL)
    return "out of memory";
  return sockfit->error == NULL ? "" : sockfit->error;
}

/* Takes value over. */
static int add_override(struct sockfit *sockfit, const char *key, char *value) {
  char *copy = strdup(key);
  struct override *overrides = realloc(
      sockfit->overrides, (sockfit->override_count + 1) * sizeof(*overrides));
  if (overrides != NULL)
    sockfit->overrides = overrides;
  if (overrides == NULL || copy == NULL || value == NULL) {
    free(copy);
    free(value);
    return -ENOMEM;
  }
  overrides[sockfit->override_count++] = (struct override){copy, value};
  return 0;
}

int sockfit_set(struct sockfit *sockfit, const char *key, const char *value) {
  return add_override(sockfit, key, strdup(value));
}

int sockfit_expect(struct sockfit *sockfit, const char *expectation) {
  return add_override(sockfit, "expect+", text_format("[%s]", expectation));
}

/* ---- functions ---- */

static int bind_function(struct sockfit *sockfit, enum item_family family,
                         const char *name, sockfit_function *function,
                         void *arg) {
  char *copy = strdup(name);
  struct world_function *functions = realloc(
      sockfit->functions, (sockfit->function_count + 1) * sizeof(*functions));
  if (functions != NULL)
    sockfit->functions = functions;
  if (functions == NULL || copy == NULL) {
    free(copy);
    return -ENOMEM;
  }
  functions[sockfit->function_count++] =
      (struct world_function){family, copy, function, arg};
  return 0;
}

static int add_function(struct sockfit *sockfit, enum item_family family,
                        const char *name, sockfit_function *function, void *arg,
                        const char *parameters) {
  int status = bind_function(sockfit, family, name, function, arg);
  if (status != 0)
    return status;
  return add_override(
      sockfit, family == FAMILY_PEER ? "peers+" : "consumers+",
      text_format("[{function: {name: %s%s%s}}]", name,
                  parameters == NULL || *parameters == '\0' ? "" : ", ",
                  parameters == NULL ? "" : parameters));
}

int sockfit_add_consumer(struct sockfit *sockfit, const char *name,
                         sockfit_function *function, void *arg,
                         const char *parameters) {
  return add_function(sockfit, FAMILY_CONSUMER, name, function, arg,
                      parameters);
}

int sockfit_add_peer(struct sockfit *sockfit, const char *name,
                     sockfit_function *function, void *arg,
                     const char *parameters) {
  return add_function(sockfit, FAMILY_PEER, name, function, arg, parameters);
}

int sockfit_bind_consumer(struct sockfit *sockfit, const char *name,
                          sockfit_function *function, void *arg) {
  return bind_function(sockfit, FAMILY_CONSUMER, name, function, arg);
}

int sockfit_bind_peer(struct sockfit *sockfit, const char *name,
                      sockfit_function *function, void *arg) {
  return bind_function(sockfit, FAMILY_PEER, name, function, arg);
}

/* ---- the next runs ---- */

static int replace(char **text, const char *with) {
  char *copy = with == NULL ? NULL : strdup(with);
  if (with != NULL && copy == NULL)
    return -ENOMEM;
  free(*text);
  *text = copy;
  return 0;
}

int sockfit_pcap(struct sockfit *sockfit, const char *path) {
  return replace(&sockfit->pcap_path, path);
}

int sockfit_lwip_dir(struct sockfit *sockfit, const char *path) {
  return replace(&sockfit->lwip_dir, path);
}
