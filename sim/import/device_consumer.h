/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: one consumer of a device. */
#ifndef SOCKFIT_IMPORT_DEVICE_CONSUMER_H
#define SOCKFIT_IMPORT_DEVICE_CONSUMER_H

#include "import/device.h"

/* The next consumer, with name, or name_2 and so on; NULL when there are too
 * many (reported) or no memory. */
struct device_consumer *consumer_add(struct device *device, const char *kind,
                                     const char *name,
                                     const struct place *place,
                                     const char *from);

/* A parameter; the first of a name counts. text NULL: nothing. */
void consumer_param(struct device_consumer *consumer, const char *name,
                    const char *text, const struct place *place);

/* The keys of node that the consumer's kind has too, with the same meaning
 * (port, max_connections, mode, keepalive). */
void consumer_take_keys(struct device *device, struct device_consumer *consumer,
                        const struct yaml_node *node);

/* What differs by platform: ports, numbers of connections. */
void consumer_platform_params(struct device *device,
                              struct device_consumer *consumer);

/* What a component registers and opens by the table. */
void consumer_declare(struct device *device, const struct component *component,
                      const struct yaml_node *node,
                      struct device_consumer *consumer);

#endif
