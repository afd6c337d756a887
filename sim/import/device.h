/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: what of a device's configuration matters to its
 * sockets. Each step fills in its part, in this order. */
#ifndef SOCKFIT_IMPORT_DEVICE_H
#define SOCKFIT_IMPORT_DEVICE_H

#include "import/components.h"
#include "import/tree.h"
#include "import/write.h"

#define DEVICE_CONSUMERS_MAX 200
#define DEVICE_LIMITS_MAX 100
#define DEVICE_PARAMS_MAX 8
#define DEVICE_NOTES_MAX 100

/* A value that goes to the scenario as it is. */
struct device_value {
  const char *name;
  const char *text;
  struct place place;
};

struct device_consumer {
  const char *kind;
  const char *name; /* unique */
  const char *as;   /* what it registers as; NULL: as its kind does */
  bool declares;    /* counts differ from the kind's */
  struct socket_counts declared;
  struct device_value params[DEVICE_PARAMS_MAX];
  size_t param_count;
  const char *from; /* one line: why it is here */
  struct place place;
};

struct device_note {
  const char *text;
  struct place place;
};

struct platform {
  const char *key;
  const char *profile; /* NULL: none */
  int ota_port;
  int api_clients;
  int api_backlog;
};

struct device {
  struct tree *tree;
  const char *file;
  struct yaml_node *root; /* packages merged, substitutions made */
  char name[64];          /* fit for a scenario */
  const struct platform *platform;
  const struct yaml_node *platform_node;
  const char *profile;
  bool has_release; /* of ESP-IDF */
  int release[3];
  struct device_consumer consumers[DEVICE_CONSUMERS_MAX];
  size_t consumer_count;
  struct device_value limits[DEVICE_LIMITS_MAX]; /* CONFIG_... */
  size_t limit_count;
  struct device_note notes[DEVICE_NOTES_MAX]; /* for the scenario's head */
  size_t note_count;
  bool high_performance; /* a component asks for it */
};

/* All return 0, -ENOMEM or -EINVAL (a bound was passed; reported). */

/* ---- packages.c: device->root ---- */
int device_root(struct device *device);

/* ---- device_platform.c: platform, profile, name ---- */
int device_platform(struct device *device);

/* The profile of an ESP-IDF release, by the rules it has for sockets. */
const char *device_idf_profile(int major, int minor, int patch);

/* ---- device_consumers.c ---- */
int device_consumers(struct device *device,
                     const struct components *components);

/* ---- device_limits.c: what the user or ESPHome writes to sdkconfig ---- */
int device_limits(struct device *device);

/* ---- device.c ---- */

/* A comment in the scenario. */
void device_comment(struct device *device, const struct place *place,
                    const char *text);

/* The same, and a warning. */
void device_note(struct device *device, const struct place *place,
                 const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A limit; one of that name is replaced. */
void device_limit(struct device *device, const char *name, const char *text,
                  const struct place *place);

/* The text of a single value, NULL when it is none or says nothing. */
const char *device_text(const struct yaml_node *node);

/* Whether it is true, yes, on or enable. */
bool device_true(const struct yaml_node *node);

/* node/a/b/c: mappings all the way, or NULL. keys ends with NULL. */
const struct yaml_node *device_at(const struct yaml_node *node,
                                  const char *const keys[]);

/* ---- device_write.c: the device as a scenario ---- */
void device_write(const struct device *device, struct writer *writer);

#endif
